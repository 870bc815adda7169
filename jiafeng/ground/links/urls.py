"""Routes of the register of approvers; links themselves are opened at their rooms' addresses."""

from django.urls import path

from jiafeng.ground.links import views

app_name = "links"
urlpatterns = [
    path("", views.approvers, name="approvers"),
    path("new", views.new_approver, name="new_approver"),
    path("<int:pk>", views.approver, name="approver"),
]

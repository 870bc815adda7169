"""Routes of plans."""

from django.urls import path

from jiafeng.programme.plans import views

app_name = "plans"
urlpatterns = [
    path("", views.plans, name="plans"),
    path("new", views.new_plan, name="new_plan"),
    path("<int:pk>", views.plan, name="plan"),
    path("<int:pk>/edit", views.edit_plan, name="edit_plan"),
    path("<int:pk>/issue", views.issue_plan, name="issue_plan"),
    path("<int:pk>/close", views.close_plan, name="close_plan"),
    path("<int:pk>/lines/new", views.new_line, name="new_line"),
    path("<int:pk>/paper-receipts", views.paper_receipts, name="paper_receipts"),
    path("lines/<int:pk>", views.line, name="line"),
    path("lines/<int:pk>/edit", views.edit_line, name="edit_line"),
    path("lines/<int:pk>/deploy", views.deploy, name="deploy"),
    path("lines/<int:pk>/finish", views.finish_line, name="finish_line"),
    path("lines/<int:pk>/reopen", views.reopen_line, name="reopen_line"),
    path("lines/<int:pk>/drop", views.drop_line, name="drop_line"),
    path("receipts", views.receipts, name="receipts"),
    path("receipts/<int:pk>/confirm", views.confirm_receipt, name="confirm_receipt"),
]

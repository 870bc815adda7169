"""Routes of bulletins."""

from django.urls import path

from jiafeng.reporting.bulletins import views

app_name = "bulletins"
urlpatterns = [
    path("", views.bulletins, name="bulletins"),
    path("new", views.new, name="new"),
    path("templates", views.templates, name="templates"),
    path("templates/new", views.new_template, name="new_template"),
    path("templates/<int:pk>", views.template, name="template"),
    path("templates/<int:pk>/remove", views.remove_template, name="remove_template"),
    path("approve/<str:token>", views.by_link, name="by_link"),
    path("code/<str:code>", views.by_code, name="by_code"),
    path("<int:pk>", views.bulletin, name="bulletin"),
    path("<int:pk>/edit", views.edit, name="edit"),
    path("<int:pk>/check", views.check, name="check"),
    path("<int:pk>/submit", views.submit, name="submit"),
    path("<int:pk>/withdraw", views.withdraw, name="withdraw"),
    path("<int:pk>/review", views.review, name="review"),
    path("<int:pk>/approve", views.approve, name="approve"),
    path("<int:pk>/return", views.return_, name="return"),
    path("<int:pk>/ask", views.ask_leader, name="ask"),
    path("<int:pk>/issue", views.issue, name="issue"),
    path("<int:pk>/correct", views.correct, name="correct"),
    path("<int:pk>/passports/<int:n>", views.passport, name="passport"),
    path("<int:pk>/passports/<int:n>/compare", views.compare, name="compare"),
    path("<int:pk>/passports/<int:n>/manifest.csv", views.manifest, name="manifest"),
    path("<int:pk>/file.<str:fmt>", views.download, name="download"),
]

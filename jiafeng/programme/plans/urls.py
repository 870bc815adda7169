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
    path("<int:pk>/copy", views.copy_plan, name="copy_plan"),
    path("<int:pk>/lines/import", views.import_lines, name="import_lines"),
    path("<int:pk>/lines/template", views.lines_template, name="lines_template"),
    path("lines/sheets/<uuid:pk>", views.line_sheet, name="line_sheet"),
    path("lines/sheets/<uuid:pk>/take", views.take_lines, name="take_lines"),
    path("lines/sheets/<uuid:pk>/failed", views.failed_lines, name="failed_lines"),
    path("groups", views.groups, name="groups"),
    path("groups/<int:pk>", views.edit_group, name="edit_group"),
    path("groups/<int:pk>/remove", views.remove_group, name="remove_group"),
    path("<int:pk>/lines/new", views.new_line, name="new_line"),
    path("<int:pk>/paper-receipts", views.paper_receipts, name="paper_receipts"),
    path("lines/<int:pk>", views.line, name="line"),
    path("lines/<int:pk>/edit", views.edit_line, name="edit_line"),
    path("lines/<int:pk>/deploy", views.deploy, name="deploy"),
    path("lines/<int:pk>/deployed/<int:moment>/back", views.undeploy, name="undeploy"),
    path("deployments/<int:pk>/back", views.undeploy_unit, name="undeploy_unit"),
    path("lines/<int:pk>/finish", views.finish_line, name="finish_line"),
    path("lines/<int:pk>/reopen", views.reopen_line, name="reopen_line"),
    path("lines/<int:pk>/drop", views.drop_line, name="drop_line"),
    path("receipts", views.receipts, name="receipts"),
    path("receipts/<int:pk>/confirm", views.confirm_receipt, name="confirm_receipt"),
]

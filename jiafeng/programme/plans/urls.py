"""Routes of plans."""

from django.urls import path

from jiafeng.programme.plans.views import groups, lines, plans, receipts, workbooks

app_name = "plans"
urlpatterns = [
    path("", plans.plans, name="plans"),
    path("new", plans.new_plan, name="new_plan"),
    path("<int:pk>", plans.plan, name="plan"),
    path("<int:pk>/edit", plans.edit_plan, name="edit_plan"),
    path("<int:pk>/issue", plans.issue_plan, name="issue_plan"),
    path("<int:pk>/close", plans.close_plan, name="close_plan"),
    path("<int:pk>/copy", plans.copy_plan, name="copy_plan"),
    path("<int:pk>/lines/import", workbooks.import_lines, name="import_lines"),
    path("<int:pk>/lines/template", workbooks.lines_template, name="lines_template"),
    path("lines/sheets/<uuid:pk>", workbooks.line_sheet, name="line_sheet"),
    path("lines/sheets/<uuid:pk>/take", workbooks.take_lines, name="take_lines"),
    path("lines/sheets/<uuid:pk>/failed", workbooks.failed_lines, name="failed_lines"),
    path("groups", groups.groups, name="groups"),
    path("groups/<int:pk>", groups.edit_group, name="edit_group"),
    path("groups/<int:pk>/remove", groups.remove_group, name="remove_group"),
    path("<int:pk>/lines/new", plans.new_line, name="new_line"),
    path("<int:pk>/paper-receipts", receipts.paper_receipts, name="paper_receipts"),
    path("lines/<int:pk>", lines.line, name="line"),
    path("lines/<int:pk>/edit", lines.edit_line, name="edit_line"),
    path("lines/<int:pk>/deploy", lines.deploy, name="deploy"),
    path("lines/<int:pk>/deployed/<int:moment>/back", lines.undeploy, name="undeploy"),
    path("deployments/<int:pk>/back", lines.undeploy_unit, name="undeploy_unit"),
    path("lines/<int:pk>/finish", lines.finish_line, name="finish_line"),
    path("lines/<int:pk>/reopen", lines.reopen_line, name="reopen_line"),
    path("lines/<int:pk>/drop", lines.drop_line, name="drop_line"),
    path("receipts", receipts.receipts, name="receipts"),
    path("receipts/<int:pk>/confirm", receipts.confirm_receipt, name="confirm_receipt"),
]

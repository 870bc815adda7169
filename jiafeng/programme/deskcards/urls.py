"""Routes."""

from django.urls import path

from jiafeng.programme.deskcards.views import cards, designs, runs

app_name = "deskcards"
urlpatterns = [
    path("", runs.runs, name="runs"),
    path("new", runs.new_run, name="new_run"),
    path("<int:pk>", runs.run, name="run"),
    path("<int:pk>/print", runs.start, name="start"),
    path("<int:pk>/cards.pdf", runs.pdf, name="pdf"),
    path("<int:pk>/report.xlsx", runs.report, name="report"),
    path("<int:pk>/handover.pdf", runs.handover_sheet, name="handover_sheet"),
    path("<int:pk>/handover", runs.handover, name="handover"),
    path("<int:pk>/handover/<uuid:batch>/back", runs.take_back_all, name="take_back_all"),
    path("card/<int:pk>", cards.card, name="card"),
    path("card/<int:pk>/face.png", cards.face, name="face"),
    path("card/<int:pk>/reprint", cards.reprint, name="reprint"),
    path("card/<int:pk>/recall", cards.recall, name="recall"),
    path("card/<int:pk>/take-back", cards.take_back, name="take_back"),
    path("designs", designs.designs, name="designs"),
    path("designs/<str:code>.png", designs.preview, name="design_preview"),
    path("designs/<int:pk>/remove", designs.remove, name="remove_design"),
]

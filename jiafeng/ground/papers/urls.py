"""Routes."""

from django.urls import path

from jiafeng.ground.papers.views import photos, reading, sheets

app_name = "papers"
urlpatterns = [
    path("q/<str:token>", sheets.scan, name="scan"),
    path("sheets/<int:pk>", sheets.sheet, name="sheet"),
    path("sheets/<int:pk>/close", sheets.close, name="close"),
    path("sheets/<int:pk>/void", sheets.void, name="void"),
    path("sheets/<int:pk>/read", reading.read, name="read"),
    path("sheets/<int:pk>/rest", reading.rest, name="rest"),
    path("sheets/<int:pk>/undo", reading.undo, name="undo"),
    path("sheets/<int:pk>/rows/<int:number>", reading.settle, name="settle"),
    path("sheets/<int:pk>/rows/<int:number>/again", reading.again, name="again"),
    path("sheets/<int:pk>/rows/<int:number>.jpg", reading.picture, name="picture"),
    path("photos/<int:pk>/number", photos.number, name="number"),
    path("<slug:kind>/<int:target>", sheets.sheets, name="sheets"),
    path("<slug:kind>/<int:target>/print", sheets.print_more, name="print"),
    path("<slug:kind>/<int:target>/sheets.pdf", sheets.pages, name="pages"),
    path("<slug:kind>/<int:target>/photos", photos.photos, name="photos"),
    path("<slug:kind>/<int:target>/enter", reading.enter, name="enter"),
    path("<slug:kind>/<int:target>/names", reading.names, name="names"),
]

"""Routes."""

from django.urls import path

from jiafeng.programme.pictures import views

app_name = "pictures"
urlpatterns = [
    path("<int:pk>.webp", views.shown, name="shown"),
    path("attachments/<int:pk>.pdf", views.attachment, name="attachment"),
    path("preview", views.preview, name="preview"),
    path("<int:pk>", views.picture, name="picture"),
    path("<int:pk>/faces", views.faces, name="faces"),
    path("<int:pk>/remove", views.remove, name="remove"),
    path("attachments/<int:pk>/remove", views.detach, name="detach"),
    path("<slug:kind>/<int:pk>", views.manage, name="manage"),
    path("<slug:kind>/<int:pk>/add", views.add, name="add"),
    path("<slug:kind>/<int:pk>/photos", views.photos, name="photos"),
    path("<slug:kind>/<int:pk>/attach", views.attach, name="attach"),
]

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """Not a room: an app only so that its template tags and catalogue are found."""

    name = "jiafeng.common"
    label = "common"

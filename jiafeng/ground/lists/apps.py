from django.apps import AppConfig


class ListsConfig(AppConfig):
    """No models: an app so that its catalogue is found."""

    name = "jiafeng.ground.lists"
    label = "lists"

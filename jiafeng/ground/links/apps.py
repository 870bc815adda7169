from django.apps import AppConfig


class LinksConfig(AppConfig):
    name = "jiafeng.ground.links"
    label = "links"

from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "jiafeng.ground.papers"
    label = "papers"

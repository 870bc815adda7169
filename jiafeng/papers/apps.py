from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "jiafeng.papers"
    label = "papers"

from django.apps import AppConfig


class DrivesConfig(AppConfig):
    name = "jiafeng.programme.drives"
    label = "drives"

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "jiafeng.units"
    label = "units"

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "jiafeng.plans"
    label = "plans"

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "jiafeng.records"
    label = "records"

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "jiafeng.jobs"
    label = "jobs"

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "jiafeng.people"
    label = "people"

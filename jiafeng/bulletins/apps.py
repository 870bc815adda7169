from django.apps import AppConfig


class BulletinsConfig(AppConfig):
    name = "jiafeng.bulletins"
    label = "bulletins"

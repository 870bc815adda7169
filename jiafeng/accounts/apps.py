from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "jiafeng.accounts"
    label = "accounts"

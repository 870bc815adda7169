from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "jiafeng.accounts"
    label = "accounts"

    def ready(self) -> None:
        from jiafeng.accounts.policies import keeps_accounts
        from jiafeng.common.navigation import Group, NavItem, staff_menu

        staff_menu.add(NavItem(_("Accounts and roles"), "accounts:users", "key", Group.SYSTEM, keeps_accounts, order=85))

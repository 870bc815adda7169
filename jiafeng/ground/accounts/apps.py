from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "jiafeng.ground.accounts"
    label = "accounts"

    def ready(self) -> None:
        from jiafeng.common.limits import counted_by
        from jiafeng.common.navigation import Group, NavItem, staff_menu
        from jiafeng.ground.accounts.actions import count
        from jiafeng.ground.accounts.policies import keeps_accounts, reads_door, resets_factors
        from jiafeng.ground.accounts.views import heard

        staff_menu.add(
            NavItem(_("Accounts and roles"), "accounts:users", "key", Group.KEEPING, keeps_accounts, order=85),
            NavItem(_("Lost second factors"), "accounts:resets", "shield-check", Group.KEEPING, resets_factors, order=86),
            NavItem(_("Sign-in log"), "accounts:door", "login", Group.KEEPING, reads_door, order=91),
        )
        counted_by(count)
        heard.listen()

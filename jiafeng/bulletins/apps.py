from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BulletinsConfig(AppConfig):
    name = "jiafeng.bulletins"
    label = "bulletins"

    def ready(self) -> None:
        from jiafeng.bulletins.policies import sees_bulletins
        from jiafeng.common.navigation import Group, NavItem, staff_menu

        staff_menu.add(NavItem(_("Bulletins"), "bulletins:bulletins", "news", Group.REPORTING, sees_bulletins, order=10))

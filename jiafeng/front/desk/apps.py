from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from jiafeng.common.navigation import Group, NavItem, staff_menu


class DeskConfig(AppConfig):
    name = "jiafeng.front.desk"
    label = "desk"

    def ready(self) -> None:
        staff_menu.add(NavItem(_("Desk"), "desk:home", "home", Group.TODAY, order=0))

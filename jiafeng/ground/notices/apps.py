from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from jiafeng.common.navigation import Group, NavItem, staff_menu


class NoticesConfig(AppConfig):
    name = "jiafeng.ground.notices"
    label = "notices"

    def ready(self) -> None:
        staff_menu.add(NavItem(_("My notices"), "notices:notices", "bell", Group.TODAY, order=10))

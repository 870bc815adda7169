from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from jiafeng.common import due, search
from jiafeng.common.navigation import Group, NavItem, staff_menu


class DeskConfig(AppConfig):
    name = "jiafeng.desk"
    label = "desk"

    def ready(self) -> None:
        from jiafeng.plans import queries as plans

        # Here and not in each room, so that one place shows what the desk asks. The portal, beside us, adds itself.
        for room in (plans,):
            due.add_source(room.due)
            search.add_source(room.search)
        staff_menu.add(NavItem(_("Desk"), "desk:home", "home", Group.TODAY, order=0))

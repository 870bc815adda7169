from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskcardsConfig(AppConfig):
    name = "jiafeng.deskcards"
    label = "deskcards"

    def ready(self) -> None:
        from jiafeng.common import due
        from jiafeng.common.navigation import Group, NavItem, staff_menu
        from jiafeng.deskcards import queries
        from jiafeng.deskcards.actions import joining
        from jiafeng.deskcards.models import Card
        from jiafeng.deskcards.policies import may_see_designs
        from jiafeng.people import holdings

        staff_menu.add(NavItem(_("Desk cards"), "deskcards:runs", "id-badge-2", Group.ACTIVITIES, may_see_designs, order=44))
        holdings.register(Card, moved=joining.follow_message, erase=joining.erase_prints)
        due.add_source(queries.due)

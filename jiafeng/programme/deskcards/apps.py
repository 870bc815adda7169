from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskcardsConfig(AppConfig):
    name = "jiafeng.programme.deskcards"
    label = "deskcards"

    def ready(self) -> None:
        from jiafeng.common import due
        from jiafeng.common.navigation import Group, NavItem, staff_menu
        from jiafeng.ground.people import holdings
        from jiafeng.programme.deskcards import queries
        from jiafeng.programme.deskcards.actions import joining
        from jiafeng.programme.deskcards.models import Card
        from jiafeng.programme.deskcards.policies import may_see_designs

        staff_menu.add(NavItem(_("Desk cards"), "deskcards:runs", "id-badge-2", Group.MESSAGES, may_see_designs, order=44))
        holdings.register(Card, moved=joining.follow_message, erase=joining.erase_prints)
        due.add_source(queries.due)

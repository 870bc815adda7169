from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    name = "jiafeng.ground.records"
    label = "records"

    def ready(self) -> None:
        from jiafeng.common import due, search
        from jiafeng.common.navigation import Group, NavItem, staff_menu
        from jiafeng.ground.records import queries
        from jiafeng.ground.records.policies import may_read_log, may_see_upkeep

        staff_menu.add(NavItem(_("Action log"), "records:log", "history", Group.KEEPING, may_read_log, order=90))
        staff_menu.add(NavItem(_("Data keeping"), "records:upkeep", "archive", Group.KEEPING, may_see_upkeep, order=95))
        due.add_source(queries.upkeep_due)
        search.add_source(queries.search)

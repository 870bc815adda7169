from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UnitsConfig(AppConfig):
    name = "jiafeng.ground.units"
    label = "units"

    def ready(self) -> None:
        from jiafeng.common.navigation import Group, NavItem, staff_menu
        from jiafeng.ground.units.policies import sees_units
        from jiafeng.ground.units.queries import entered_notice
        from jiafeng.library.calendars import take_from

        take_from(entered_notice)
        staff_menu.add(NavItem(_("Units"), "units:organisations", "building-community", Group.KEEPING, sees_units, order=60))
        staff_menu.add(NavItem(_("Days off"), "units:holidays", "calendar-event", Group.KEEPING, sees_units, order=70))

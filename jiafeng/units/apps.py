from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UnitsConfig(AppConfig):
    name = "jiafeng.units"
    label = "units"

    def ready(self) -> None:
        from jiafeng.common.navigation import Group, NavItem, staff_menu
        from jiafeng.units.policies import sees_units

        staff_menu.add(NavItem(_("Units"), "units:organisations", "building-community", Group.PEOPLE, sees_units, order=60))

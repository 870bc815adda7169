from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "jiafeng.jobs"
    label = "jobs"

    def ready(self) -> None:
        from jiafeng.common.navigation import Group, NavItem, staff_menu

        staff_menu.add(NavItem(_("Background work"), "jobs:jobs", "progress", Group.SYSTEM, order=80))

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "jiafeng.ground.jobs"
    label = "jobs"

    def ready(self) -> None:
        from django_tasks.signals import task_finished, task_started

        from jiafeng.common.navigation import Group, NavItem, staff_menu
        from jiafeng.ground.jobs.jobs import leases

        task_started.connect(leases.on_start)
        task_finished.connect(leases.on_end)

        staff_menu.add(NavItem(_("Background work"), "jobs:jobs", "progress", Group.TODAY, order=80))

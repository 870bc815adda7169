from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    name = "jiafeng.programme.plans"
    label = "plans"

    def ready(self) -> None:
        from jiafeng.common import due, search
        from jiafeng.common.navigation import Group, NavItem, staff_menu
        from jiafeng.programme.plans import queries
        from jiafeng.programme.plans.policies import receives, sees_plans

        due.add_source(queries.due)
        search.add_source(queries.search, command=True)

        staff_menu.add(
            NavItem(_("Plans"), "plans:plans", "clipboard-check", Group.PLANS, sees_plans, order=10),
            NavItem(_("Receipts"), "plans:receipts", "checklist", Group.PLANS, receives, order=11),
        )

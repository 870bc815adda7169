from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FiguresConfig(AppConfig):
    name = "jiafeng.reporting.figures"
    label = "figures"

    def ready(self) -> None:
        from jiafeng.common.navigation import Group, NavItem, staff_menu
        from jiafeng.programme.plans.queries import set_figures
        from jiafeng.reporting.figures.policies import sees_figures
        from jiafeng.reporting.figures.queries import target_choices, target_of

        set_figures(target_choices, target_of)
        staff_menu.add(NavItem(_("Figures"), "figures:figures", "chart-bar", Group.REPORTING, sees_figures, order=20))

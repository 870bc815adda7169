from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LinksConfig(AppConfig):
    name = "jiafeng.ground.links"
    label = "links"

    def ready(self) -> None:
        from jiafeng.common.navigation import Group, NavItem, staff_menu
        from jiafeng.ground.links.policies import sees_approvers

        staff_menu.add(NavItem(_("Approvers"), "links:approvers", "shield-check", Group.KEEPING, sees_approvers, order=70))

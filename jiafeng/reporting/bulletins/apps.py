from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BulletinsConfig(AppConfig):
    name = "jiafeng.reporting.bulletins"
    label = "bulletins"

    def ready(self) -> None:
        from jiafeng.common import due, search
        from jiafeng.common.acts import Act, add_act
        from jiafeng.common.navigation import Group, NavItem, staff_menu
        from jiafeng.programme.pictures.queries import register
        from jiafeng.reporting.bulletins import queries
        from jiafeng.reporting.bulletins.policies import may_write, sees_bulletins

        staff_menu.add(NavItem(_("Bulletins"), "bulletins:bulletins", "news", Group.REPORTING, sees_bulletins, order=10))
        add_act(Act(_("New bulletin"), "bulletins:new", "pencil", may_write, order=35))
        due.add_source(queries.due)
        search.add_source(queries.search)
        register(queries.BULLETINS)

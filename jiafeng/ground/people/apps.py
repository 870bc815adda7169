from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "jiafeng.ground.people"
    label = "people"

    def ready(self) -> None:
        from jiafeng.common import search
        from jiafeng.common.navigation import Group, NavItem, staff_menu
        from jiafeng.ground.people import holdings, queries
        from jiafeng.ground.people.actions import retention
        from jiafeng.ground.people.policies import sees_people

        staff_menu.add(NavItem(_("People"), "people:people", "users", Group.PEOPLE, sees_people, order=50))
        search.add_source(queries.search)
        for term in retention.TERMS:
            holdings.register_term(term)

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "jiafeng.ground.people"
    label = "people"

    def ready(self) -> None:
        from jiafeng.common import search
        from jiafeng.common.acts import Act, add_act
        from jiafeng.common.navigation import Group, NavItem, staff_menu
        from jiafeng.ground.people import holdings, queries
        from jiafeng.ground.people.actions import retention
        from jiafeng.ground.people.policies import may_import, sees_people

        staff_menu.add(NavItem(_("People"), "people:people", "users", Group.KEEPING, sees_people, order=50))
        add_act(Act(_("Import people"), "people:rosters", "file-upload", may_import, order=30))
        search.add_source(queries.search, command=True)
        for term in retention.TERMS:
            holdings.register_term(term)

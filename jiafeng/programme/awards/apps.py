from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AwardsConfig(AppConfig):
    name = "jiafeng.programme.awards"
    label = "awards"

    def ready(self) -> None:
        from jiafeng.common import due, search
        from jiafeng.common.navigation import Group, NavItem, public_menu, service_tiles, staff_menu
        from jiafeng.ground.links.actions import renew
        from jiafeng.ground.people import holdings
        from jiafeng.programme.awards import queries
        from jiafeng.programme.awards.actions import keeping
        from jiafeng.programme.awards.models import Nomination
        from jiafeng.programme.awards.policies import reads_files, sees_awards
        from jiafeng.programme.pictures.queries import register
        from jiafeng.programme.plans.queries import add_work_source

        staff_menu.add(
            NavItem(_("Awards"), "awards:rounds", "award", Group.AWARDS, sees_awards, order=10),
            NavItem(_("Titles"), "awards:titles", "certificate", Group.AWARDS, reads_files, order=12),
        )
        public_menu.add(NavItem(_("Awards and public notices"), "awards:public", "award", order=60))
        service_tiles.add(NavItem(_("Check a certificate"), "awards:check", "certificate", order=60))
        holdings.register(Nomination, moved=renew, erase=keeping.erase_nominations)
        holdings.register_term(
            holdings.Term(
                "awards.objectors",
                _("Who objected to a public notice"),
                _("To ask back while the objection is checked; the objection and its answer stay without the name."),
                _("from the answer"),
                months=36,
                expire=keeping.forget_objectors,
            )
        )
        add_work_source(queries.work_for)
        due.add_source(queries.due)
        search.add_source(queries.search)
        register(queries.STORIES)

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PledgesConfig(AppConfig):
    name = "jiafeng.programme.pledges"
    label = "pledges"

    def ready(self) -> None:
        from jiafeng.common import due, search
        from jiafeng.common.navigation import Group, NavItem, staff_menu
        from jiafeng.ground.jobs.policies import add_check
        from jiafeng.ground.papers.queries import register
        from jiafeng.ground.people import holdings
        from jiafeng.programme.plans.queries import add_work_source
        from jiafeng.programme.pledges import queries
        from jiafeng.programme.pledges.actions import joining
        from jiafeng.programme.pledges.actions.paper import PledgeSheets
        from jiafeng.programme.pledges.models import Pledge, PledgeLink
        from jiafeng.programme.pledges.policies import may_see

        staff_menu.add(NavItem(_("Pledges"), "pledges:drives", "signature", Group.ACTIVITIES, may_see, order=20))
        register(PledgeSheets())
        add_check("booklet:", queries.outdated_booklet)
        add_work_source(queries.work_for)
        holdings.register(Pledge, clash=joining.join_pledges, erase=joining.erase_pledges)
        holdings.register(PledgeLink, clash=joining.join_links)
        due.add_source(queries.due)
        search.add_source(queries.search)

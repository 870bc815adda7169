from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "jiafeng.programme.events"
    label = "events"

    def ready(self) -> None:
        from jiafeng.common import due, search
        from jiafeng.common.acts import Act, add_act
        from jiafeng.common.navigation import Group, NavItem, public_menu, staff_menu
        from jiafeng.ground.links.actions import renew
        from jiafeng.ground.papers.queries import register
        from jiafeng.ground.people import holdings
        from jiafeng.programme.events import actions, jobs, queries
        from jiafeng.programme.events.actions import joining
        from jiafeng.programme.events.actions.paper import SignInSheets
        from jiafeng.programme.events.models import Attendance, Invitation, PhotoPerson
        from jiafeng.programme.events.policies import may_create, may_see_events, reports_as_staff, reports_for_unit
        from jiafeng.programme.plans.queries import add_work_source

        staff_menu.add(
            NavItem(_("Gatherings"), "events:events", "calendar-event", Group.ACTIVITIES, may_see_events, order=10),
            NavItem(_("Ledger of activities"), "events:ledger", "list-details", Group.ACTIVITIES, may_see_events, order=15),
        )
        add_act(
            Act(_("Report an activity"), "events:report", "device-mobile", reports_for_unit, order=10),
            Act(_("New gathering"), "events:new_event", "plus", may_create, order=20),
            Act(_("Report an activity"), "events:report", "device-mobile", reports_as_staff, order=40),
        )
        public_menu.add(NavItem(_("Activities"), "events:activities", "calendar-event", order=30))
        register(SignInSheets())
        actions.planned_by(jobs.plan_reminder)
        add_work_source(queries.work_for)
        holdings.register(Attendance, clash=joining.join_attendances)
        holdings.register(Invitation, clash=joining.join_invitations, moved=renew, erase=joining.erase_guests)
        holdings.register(PhotoPerson, clash=joining.join_on_photo)
        due.add_source(queries.due)
        search.add_source(queries.search)

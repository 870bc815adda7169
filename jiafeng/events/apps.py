from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "jiafeng.events"
    label = "events"

    def ready(self) -> None:
        from jiafeng.common.navigation import Group, NavItem, staff_menu
        from jiafeng.events.policies import may_see_events
        from jiafeng.events.queries import work_for
        from jiafeng.plans.queries import add_work_source

        staff_menu.add(NavItem(_("Gatherings"), "events:events", "calendar-event", Group.ACTIVITIES, may_see_events, order=10))
        add_work_source(work_for)

from datetime import datetime

from django.apps import AppConfig
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiafeng.common import due, readers, search
from jiafeng.common.navigation import Group, NavItem, public_menu, service_tiles, staff_menu


class PortalConfig(AppConfig):
    name = "jiafeng.front.portal"
    label = "portal"

    def ready(self) -> None:
        from jiafeng.front.portal import actions, queries
        from jiafeng.front.portal.policies import may_answer_feedback, may_edit_articles, may_set_rule
        from jiafeng.programme.pictures.queries import register

        due.add_source(queries.due)
        search.add_source(queries.search)
        register(queries.ARTICLES)
        actions.follow()

        def count(*, at: datetime, subject: str, visitor: str) -> int:
            actions.readers.note(at=at, subject=subject, visitor=visitor)
            return queries.views_of(subject, timezone.localdate(at))

        readers.counted_by(count)

        public_menu.add(
            NavItem(_("Home"), "portal:home", "home", order=0),
            NavItem(_("News"), "portal:articles", "news", order=10),
            NavItem(_("Bulletins"), "portal:bulletins", "notes", order=20),
            NavItem(_("Complaints and suggestions"), "portal:feedback", "message-report", order=90),
        )
        service_tiles.add(
            NavItem(_("Bulletins"), "portal:bulletins", "news", order=20),
            NavItem(_("Notices"), "portal:notices", "speakerphone", order=30),
            NavItem(_("Model stories"), "portal:stories", "book-2", order=40),
            NavItem(_("Complaints and suggestions"), "portal:feedback", "message-report", order=80),
            NavItem(_("Read an answer"), "portal:find_answer", "search", order=90),
        )
        staff_menu.add(
            NavItem(_("Site articles"), "portal:manage", "news", Group.REPORTING, may_edit_articles),
            NavItem(_("Review of articles"), "portal:rule", "checklist", Group.KEEPING, may_set_rule, order=75),
            NavItem(_("Letters from the public"), "portal:inbox", "message-report", Group.REPORTING, may_answer_feedback, order=60),
        )

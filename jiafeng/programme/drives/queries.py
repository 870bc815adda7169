"""Reads over drives of one kind: lists, links, and what they put on other rooms' pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from jiafeng.common.due import Due
from jiafeng.common.navigation import address_of_row
from jiafeng.common.prepared import Prepared
from jiafeng.common.scoping import Reach, reach_of
from jiafeng.common.search import Hit
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.accounts.policies import holds
from jiafeng.library.calendars import local_day
from jiafeng.programme.drives.models import Drive
from jiafeng.programme.drives.stages import DRAFT, OPEN
from jiafeng.programme.plans.models import PlanLine
from jiafeng.programme.plans.queries import Work


@dataclass(frozen=True)
class Kind:
    """One kind of drive, as other pages tell it: the room's name in addresses, its words in the menu, its icon, its table."""

    room: str
    label: Any
    icon: str
    model: Any

    def url(self, drive: Drive, page: str = "drive") -> str:
        return address_of_row(f"{self.room}:{page}", drive.pk)

    def visible_to(self, user: Any) -> QuerySet[Any]:
        """The drives the user may see, newest first."""
        drives: QuerySet[Any] = self.model.objects.visible_to(user).select_related("organisation", "county")
        return drives


def ahead(at: datetime) -> tuple[date, date]:
    """Up to which day a drive that is to be opened is near, and up to which one that is to be closed: a fortnight, and a week."""
    today = local_day(at)
    return today + timedelta(days=14), today + timedelta(days=8)


def near(opens_by: date, closes_by: date) -> Q:
    """Drives to be opened, and those that end or should have been closed, up to these days (`ahead`)."""
    return Q(stage=DRAFT, opens_on__lte=opens_by) | Q(stage=OPEN, closes_on__lte=closes_by)


@Prepared
def _near(model: Any, reach: Reach, opens_by: date, closes_by: date) -> QuerySet[Any]:
    rows: QuerySet[Any] = (
        model.objects.within(reach).filter(near(opens_by, closes_by)).select_related("organisation").order_by("closes_on", "pk")
    )
    return rows  # a county has a handful, and whoever opened a hundred has to close them


def near_due(kind: Kind, user: Any, at: datetime) -> list[Due]:
    """For county staff: drives to open, drives about to close, drives past their last day."""
    if not holds(user, Role.COUNTY_STAFF):
        return []
    return [due_of(kind, drive) for drive in _near(kind.model, reach_of(user), *ahead(at))]


def due_of(kind: Kind, drive: Drive) -> Due:
    """What is to be done about a drive that is near."""
    if drive.stage == DRAFT:
        what, detail, day, act = (
            _("Open the drive: %(title)s"),
            _("People take part from this day on."),
            drive.opens_on,
            _("Open it to all"),
        )
    else:
        what, detail = _("Enter the last sheets: %(title)s"), _("Enter what came on paper, then close it.")
        day, act = drive.last_day, _("Enter and close")
    return Due(
        room=kind.label,
        icon=kind.icon,
        what=what % {"title": drive.title},
        detail=detail,
        due=day,
        url=kind.url(drive),
        action=act,
        whose=drive.organisation.label,
        since=None if drive.stage == DRAFT else drive.opens_on,
    )


def work_for(kind: Kind, line: PlanLine, user: Any, came: Count, said: Any) -> list[Work]:
    """What drives did for a plan line. came: how many took part; said: a sentence with that %(count)s."""
    drives = kind.model.objects.visible_to(user).filter(plan_line=line).exclude(stage=DRAFT).annotate(came=came)
    return [
        Work(icon=kind.icon, title=drive.title, detail=said % {"count": drive.came}, on=drive.opens_on, url=kind.url(drive))
        for drive in drives
    ]


def found(kind: Kind, user: Any, words: str, limit: int = 8) -> list[Hit]:
    """Drives by title."""
    drives = kind.model.objects.visible_to(user).filter(title__icontains=words)[:limit]
    return [Hit(room=kind.label, icon=kind.icon, title=each.title, detail=each.get_stage_display(), url=kind.url(each)) for each in drives]

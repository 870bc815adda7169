"""What gatherings can prove."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import Min, QuerySet
from django.utils.translation import gettext_lazy as _

from jiafeng.ground.records.figures import Figure, FigureScope, Parameter, in_scope, titles
from jiafeng.programme.events.models import Attendance, Event
from jiafeng.programme.events.stages import EventStage

_TOOK_PLACE = Event.objects.filter(stage__in=(EventStage.HELD, EventStage.CLOSED))
_held = in_scope(_TOOK_PLACE, "starts_at", event="pk")


def _attended(scope: FigureScope) -> QuerySet[Attendance]:
    return Attendance.objects.filter(event__in=_held(scope).order_by()).order_by("pk")


def _participants(scope: FigureScope) -> QuerySet[Attendance]:
    """Each person's first attendance in the scope."""
    firsts = _attended(scope).order_by().values("person").annotate(first=Min("pk")).values("first")
    return Attendance.objects.filter(pk__in=firsts).order_by("pk")


_EVENT = Parameter("event", _("Gathering"), titles(_TOOK_PLACE.order_by("-starts_at", "-pk")))
_EVENT_COLUMNS: dict[str, Any] = {
    "title": _("Gathering"),
    "kind": _("Kind"),
    "organisation__name": _("Host"),
    "starts_at": _("Starts"),
    "place": _("Place"),
}

HELD = Figure(
    code="events.held",
    label=_("Gatherings held"),
    unit=_("gatherings"),
    definition=_("Gatherings that began in the period and were marked as held, those that units report of themselves included."),
    rows=_held,
    columns=_EVENT_COLUMNS,
    evidence="photos",
)
ATTENDEES = Figure(
    code="events.attendees",
    label=_("Attendances at gatherings"),
    unit=_("attendances"),
    definition=_(
        "People signed in by list, code or paper at gatherings held in the period; once per gathering, so a person at two counts twice."
    ),
    rows=_attended,
    columns={
        "event__title": _("Gathering"),
        "event__starts_at": _("Starts"),
        "person__name": _("Name"),
        "organisation__name": _("Unit"),
        "recorded_at": _("Recorded"),
    },
    evidence="traces__evidence",
    parameters=(_EVENT,),
)
PARTICIPANTS = replace(
    ATTENDEES,
    code="events.participants",
    label=_("Different people at gatherings"),
    unit=_("people"),
    definition=_("Different people signed in at gatherings held in the period; a person at several counts once."),
    rows=_participants,
)
REPORTED = Figure(
    code="events.reported",
    label=_("Attendance as reported by units"),
    unit=_("attendances"),
    definition=_(
        "The sum of what units report as attendance at their own activities in the period: their own count with a photo, not persons we counted."
    ),
    rows=in_scope(_TOOK_PLACE.filter(reported_attendance__isnull=False), "starts_at", event="pk"),
    columns={**_EVENT_COLUMNS, "reported_attendance": _("Reported")},
    amount="reported_attendance",
    evidence="photos",
    parameters=(_EVENT,),
)

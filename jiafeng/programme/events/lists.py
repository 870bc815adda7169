"""What the lists of gatherings show."""

from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jiafeng.common.templatetags.ui import icon, stage, tag
from jiafeng.ground.lists import Column, List, choice, hidden, words, year
from jiafeng.ground.people.lists import shown_name
from jiafeng.ground.units.lists import UNIT
from jiafeng.library.calendars import local_day
from jiafeng.programme.events.models import AttendanceTrace, Channel, Event, EventKind, Invitation, Reply
from jiafeng.programme.events.stages import EventStage

_NAME_SEARCH = words(_("Name"))
_GUEST = Column(_("Name"), "person.name", 12, "person__pinyin")
_GUESTS_UNIT = Column(_("Unit"), "person.organisation.name", 26, "person__organisation__name", show="person.organisation.label")
_KIND = choice("kind", _("Kind"), EventKind.choices)


def _begins(event: Event) -> Any:
    """Of an activity that a unit reported, the day alone: nobody has said an hour."""
    return local_day(event.starts_at) if event.report_key else event.starts_at


def _reported(event: Event) -> Any:
    return _("%(number)s people, as reported") % {"number": f"{event.reported_attendance or 0:,}"} if event.report_key else ""


EVENTS = List(
    _("Gatherings"),
    [
        Column(_("Title"), "title", 36, "title", link="events:event"),
        Column(_("Kind"), "get_kind_display", 12, "kind"),
        Column(_("Host"), "organisation.name", 22, "organisation__name", show="organisation.label"),
        Column(_("Starts"), _begins, 18, "starts_at"),
        Column(_("Ends"), lambda event: None if event.report_key else event.ends_at, 18, "ends_at"),
        Column(_("Place"), "place", 22, "place"),
        Column(_("Stage"), "get_stage_display", 10, "stage", stage, note=_reported),
        Column(_("Signed in"), "came", 10, page=False),
        Column(_("Reported by the unit"), "reported_attendance", 14, page=False),
    ],
    [words(_("Title or place")), _KIND, choice("stage", _("Stage"), EventStage.choices), year(_("Year"))],
    lead=_(
        "Ceremonies, galas, symposia, visits and classes: invited, signed in, recorded. What a unit did by itself is reported once and counts everywhere."
    ),
    empty=(_("No gathering yet"), _("A gathering has a programme, invitations, sign-in at the door, minutes and photos.")),
    sign="calendar-event",
)


def _reply(row: Invitation) -> Any:
    return tag(row.get_reply_display(), {Reply.YES: "good", Reply.WAIT: "wait"}.get(Reply(row.reply), "")) if row.reply else ""


def _companions(row: Invitation) -> str:
    if not row.companions:
        return ""
    said = ngettext("with %(number)s companion", "with %(number)s companions", row.companions) % {"number": row.companions}
    return f"{said}：{row.companion_names}" if row.companion_names else said


def _companions_and_way(row: Invitation) -> str:
    return " · ".join(str(said) for said in (_companions(row), _listed_by(row) if row.proof else "") if said)


def _listed_by(row: Invitation) -> Any:
    return _("signed up on the portal (%(proof)s)") % {"proof": row.get_proof_display()} if row.proof else _("invited")


INVITATIONS = List(
    _("Invitations"),
    [
        Column(_("Number"), "number", 8, "number"),
        replace(_GUEST, link=lambda row: reverse("events:invitation", args=[row.token])),
        _GUESTS_UNIT,
        Column(_("Post"), "person.post", 20, page=False),
        Column(_("Reply"), lambda row: row.get_reply_display() if row.reply else "", 12, "reply", _reply, note=_companions_and_way),
        Column(_("Companions"), lambda row: row.companions or None, 10, page=False),
        Column(_("On the list by"), _listed_by, 14, page=False),
        Column(_("Numbered seats"), lambda row: "、".join(seat.label for seat in row.seats.all()), 14),
    ],
    empty=(_("Nobody is invited yet"), _("Search above by name or unit. Each invitation gets a number, a link and a QR code.")),
    sign="mail",
    per=100,
)
READ = replace(INVITATIONS, columns=[replace(column, link="") for column in INVITATIONS.columns])
"""The same without the personal links, for whoever may not invite."""
CALLS = List(
    _("To call"),
    [Column(_("Number"), "number", 8, "number"), _GUEST, _GUESTS_UNIT, Column(_("Telephone"), "person.masked_phone", 16)],
    empty=(_("Nobody to call"), _("Everybody who comes can be reminded by text message, or nobody has answered yet.")),
    sign="list-check",
    per=100,
)


def _way(trace: AttendanceTrace) -> str:
    return f"{trace.get_channel_display()}（{trace.get_proof_display()}）" if trace.proof else trace.get_channel_display()


ATTENDANCES = List(
    _("Who came"),
    [
        Column(_("Name"), "person.name", 12, "person__pinyin", lambda row: shown_name(row.person)),
        UNIT,
        Column(_("Signed in"), "recorded_at", 18, "recorded_at"),
        Column(_("Ways of signing in"), lambda row: "、".join(_way(trace) for trace in row.traces.all()), 24),
        Column(_("Sheet and row"), lambda row: "、".join(trace.sheet for trace in row.traces.all() if trace.sheet), 12),
    ],
    [
        _NAME_SEARCH,
        choice("channel", _("Way of signing in"), Channel.choices),
        # Exactly these channels, or `several` of any: the rows of one line of the arithmetic.
        hidden("ways", lambda raw: [way for way in raw.split(",") if way in (*Channel.values, "several")]),
    ],
    empty=(_("Nobody has signed in yet"), _("Those who sign in appear here at once, by whatever way.")),
    sign="users",
)


def _people(event: Event) -> str:
    number, how = (event.reported_attendance, _("as reported")) if event.report_key else (event.came, _("signed in"))  # type: ignore[attr-defined]
    return format_html('{} <span class="muted small-2">{}</span>', f"{number or 0:,}", how)


def _evidence(event: Any) -> Any:
    """What proves it, counted; or that nothing does yet."""
    found: list[tuple[Any, Any]] = []
    if event.photo_count:
        found.append((icon("photo"), ngettext("%(number)s photo", "%(number)s photos", event.photo_count) % {"number": event.photo_count}))
    if event.file_count:
        found.append((icon("paperclip"), ngettext("%(number)s file", "%(number)s files", event.file_count) % {"number": event.file_count}))
    if event.minutes_count:
        found.append((icon("notes"), _("Minutes")))
    return format_html_join("", '<span class="text-nowrap">{} {}</span> ', found) if found else tag(_("none yet"), "wait")


LEDGER = List(
    _("Ledger of activities"),
    [
        Column(_("Day"), lambda event: local_day(event.starts_at), 12, "starts_at"),
        Column(_("Title"), "title", 36, "title", link="events:event", note=lambda event: f"{event.get_kind_display()} · {event.place}"),
        Column(_("Kind"), "get_kind_display", 12, page=False),
        Column(
            _("Host"),
            lambda event: "、".join(host.name for host in event.hosts),
            24,
            show=lambda event: "、".join(host.label for host in event.hosts),
        ),
        Column(_("Place"), "place", 22, page=False),
        Column(_("Plan line"), "plan_line.title", 32, "plan_line__title"),
        Column(_("People"), "came", 0, show=_people, num=True),
        Column(_("Signed in"), lambda event: event.came if event.report_key is None else None, 10, page=False),
        Column(_("Reported by the unit"), "reported_attendance", 14, page=False),
        Column(_("Evidence"), "photo_count", 0, show=_evidence),
        Column(_("Photos"), "photo_count", 8, page=False),
        Column(_("Sheets and files"), "file_count", 10, page=False),
        Column(_("Minutes"), "minutes_count", 8, page=False),
    ],
    [year(_("Year")), _KIND, choice("planned", _("Plan line"), [("yes", _("with a plan line")), ("no", _("without"))])],
    lead=_("Everything that took place, by date, entered once; with what proves it."),
    empty=(_("No activity in this list"), _("What was held or reported in the year stands here, by date.")),
    sign="list-details",
)

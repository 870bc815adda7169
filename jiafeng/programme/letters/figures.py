"""What messages and family letters can prove."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from jiafeng.ground.records.figures import Figure, FigureScope, Parameter
from jiafeng.programme.letters.models import Channel, FamilyLetter, Message, MessageDrive, MessageLink
from jiafeng.programme.letters.stages import Stage


def _drives(county_id: int | None) -> Iterable[tuple[int, str]]:
    rows = MessageDrive.objects.order_by("-opens_on", "-pk")
    if county_id is not None:
        rows = rows.filter(county_id=county_id)
    return rows.values_list("pk", "title")


def within(rows: QuerySet[Any], scope: FigureScope, day: str) -> QuerySet[Any]:
    """Rows by county, drive and day."""
    if "drive" in scope.params:
        rows = rows.filter(drive_id=scope.params["drive"])
    if scope.county_id is not None:
        rows = rows.filter(county_id=scope.county_id)
    if scope.start:
        rows = rows.filter(**{f"{day}__gte": scope.start})
    if scope.end:
        rows = rows.filter(**{f"{day}__lt": scope.end})
    return rows.order_by("pk")


def _asked(scope: FigureScope) -> QuerySet[MessageLink]:
    return within(MessageLink.objects.filter(asked=True), scope, "made_on")


def _received(scope: FigureScope) -> QuerySet[Message]:
    return within(Message.objects.standing(), scope, "sent_on")


def _approved(scope: FigureScope) -> QuerySet[Message]:
    return within(Message.objects.filter(stage=Stage.APPROVED), scope, "sent_on")


def _by(*channels: Channel) -> Any:
    def rows(scope: FigureScope) -> QuerySet[Message]:
        return within(Message.objects.standing().filter(current__channel__in=channels), scope, "sent_on")

    return rows


def _letters(scope: FigureScope) -> QuerySet[FamilyLetter]:
    return within(FamilyLetter.objects.standing(), scope, "written_on")


DRIVE = Parameter("drive", _("Message drive"), _drives)
_COLUMNS = {
    "reference": _("Reference number"),
    "person__name": _("Name"),
    "organisation__name": _("Unit"),
    "drive__title": _("Message drive"),
    "current__channel": _("How it came in"),
    "sent_on": _("Sent on"),
    "stage": _("Stage"),
}

ASKED = Figure(
    code="letters.asked",
    label=_("People asked for a message"),
    unit=_("people"),
    definition=_("People who were given their own link or sheet to write a message in the period; over several drives once in each."),
    rows=_asked,
    columns={"person__name": _("Name"), "organisation__name": _("Unit"), "drive__title": _("Message drive"), "made_on": _("Asked on")},
    parameters=(DRIVE,),
)
RECEIVED = Figure(
    code="letters.messages",
    label=_("Messages from families"),
    unit=_("messages"),
    definition=_(
        "Messages that families sent in the period and did not withdraw; of one person one in each drive, however often it was written anew."
    ),
    rows=_received,
    columns=_COLUMNS,
    evidence="current__evidence",
    parameters=(DRIVE,),
)
ON_PHONE = Figure(
    code="letters.on_phone",
    label=_("Messages sent by phone"),
    unit=_("messages"),
    definition=_("Messages, not withdrawn, whose newest version was photographed or typed on the author's own phone."),
    rows=_by(Channel.PHOTO, Channel.TYPED),
    columns=_COLUMNS,
    evidence="current__evidence",
    parameters=(DRIVE,),
)
ON_PAPER = Figure(
    code="letters.on_paper",
    label=_("Messages brought in on paper"),
    unit=_("messages"),
    definition=_("Messages, not withdrawn, whose newest version came on paper or as a picture that staff uploaded."),
    rows=_by(Channel.PAPER, Channel.UPLOAD),
    columns=_COLUMNS,
    evidence="current__evidence",
    parameters=(DRIVE,),
)
APPROVED = Figure(
    code="letters.approved",
    label=_("Messages approved"),
    unit=_("messages"),
    definition=_("Messages sent in the period that the Federation approved and that were not withdrawn."),
    rows=_approved,
    columns=_COLUMNS,
    evidence="current__evidence",
    parameters=(DRIVE,),
)
LETTERS = Figure(
    code="letters.family_letters",
    label=_("Family letters"),
    unit=_("letters"),
    definition=_("Family letters written in the period, as far as they were not withdrawn."),
    rows=_letters,
    columns={
        "reference": _("Reference number"),
        "person__name": _("Name"),
        "organisation__name": _("Unit"),
        "title": _("Heading"),
        "written_on": _("Written on"),
        "stage": _("Stage"),
    },
    evidence="pages__evidence",
)

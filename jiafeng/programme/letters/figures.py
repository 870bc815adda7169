"""What messages and family letters can prove."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from jiafeng.ground.records.figures import Figure, Parameter, in_scope, titles
from jiafeng.programme.letters.models import Channel, FamilyLetter, Message, MessageDrive, MessageLink
from jiafeng.programme.letters.stages import Stage

DRIVE = Parameter("drive", _("Message drive"), titles(MessageDrive.objects.order_by("-opens_on", "-pk")))

ASKED = Figure(
    code="letters.asked",
    label=_("People asked for a message"),
    unit=_("people"),
    definition=_("People who were given their own link or sheet to write a message in the period; over several drives once in each."),
    rows=in_scope(MessageLink.objects.filter(asked=True), "made_on", drive="drive_id"),
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
    rows=in_scope(Message.objects.standing(), "sent_on", drive="drive_id"),
    columns={
        "reference": _("Reference number"),
        "person__name": _("Name"),
        "organisation__name": _("Unit"),
        "drive__title": _("Message drive"),
        "current__channel": _("How it came in"),
        "sent_on": _("Sent on"),
        "stage": _("Stage"),
    },
    evidence="current__evidence",
    parameters=(DRIVE,),
)


def _of_them(noun: str, label: Any, definition: Any, **those: Any) -> Figure:
    rows = in_scope(Message.objects.standing().filter(**those), "sent_on", drive="drive_id")
    return replace(RECEIVED, code=f"letters.{noun}", label=label, definition=definition, rows=rows)


ON_PHONE = _of_them(
    "on_phone",
    _("Messages sent by phone"),
    _("Messages, not withdrawn, whose newest version was photographed or typed on the author's own phone."),
    current__channel__in=[Channel.PHOTO, Channel.TYPED],
)
ON_PAPER = _of_them(
    "on_paper",
    _("Messages brought in on paper"),
    _("Messages, not withdrawn, whose newest version came on paper or as a picture that staff uploaded."),
    current__channel__in=[Channel.PAPER, Channel.UPLOAD],
)
APPROVED = _of_them(
    "approved",
    _("Messages approved"),
    _("Messages sent in the period that the Federation approved and that were not withdrawn."),
    stage=Stage.APPROVED,
)
LETTERS = Figure(
    code="letters.family_letters",
    label=_("Family letters"),
    unit=_("letters"),
    definition=_("Family letters written in the period, as far as they were not withdrawn."),
    rows=in_scope(FamilyLetter.objects.standing(), "written_on"),
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

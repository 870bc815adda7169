"""What desk cards can prove."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from jiafeng.ground.records.figures import Figure, in_scope
from jiafeng.programme.deskcards.models import Card
from jiafeng.programme.deskcards.stages import CardStage
from jiafeng.programme.letters.figures import DRIVE

PRINTED = Figure(
    code="deskcards.printed",
    label=_("Desk cards printed"),
    unit=_("cards"),
    definition=_("Cards set for print in the period and neither called back nor replaced; a card printed again counts once."),
    rows=in_scope(Card.objects.out(), "printed_on", drive="message__drive_id"),
    columns={
        "run__title": _("Card run"),
        "number": _("Number"),
        "name": _("Name on the card"),
        "organisation__name": _("Unit"),
        "stage": _("Stage"),
        "printed_on": _("Set on"),
        "handed_on": _("Handed over on"),
    },
    evidence="version__evidence",
    parameters=(DRIVE,),
    names=("name",),
)
HANDED_OVER = replace(
    PRINTED,
    code="deskcards.handed_over",
    label=_("Desk cards handed over"),
    definition=_("Cards noted as handed over on a day of the period, by the signed sheet, and not called back or replaced since."),
    rows=in_scope(Card.objects.filter(stage=CardStage.HANDED_OVER), "handed_on", drive="message__drive_id"),
)

"""What desk cards can prove."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from jiafeng.ground.records.figures import Figure, FigureScope
from jiafeng.programme.deskcards.models import Card
from jiafeng.programme.deskcards.stages import CardStage
from jiafeng.programme.letters.figures import DRIVE


def _within(rows: QuerySet[Any], scope: FigureScope, day: str) -> QuerySet[Any]:
    if "drive" in scope.params:
        rows = rows.filter(message__drive_id=scope.params["drive"])
    if scope.county_id is not None:
        rows = rows.filter(county_id=scope.county_id)
    if scope.start:
        rows = rows.filter(**{f"{day}__gte": scope.start})
    if scope.end:
        rows = rows.filter(**{f"{day}__lt": scope.end})
    return rows.order_by("pk")


def _printed(scope: FigureScope) -> QuerySet[Card]:
    return _within(Card.objects.out(), scope, "printed_on")


def _handed(scope: FigureScope) -> QuerySet[Card]:
    return _within(Card.objects.filter(stage=CardStage.HANDED_OVER), scope, "handed_on")


_COLUMNS = {
    "run__title": _("Card run"),
    "number": _("Number"),
    "name": _("Name on the card"),
    "organisation__name": _("Unit"),
    "stage": _("Stage"),
    "printed_on": _("Set on"),
    "handed_on": _("Handed over on"),
}

PRINTED = Figure(
    code="deskcards.printed",
    label=_("Desk cards printed"),
    unit=_("cards"),
    definition=_("Cards set for print in the period and neither called back nor replaced; a card printed again counts once."),
    rows=_printed,
    columns=_COLUMNS,
    evidence="version__evidence",
    parameters=(DRIVE,),
    names=("name",),
)
HANDED_OVER = Figure(
    code="deskcards.handed_over",
    label=_("Desk cards handed over"),
    unit=_("cards"),
    definition=_("Cards noted as handed over on a day of the period, by the signed sheet, and not called back or replaced since."),
    rows=_handed,
    columns=_COLUMNS,
    evidence="version__evidence",
    parameters=(DRIVE,),
    names=("name",),
)

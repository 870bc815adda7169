"""What becomes of printed cards: handed over, called back, printed again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if
from jiafeng.common.text import tidy
from jiafeng.ground.records.actions import log
from jiafeng.library.calendars import local_day
from jiafeng.programme.deskcards import policies
from jiafeng.programme.deskcards.actions.runs import plan_run
from jiafeng.programme.deskcards.models import Card, CardRun
from jiafeng.programme.deskcards.stages import CARD_MOVES, CardStage


@transaction.atomic
def hand_over(*, by: Any, at: datetime, run: CardRun, ids: Sequence[int], on: date) -> int:
    """Note cards as handed over on a day, as the signed sheet says; those handed over already stay as they were. How many were new."""
    if on > local_day(at):
        raise Refused(_("The day lies in the future. Check the date."), field="on")
    locked = _locked_run(run)
    cards = list(locked.cards.filter(pk__in=list(ids), stage=CardStage.PRINTED).select_related("organisation").order_by("number"))
    for card in cards:
        refuse_if(policies.may_hand_over(by, card))
        card.stage = CARD_MOVES.target("hand_over", card.stage)
        card.handed_on, card.handed_by = on, by
    Card.objects.bulk_update(cards, ["stage", "handed_on", "handed_by"], batch_size=200)
    if cards:
        log(
            by=by,
            at=at,
            verb="deskcards.cardrun.hand_over",
            target=locked,
            summary=locked.title,
            county_code=locked.county.code,
            cards=len(cards),
        )
    return len(cards)


@transaction.atomic
def take_back(*, by: Any, at: datetime, card: Card) -> Card:
    """Undo the handing over."""
    locked = _locked(card)
    refuse_if(policies.may_hand_over(by, locked))
    locked.stage = CARD_MOVES.target("take_back", locked.stage)
    locked.handed_on = locked.handed_by = None
    locked.save(update_fields=["stage", "handed_on", "handed_by"])
    _log(locked, by=by, at=at, verb="deskcards.card.take_back")
    return locked


@transaction.atomic
def recall(*, by: Any, at: datetime, card: Card, reason: str) -> Card:
    """Call a card back: it counts as printed no more."""
    locked = _locked(card)
    refuse_if(policies.may_print(by, locked.county_id))
    if not tidy(reason):
        raise Refused(_("Say why the card is called back."), field="reason")
    locked.stage = CARD_MOVES.target("recall", locked.stage)
    locked.recalled_at, locked.reason = at, tidy(reason)
    locked.save(update_fields=["stage", "recalled_at", "reason"])
    _log(locked, by=by, at=at, verb="deskcards.card.recall")
    return locked


@transaction.atomic
def reprint(*, by: Any, at: datetime, card: Card, key: UUID, reason: str) -> CardRun:
    """Begin a run of this one card, in the same look and with the message as it stands now; the old card is replaced. `key`: of the form."""
    known = CardRun.objects.filter(key=key).first()
    if known is not None:
        return known
    locked = _locked(card)
    refuse_if(policies.may_print(by, locked.county_id))
    if not tidy(reason):
        raise Refused(_("Say why the card is printed again."), field="reason")
    target = CARD_MOVES.target("replace", locked.stage)
    run = locked.run
    made = plan_run(
        by=by, at=at, drive=run.drive, key=key, title=f"{run.title} {locked.serial}"[:60], look=run.look,
        only=[locked.message], reprint_of=locked, reason=reason,
    )  # fmt: skip
    locked.stage, locked.reason = target, tidy(reason)
    locked.save(update_fields=["stage", "reason"])
    _log(locked, by=by, at=at, verb="deskcards.card.reprint")
    return made


def _locked_run(run: CardRun) -> CardRun:
    return CardRun.objects.select_for_update(of=("self",)).select_related("county").get(pk=run.pk)


def _locked(card: Card) -> Card:
    rows = Card.objects.select_for_update(of=("self",))
    return rows.select_related("county", "organisation", "message__person", "run__drive__county").get(pk=card.pk)


def _log(card: Card, *, by: Any, at: datetime, verb: str) -> None:
    log(by=by, at=at, verb=verb, target=card, summary=card.serial, reason=card.reason, county_code=card.county.code)

"""What becomes of printed cards: handed over, called back, printed again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if, stated
from jiafeng.ground.records.actions import lock, log, move
from jiafeng.library.calendars import local_day
from jiafeng.programme.deskcards import policies
from jiafeng.programme.deskcards.actions.runs import plan_run
from jiafeng.programme.deskcards.models import Card, CardRun
from jiafeng.programme.deskcards.stages import CARD_MOVES, CardStage


@transaction.atomic
def hand_over(*, by: Any, at: datetime, run: CardRun, ids: Sequence[int], on: date, batch: UUID | None = None) -> int:
    """Note cards as handed over on a day, as the signed sheet says; those handed over already stay as they were. How many were new."""
    if on > local_day(at):
        raise Refused(_("The day lies in the future. Check the date."), field="on")
    locked = lock(run)
    cards = list(locked.cards.filter(pk__in=list(ids), stage=CardStage.PRINTED).select_related("organisation").order_by("number"))
    for card in cards:
        refuse_if(policies.may_hand_over(by, card))
        card.stage = CARD_MOVES.target("hand_over", card.stage)
        card.handed_on, card.handed_by, card.handed_in = on, by, batch
    Card.objects.bulk_update(cards, ["stage", "handed_on", "handed_by", "handed_in"], batch_size=200)
    if cards:
        log(by=by, at=at, verb="deskcards.run.hand_over", target=locked, cards=len(cards))
    return len(cards)


@transaction.atomic
def take_back(*, by: Any, at: datetime, card: Card) -> Card:
    """Undo the handing over."""
    locked = lock(card)
    refuse_if(policies.may_take_back(by, locked))
    locked.handed_on = locked.handed_by = locked.handed_in = None
    return move(locked, CARD_MOVES, by=by, at=at, verb="deskcards.card.take_back", summary=locked.serial, reason=locked.reason)


@transaction.atomic
def take_back_all(*, by: Any, at: datetime, run: CardRun, batch: UUID) -> int:
    """Undo what was noted at one press; how many cards stood as handed over until now."""
    cards = lock(run).cards.filter(handed_in=batch, stage=CardStage.HANDED_OVER).order_by("number")
    return len([take_back(by=by, at=at, card=card) for card in cards])


@transaction.atomic
def recall(*, by: Any, at: datetime, card: Card, reason: str) -> Card:
    """Call a card back: it counts as printed no more."""
    locked = lock(card)
    refuse_if(policies.may_recall(by, locked))
    locked.recalled_at, locked.reason = at, stated(reason, _("Say why the card is called back."))
    return move(locked, CARD_MOVES, by=by, at=at, verb="deskcards.card.recall", summary=locked.serial, reason=locked.reason)


@transaction.atomic
def reprint(*, by: Any, at: datetime, card: Card, key: UUID, reason: str) -> CardRun:
    """Begin a run of this one card, in the same look and with the message as it stands now; the old card is replaced. `key`: of the form."""
    known = CardRun.objects.filter(key=key).first()
    if known is not None:
        return known
    locked = lock(card, "message__person", "run__drive__county")
    refuse_if(policies.may_reprint(by, locked))
    locked.reason = stated(reason, _("Say why the card is printed again."))
    run = locked.run
    made = plan_run(
        by=by, at=at, drive=run.drive, key=key, title=f"{run.title} {locked.serial}"[:60], look=run.look,
        only=[locked.message], reprint_of=locked, reason=reason,
    )  # fmt: skip
    move(locked, CARD_MOVES, by=by, at=at, verb="deskcards.card.reprint", summary=locked.serial, reason=locked.reason)
    return made

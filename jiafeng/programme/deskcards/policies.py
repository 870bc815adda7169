"""Who may do what with desk cards: a refusal sentence, or None."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from jiafeng.ground.accounts.models import Role
from jiafeng.ground.accounts.policies import acts_for, holds
from jiafeng.programme.deskcards.models import READERS, Card, CardRun
from jiafeng.programme.deskcards.stages import CARD_MOVES, RUN_MOVES


def may_see(user: Any) -> Any:
    if not holds(user, *READERS):
        return _("Desk cards are seen by county staff, partners, auditors and the coordinators of units.")
    return None


def may_print(user: Any, county_id: int) -> Any:
    """Runs are made, reprinted and called back by the Federation's staff."""
    if not holds(user, Role.COUNTY_STAFF, county_id=county_id):
        return _("Desk cards are printed by the county Federation's staff.")
    return None


def may_start(user: Any, run: CardRun) -> Any:
    """A run is set, and set anew, while no worker is setting it."""
    return may_print(user, run.county_id) or RUN_MOVES.refusal("print", run.stage)


def may_recall(user: Any, card: Card) -> Any:
    return may_print(user, card.county_id) or CARD_MOVES.refusal("recall", card.stage)


def may_reprint(user: Any, card: Card) -> Any:
    return may_print(user, card.county_id) or CARD_MOVES.refusal("reprint", card.stage)


def may_keep_designs(user: Any, county_id: int) -> Any:
    """A design is a program that sets pages, so the administrator adds it."""
    if not holds(user, Role.ADMINISTRATOR, county_id=county_id):
        return _("Designs are added by the county's administrator.")
    return None


def may_see_designs(user: Any) -> Any:
    if not holds(user, *READERS, Role.ADMINISTRATOR):
        return may_see(user)
    return None


def may_hand_over(user: Any, card: Card) -> Any:
    """Cards are handed over by county staff, and by a unit's coordinator to the unit's own people."""
    if holds(user, Role.COUNTY_STAFF, county_id=card.county_id):
        return None
    if card.organisation is not None and acts_for(user, card.organisation):
        return None
    return _("Cards of this unit are handed over by its coordinator or by county staff.")


def may_take_back(user: Any, card: Card) -> Any:
    """A handing over is undone by whoever may hand over."""
    return may_hand_over(user, card) or CARD_MOVES.refusal("take_back", card.stage)

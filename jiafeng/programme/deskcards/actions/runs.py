"""Planning a run: the look, and whose cards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if, stated
from jiafeng.common.text import tidy
from jiafeng.ground.records.actions import log
from jiafeng.ground.units.models import Organisation
from jiafeng.library.press.cards import CardSize
from jiafeng.programme.deskcards import policies, queries
from jiafeng.programme.deskcards.models import SHEETS, Card, CardRun, Look
from jiafeng.programme.letters.models import Message, MessageDrive
from jiafeng.programme.letters.queries import cadre_of

MAX_CARDS = 20_000
_CHUNK = 500


@transaction.atomic
def plan_run(
    *,
    by: Any,
    at: datetime,
    drive: MessageDrive,
    key: UUID,
    title: str,
    look: Look,
    unit: Organisation | None = None,
    again: bool = False,
    only: Sequence[Message] | None = None,
    reprint_of: Card | None = None,
    reason: str = "",
) -> CardRun:
    """Begin a run with a card for each message that may be printed now (see `queries.candidates`); the same form (`key`) sent twice is one run.

    `again` takes messages too whose card is out; `only` these messages alone. Raises Refused where the look does not suit the design, where no
    message may be printed, or where they are more than MAX_CARDS.
    """
    refuse_if(policies.may_print(by, drive.county_id))
    known = CardRun.objects.filter(key=key).first()
    if known is not None:
        return known
    chosen = queries.design_of(look.design, drive.county_id)
    try:
        measured = CardSize.parse(look.size)
    except ValueError:
        raise Refused(_("Give the size as width × height in millimetres, for example 200x100."), field="size") from None
    if not chosen.suits(measured.width, measured.height) or measured.form not in chosen.forms:
        raise Refused(_("This design does not suit that size. Choose another size or design."), field="size")
    if ("vertical" if look.vertical else "horizontal") not in chosen.orientations:
        raise Refused(_("This design cannot be set that way. Choose lines instead of columns, or the other way round."), field="vertical")
    if look.sheet not in dict(SHEETS):
        raise Refused(_("Choose one of the papers offered."), field="sheet")
    title = stated(title, _("Give the run a title."), field="title")
    run = CardRun(
        county_id=drive.county_id, drive=drive, unit=unit, title=title, key=key, **{**vars(look), "size": str(measured)},
        made_at=at, made_by=by, reprint_of=reprint_of, reason=tidy(reason),
    )  # fmt: skip
    rows = queries.candidates(drive, unit.pk if unit else None, again=again or only is not None)
    if only is not None:
        rows = rows.filter(pk__in=[message.pk for message in only])
    messages = list(rows[: MAX_CARDS + 1])
    if not messages:
        raise Refused(_("There is no approved message whose author agrees to a desk card and that is not printed yet."))
    if len(messages) > MAX_CARDS:
        raise Refused(_("At most 20,000 cards in a run. Print unit by unit."))
    run.save()
    cards = [
        Card(
            county_id=run.county_id,
            organisation_id=message.organisation_id,
            run=run,
            number=number,
            message=message,
            version=message.version,
            person=message.person,
            name=message.cadre or cadre_of(message.person) or message.person.name,
        )
        for number, message in enumerate(messages, 1)
    ]
    Card.objects.bulk_create(cards, batch_size=_CHUNK)
    log(by=by, at=at, verb="deskcards.run.create", target=run, reason=run.reason, cards=len(cards))
    return run

"""Setting a run in batches, by any number of workers, any of whom may be killed at any moment: each card is set once, and one PDF is left.

A worker leases a batch, sets it into a file, and marks it done; a lease that ran out is anybody's. Whoever finds all batches done lays them
on sheets. The first to mark a batch, or the run, decides; who comes later changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if
from jiafeng.ground.records.actions import lock, log, move
from jiafeng.library.calendars import local_day
from jiafeng.library.press.cards import Outcome
from jiafeng.programme.deskcards import policies, queries
from jiafeng.programme.deskcards.models import Card, CardBatch, CardRun
from jiafeng.programme.deskcards.stages import CARD_MOVES, RUN_MOVES, CardStage, RunStage

BATCH = 50
LEASE = timedelta(seconds=45)
"""A batch takes a second or two; a worker that was killed holds up its batch for no longer than this."""


@transaction.atomic
def start(*, by: Any, at: datetime, run: CardRun) -> CardRun:
    """Begin an attempt: the ledger is asked again, and what may not be printed any more is left out with its reason."""
    locked = lock(run, "drive")
    refuse_if(policies.may_start(by, locked))
    locked.stage = RUN_MOVES.target("print", locked.stage)
    old = locked.pdf
    locked.attempt += 1
    locked.pdf = locked.pdf_sha256 = ""
    locked.sheets, locked.printed_at = 0, None
    locked.save()
    allowed = queries.still_printable(locked)
    again = [CardStage.PLANNED, CardStage.PRINTED, CardStage.REFUSED]
    # What was handed over, called back or replaced keeps no place: no later print shows it.
    locked.cards.exclude(stage__in=again).update(batch=0)
    able: list[int] = []
    left_out: list[int] = []
    planned = locked.cards.filter(stage__in=again).order_by("number")
    for pk, message, shown, current in planned.values_list("pk", "message_id", "version_id", "message__current_id"):
        (able if message in allowed and current == shown else left_out).append(pk)
    if not able:
        raise Refused(_("No card of this run may be printed any more."))
    for some in _by_batch(left_out):
        Card.objects.filter(pk__in=some).update(stage=CardStage.REFUSED, code="not_agreed", params={}, batch=0, printed_on=None)
    for number, some in enumerate(_by_batch(able), 1):
        Card.objects.filter(pk__in=some).update(stage=CardStage.PLANNED, code="", params={}, remarks=[], batch=number, printed_on=None)
        CardBatch.objects.create(run=locked, attempt=locked.attempt, number=number)
    log(by=by, at=at, verb="deskcards.run.print", target=locked, attempt=locked.attempt)
    earlier = CardBatch.objects.filter(run=locked, attempt__lt=locked.attempt).exclude(file="")
    files = [old] * bool(old) + list(earlier.values_list("file", flat=True))
    earlier.update(file="")
    transaction.on_commit(lambda: delete_files(files))
    return locked


@transaction.atomic
def claim(*, at: datetime, run: CardRun, attempt: int, worker: UUID) -> CardBatch | None:
    """Lease the next batch that nobody holds; None where all are done or held. One UPDATE decides who gets it."""
    free = Q(done_at=None) & (Q(leased_until=None) | Q(leased_until__lt=at))
    for batch in CardBatch.objects.filter(free, run=run, attempt=attempt).order_by("number")[:8]:
        if CardBatch.objects.filter(free, pk=batch.pk).update(leased_until=at + LEASE, leased_to=worker):
            return batch
    return None


@transaction.atomic
def complete(*, at: datetime, batch: CardBatch, outcomes: Sequence[Outcome], file: Path | None) -> bool:
    """Keep a batch that was set, and what became of its cards; False where another worker had done so, or the run is set anew meanwhile."""
    run = lock(batch.run)
    locked = lock(batch)
    if locked.done_at is not None or run.attempt != locked.attempt or run.stage != RunStage.PRINTING:
        return False
    told: Mapping[str, Outcome] = {outcome.key: outcome for outcome in outcomes}
    day = local_day(at)
    alike: dict[str, tuple[dict[str, Any], list[int]]] = {}
    locked.numbers = []
    for pk, number in run.cards.filter(batch=locked.number, stage=CardStage.PLANNED).order_by("number").values_list("pk", "number"):
        outcome = told[str(number)]
        if outcome.printed:
            locked.numbers.append(number)
        facts = {
            "stage": CARD_MOVES.target("print" if outcome.printed else "refuse", CardStage.PLANNED),
            "code": outcome.code,
            "params": outcome.params,
            "remarks": [list(remark) for remark in outcome.remarks],
            "printed_on": day if outcome.printed else None,
        }
        alike.setdefault(repr(facts), (facts, []))[1].append(pk)
    for facts, cards in alike.values():
        Card.objects.filter(pk__in=cards).update(**facts)
    locked.file = _store(f"deskcards/{run.pk}/{locked.attempt}-{locked.number}.pdf", file) if file and locked.numbers else ""
    locked.done_at = at
    locked.save()
    return True


@transaction.atomic
def finish(*, at: datetime, run: CardRun, attempt: int, pdf: Path, sheets: int) -> CardRun:
    """Keep the run's one PDF. Whoever comes second finds it there and changes nothing."""
    locked = lock(run, "made_by")
    if locked.stage != RunStage.PRINTING or locked.attempt != attempt:
        return locked
    if CardBatch.objects.filter(run=locked, attempt=attempt, done_at=None).exists():
        raise Refused(_("The run is not set to its end yet."), code="unfinished")
    with pdf.open("rb") as stream:
        locked.pdf_sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    locked.pdf = _store(f"deskcards/{locked.pk}/cards-{attempt}.pdf", pdf)
    locked.sheets, locked.printed_at = sheets, at
    return move(locked, RUN_MOVES, by=locked.made_by, at=at, verb="deskcards.run.finish", sheets=sheets)


@transaction.atomic
def give_up(*, at: datetime, run: CardRun, attempt: int) -> CardRun:
    """Nothing of the attempt could be printed; the run is a draft again, and its cards say why."""
    locked = lock(run, "made_by")
    if locked.stage == RunStage.PRINTING and locked.attempt == attempt:
        locked.stage = RUN_MOVES.target("give_up", locked.stage)
        locked.save(update_fields=["stage"])
        log(by=locked.made_by, at=at, verb="deskcards.run.give_up", target=locked)
    return locked


def _by_batch(cards: list[int]) -> Iterator[list[int]]:
    return (cards[first : first + BATCH] for first in range(0, len(cards), BATCH))


def _store(name: str, source: Path) -> str:
    """The file under its own name. Called with the run locked: what a killed worker left under the name, no row refers to."""
    default_storage.delete(name)
    with source.open("rb") as stream:
        return default_storage.save(name, File(stream))


def delete_files(names: Iterable[str]) -> None:
    """Delete stored prints, once the rows that named them are written; one that is gone already is no fault."""
    for name in names:
        default_storage.delete(name)

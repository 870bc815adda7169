"""Setting a run in the background, by one worker or several."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from jiafeng.calendars import local_day
from jiafeng.common.refusals import Refused
from jiafeng.deskcards import actions, queries
from jiafeng.deskcards.models import Card, CardBatch, CardRun
from jiafeng.deskcards.stages import RunStage
from jiafeng.jobs.jobs import running
from jiafeng.press.cards import CardStyle, alphabets, check, print_batch
from jiafeng.press.imposition import impose

_PAUSE = 0.4  # seconds between looks at what other workers hold


@task()
def set_run(job_id: str, run_id: int, attempt: int) -> None:
    """Set a run to its end, with the help of whoever else works on it. Begun again after a kill, it goes on with what is left."""
    with running(job_id) as progress:
        work(run_id, attempt, progress)
        run = CardRun.objects.get(pk=run_id)
        if run.stage != RunStage.PRINTED:
            raise Refused(_("No card could be printed. The run's page says why, card by card."))
        printed = Card.objects.filter(run=run, batch__gt=0).out().count()
        progress.finish(message=_("%(printed)s cards on %(sheets)s sheets.") % {"printed": printed, "sheets": run.sheets})


@task()
def help_set(run_id: int, attempt: int) -> None:
    """Another worker's share of a run."""
    work(run_id, attempt, lambda done, total: None)


def helpers() -> int:
    """How many further workers are asked to share a run."""
    return max(int(getattr(settings, "CARD_WORKERS", 1)) - 1, 0)


def work(run_id: int, attempt: int, progress: Callable[[int, int], None]) -> None:
    """Set batch after batch until every one is done, whoever did it, and lay them on sheets."""
    worker = uuid4()
    run = CardRun.objects.select_related("drive", "county").get(pk=run_id)
    style = queries.style_of(run)
    # What cannot be printed at all is refused card by card; a font asked for it would refuse the whole batch.
    alphabet = alphabets((card for card in queries.texts_of(run) if check(card, style).printed), style)
    total = CardBatch.objects.filter(run=run, attempt=attempt).count()
    while True:
        current = CardRun.objects.only("stage", "attempt").get(pk=run_id)
        if current.stage != RunStage.PRINTING or current.attempt != attempt:
            return None
        batch = actions.claim(at=timezone.now(), run=run, attempt=attempt, worker=worker)
        if batch is not None:
            _set_batch(run, batch, style, alphabet)
        done = CardBatch.objects.filter(run=run, attempt=attempt, done_at__isnull=False).count()
        progress(done, total)
        if done == total:
            return _lay_out(run, attempt, style)
        if batch is None:
            time.sleep(_PAUSE)


def _address(card: Card) -> str:
    return settings.PUBLIC_URL + reverse("letters:shown", args=[card.message.reference])


def _set_batch(run: CardRun, batch: CardBatch, style: CardStyle, alphabet: dict[str, str]) -> None:
    cards = list(run.cards.filter(batch=batch.number).select_related("organisation", "version", "message").order_by("number"))
    walled = queries.walled(card.person_id for card in cards) if run.coded else set()
    with TemporaryDirectory(prefix="jiafeng-cards-") as folder:
        target = Path(folder) / "batch.pdf"
        set_cards = [queries.set_card(card, _address(card) if card.person_id in walled else "") for card in cards]
        outcomes = print_batch(set_cards, style, target, local_day(timezone.now()), alphabet)
        actions.complete(at=timezone.now(), batch=batch, outcomes=outcomes, file=target if target.exists() else None)


def _lay_out(run: CardRun, attempt: int, style: CardStyle) -> None:
    names = list(CardBatch.objects.filter(run=run, attempt=attempt).exclude(file="").order_by("number").values_list("file", flat=True))
    if not names:
        actions.give_up(at=timezone.now(), run=run, attempt=attempt)
        return
    with TemporaryDirectory(prefix="jiafeng-cards-") as folder:
        sources = [_local(name, Path(folder) / f"{number}.pdf") for number, name in enumerate(names)]
        target = Path(folder) / "cards.pdf"
        sheets = impose(sources, style.size.piece, run.paper, target)
        actions.finish(at=timezone.now(), run=run, attempt=attempt, pdf=target, sheets=sheets)


def _local(name: str, path: Path) -> Path:
    with default_storage.open(name) as source, path.open("wb") as target:
        for chunk in iter(lambda: source.read(1 << 20), b""):
            target.write(chunk)
    return path

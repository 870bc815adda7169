"""Setting a run in the background, by one worker or several."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from jiafeng.common.refusals import Refused
from jiafeng.ground.jobs.jobs import running
from jiafeng.library.calendars import local_day
from jiafeng.library.press.cards import CardStyle, alphabets, check, print_batch
from jiafeng.library.press.imposition import impose
from jiafeng.library.press.sentences import design_sentence
from jiafeng.library.press.typesetting import TypesettingError
from jiafeng.programme.deskcards import actions, queries
from jiafeng.programme.deskcards.models import Card, CardBatch, CardRun
from jiafeng.programme.deskcards.stages import RunStage

_PAUSE = 0.1  # seconds between looks at what other workers hold


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
    """Another worker's share of a run: batches as long as there are any that nobody holds. Binding them is the job's own."""
    share = _Share.of(run_id, attempt)
    while share.goes_on() and share.set_one():
        pass


def helpers() -> int:
    """How many further workers are asked to share a run."""
    return max(int(getattr(settings, "CARD_WORKERS", 1)) - 1, 0)


def work(run_id: int, attempt: int, progress: Callable[[int, int], None]) -> None:
    """Lay the cards on sheets, batch after batch in their order, and set what nobody else has set meanwhile: so that with every worker busy
    the PDF is there as the last batch is."""
    share = _Share.of(run_id, attempt)
    run, bound = share.run, 0
    if not share.goes_on():
        return
    with TemporaryDirectory(prefix="jiafeng-cards-") as folder:

        def in_order() -> Iterator[Path]:
            nonlocal bound
            for name in _files(share, progress):
                bound += 1
                source = _local(name, Path(folder) / f"{bound}.pdf")
                yield source
                source.unlink()

        target = Path(folder) / "cards.pdf"
        try:
            sheets = impose(in_order(), share.style.size.piece, run.paper, target)
        except _Over:
            return
        except TypesettingError as fault:  # the design's, which was tried with other words when it was added
            actions.give_up(at=timezone.now(), run=run, attempt=attempt)
            raise Refused(design_sentence("template_fails", {"detail": str(fault)})) from fault
        if bound:
            actions.finish(at=timezone.now(), run=run, attempt=attempt, pdf=target, sheets=sheets)
        else:
            actions.give_up(at=timezone.now(), run=run, attempt=attempt)


class _Over(Exception):
    """The run was set by somebody else, or is set anew."""


@dataclass(frozen=True)
class _Share:
    """What one worker needs for its share of an attempt, and under which name it leases batches."""

    run: CardRun
    attempt: int
    style: CardStyle
    alphabet: dict[str, str]
    worker: UUID

    @classmethod
    def of(cls, run_id: int, attempt: int) -> _Share:
        run = CardRun.objects.select_related("drive", "county").get(pk=run_id)
        style = queries.style_of(run)
        # What cannot be printed at all is refused card by card; a font asked for it would refuse the whole batch.
        alphabet = alphabets((card for card in queries.texts_of(run) if check(card, style).printed), style)
        return cls(run, attempt, style, alphabet, uuid4())

    def goes_on(self) -> bool:
        return CardRun.objects.filter(pk=self.run.pk, stage=RunStage.PRINTING, attempt=self.attempt).exists()

    def set_one(self) -> bool:
        """Set the next batch that nobody holds; False where there is none at the moment."""
        batch = actions.claim(at=timezone.now(), run=self.run, attempt=self.attempt, worker=self.worker)
        if batch is not None:
            _set_batch(self.run, batch, self.style, self.alphabet)
        return batch is not None


def _files(share: _Share, progress: Callable[[int, int], None]) -> Iterator[str]:
    """The files of the batches in their order, each as soon as it is there; whoever waits for one sets another. Raises _Over."""
    batches = CardBatch.objects.filter(run=share.run, attempt=share.attempt)
    total = batches.count()
    for number in range(1, total + 1):
        while (batch := batches.get(number=number)).done_at is None:
            if not share.goes_on():
                raise _Over
            if not share.set_one():
                time.sleep(_PAUSE)
            progress(batches.exclude(done_at=None).count(), total)
        if batch.file:
            yield batch.file


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


def _local(name: str, path: Path) -> Path:
    with default_storage.open(name) as source, path.open("wb") as target:
        for chunk in iter(lambda: source.read(1 << 20), b""):
            target.write(chunk)
    return path

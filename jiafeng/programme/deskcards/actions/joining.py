"""What becomes of cards when two entries turn out to be one person, and when a person is erased (people.holdings)."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.db import transaction

from jiafeng.ground.people.actions import NAMELESS
from jiafeng.ground.people.holdings import Changes
from jiafeng.ground.people.models import Person
from jiafeng.programme.deskcards.actions.printing import delete_files
from jiafeng.programme.deskcards.models import Card, CardBatch
from jiafeng.programme.letters.models import Message


def follow_message(*, row: Card, changes: Changes) -> None:
    """Where both wrote to one drive one message stands, and the cards of both hang on it, each with the version that it shows.

    Cards come before messages in a merge; were it otherwise, the message would be refused for the cards that hang on it.
    """
    standing = Message.objects.filter(drive_id=row.message.drive_id, person_id=row.person_id).exclude(pk=row.message_id).first()
    if standing:
        changes.set(row, message=standing)


def erase_prints(*, at: datetime, person: Person) -> None:
    """No file shows the person's cards any more: the batches that hold one are deleted, and the print of a run whose last attempt does.

    The run counts as outdated from then on: it is not handed out before it was set anew, without them.
    """
    cards = Card.objects.filter(person=person)
    numbers: defaultdict[int, set[int]] = defaultdict(set)
    for run, number in cards.values_list("run_id", "number"):
        numbers[run].add(number)
    files: set[str] = set()
    for batch in CardBatch.objects.filter(run__in=numbers).exclude(file="").select_related("run"):
        if numbers[batch.run_id].isdisjoint(batch.numbers):
            continue
        files |= {batch.file, batch.run.pdf if batch.attempt == batch.run.attempt else ""}
        CardBatch.objects.filter(pk=batch.pk).update(file="")
    cards.update(name=NAMELESS, params={}, remarks=[])
    cards.exclude(reason="").update(reason=NAMELESS)
    transaction.on_commit(lambda: delete_files(files - {""}))

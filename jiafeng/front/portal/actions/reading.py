"""Counting readers."""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections import Counter
from datetime import datetime, timedelta
from threading import Lock

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from jiafeng.front.portal.models import ViewMark, ViewTally

logger = logging.getLogger(__name__)


@transaction.atomic
def count_readers(*, at: datetime, marks: list[ViewMark]) -> None:
    """Write today's readers, each text once a reader, and sum up the days that are over."""
    ViewMark.objects.bulk_create(marks, ignore_conflicts=True)
    past = list(ViewMark.objects.select_for_update().filter(day__lt=timezone.localdate(at)))
    if not past:
        return
    for subject, readers in sorted(Counter(mark.subject for mark in past).items()):
        tally, _created = ViewTally.objects.get_or_create(subject=subject)
        ViewTally.objects.filter(pk=tally.pk).update(total=F("total") + readers)
    ViewMark.objects.filter(pk__in=[mark.pk for mark in past]).delete()


class Readers:
    """The readers this process has still to write: at once while it is quiet, together every `PAUSE` while many read.

    What a killed process held is not counted, so the number shown is never too high.
    """

    PAUSE = timedelta(seconds=5)

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: list[ViewMark] = []
        self._written: datetime | None = None

    def note(self, *, at: datetime, subject: str, visitor: str) -> None:
        """Somebody opened a text. `visitor` is what tells readers apart; only its keyed hash of the day is kept."""
        day = timezone.localdate(at)
        key = f"{settings.SECRET_KEY}:readers:{day}".encode()
        digest = hmac.new(key, f"{subject}:{visitor}".encode(), hashlib.sha256).hexdigest()[:32]
        with self._lock:
            self._waiting.append(ViewMark(subject=subject, day=day, digest=digest))
            if self._written is not None and at - self._written < self.PAUSE:
                return
            batch, self._waiting, self._written = self._waiting, [], at
        try:
            count_readers(at=at, marks=batch)
        except DatabaseError:
            # Reading must go on when counting cannot: the batch is tried again with the next reader.
            logger.exception("readers could not be counted")
            with self._lock:
                self._waiting += batch


readers = Readers()

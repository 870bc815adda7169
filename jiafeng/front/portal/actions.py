"""Every write of the portal."""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
import uuid
from collections import Counter
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import refuse_if, stated
from jiafeng.common.tokens import ALPHABET
from jiafeng.front.portal.models import Article, Feedback, ViewMark, ViewTally
from jiafeng.front.portal.policies import may_answer_feedback, may_edit_articles
from jiafeng.front.portal.stages import ARTICLE_MOVES, FEEDBACK_MOVES
from jiafeng.ground.records.actions import fill, lock, log, move, put, refuse_stale
from jiafeng.ground.units.models import Region
from jiafeng.library.calendars import add_working_days

logger = logging.getLogger(__name__)

ANSWER_WITHIN = 10  # working days


@transaction.atomic
def write_article(
    *, by: Any, at: datetime, county: Region, key: uuid.UUID, kind: str, title: str, source: str, summary: str, body: str
) -> Article:
    """Keep a new article as a draft; the same form sent again finds the first."""
    refuse_if(may_edit_articles(by, county.pk))
    article, created = Article.objects.get_or_create(
        key=key,
        defaults={
            "county": county,
            "kind": kind,
            "title": title,
            "source": source,
            "summary": summary,
            "body": body,
            "written_by": by,
            "written_at": at,
        },
    )
    if created:
        log(by=by, at=at, verb="portal.article.write", target=article)
    return article


@transaction.atomic
def edit_article(
    *, by: Any, at: datetime, article: Article, revision: int, kind: str, title: str, source: str, summary: str, body: str
) -> Article:
    """Change the text, published or not; the log keeps which parts were changed."""
    article = lock(article)
    refuse_if(may_edit_articles(by, article.county_id))
    refuse_stale(article, revision)
    changed = fill(article, kind=kind, title=title, source=source, summary=summary, body=body)
    if not changed:
        return article
    return put(article, by=by, at=at, verb="portal.article.edit", changed=changed)


@transaction.atomic
def publish_article(*, by: Any, at: datetime, article: Article) -> Article:
    """Show it on the portal from now."""
    article = lock(article)
    refuse_if(may_edit_articles(by, article.county_id))
    article.published_at, article.published_by = at, by
    return move(article, ARTICLE_MOVES, by=by, at=at, verb="portal.article.publish")


@transaction.atomic
def withdraw_article(*, by: Any, at: datetime, article: Article, reason: str) -> Article:
    """Take it off the portal; the draft, its readers and the reason are kept."""
    article = lock(article)
    refuse_if(may_edit_articles(by, article.county_id))
    stated(reason, _("Say why it is withdrawn: the next person will ask."))
    return move(article, ARTICLE_MOVES, by=by, at=at, verb="portal.article.withdraw", reason=reason)


@transaction.atomic
def send_feedback(*, at: datetime, county: Region, key: uuid.UUID, kind: str, text: str, page: str = "", contact: str = "") -> Feedback:
    """Take in what somebody sends; the same form sent again gives the first receipt."""
    today = timezone.localdate(at)
    feedback, created = Feedback.objects.get_or_create(
        key=key,
        defaults={
            "county": county,
            "receipt": f"{today:%y%m%d}-{''.join(secrets.choice(ALPHABET) for _place in range(6))}",
            "kind": kind,
            "text": text,
            "page": page,
            "contact": contact,
            "received_at": at,
            "answer_by": add_working_days(today, ANSWER_WITHIN).day,
        },
    )
    if created:
        log(by=None, at=at, verb="portal.feedback.send", target=feedback, county_code=county.code)
    return feedback


@transaction.atomic
def answer_feedback(*, by: Any, at: datetime, feedback: Feedback, answer: str) -> Feedback:
    """Answer a letter, once; the sender reads it under the receipt number."""
    feedback = lock(feedback)
    refuse_if(may_answer_feedback(by, feedback.county_id))
    feedback.answer, feedback.answered_by, feedback.answered_at = answer, by, at
    return move(feedback, FEEDBACK_MOVES, by=by, at=at, verb="portal.feedback.answer")


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

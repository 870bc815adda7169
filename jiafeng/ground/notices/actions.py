"""Every write to notices."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation

from jiafeng.common.refusals import Refused
from jiafeng.ground.notices.models import DigestChoice, DigestDay, Notice, Way
from jiafeng.ground.records.actions import log
from jiafeng.ground.sms.actions import send_text

KEPT = timedelta(days=180)
_DIGEST = "digest:"


def notify(*, to: Iterable[int], at: datetime, key: str, text: Any, url: str, icon: str = "bell", by: Any = None, **named: Any) -> None:
    """Tell users (ids) that something came up, whoever did it aside. text: a sentence, with what is `named` in it.

    The same key is one notice for each of them. Called where it happens, so that what is rolled back is not told either.
    """
    with translation.override(settings.LANGUAGE_CODE):  # whoever reads it may speak another language than whoever did it
        words = (str(text) % named if named else str(text))[:200]
    users = set(to) - {getattr(by, "pk", None)}
    rows = [Notice(user_id=user, key=key, text=words, url=url, icon=icon, at=at) for user in sorted(users)]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def read(*, by: Any, at: datetime, notice: Notice) -> Notice:
    """Mark one of one's own as read."""
    Notice.objects.filter(pk=notice.pk, user=by, read_at=None).update(read_at=at)
    return notice


def read_all(*, by: Any, at: datetime) -> int:
    """Mark all as read; how many there were."""
    return Notice.objects.filter(user=by, read_at=None).update(read_at=at)


@transaction.atomic
def choose_digest(*, by: Any, at: datetime, way: str, phone: str, county: str) -> DigestChoice:
    """How the user wants the digest. county: the official code of the log it stands in. The number is kept sealed, and only where it is used."""
    phone = phone if way == Way.TEXT else ""
    choice, _made = DigestChoice.objects.update_or_create(user=by, defaults={"way": way, "phone": phone})
    log(by=by, at=at, verb="notices.digest.choose", target=choice, summary=str(Way(way).label), county_code=county)
    return choice


@transaction.atomic
def begin_digest(*, at: datetime, user: Any, day: date) -> bool:
    """Take the day's digest of a user in hand; False where it was made already. Whoever else tries at the same time waits for this transaction."""
    _row, made = DigestDay.objects.get_or_create(user=user, day=day, defaults={"made_at": at})
    return made


@transaction.atomic
def send_digest(*, at: datetime, user: Any, day: date, choice: DigestChoice, county: str, text: str, url: str) -> None:
    """Send it the way the user chose; a text message that may not go out, for the county's are used up, becomes a notice."""
    if choice.way == Way.TEXT:
        try:
            send_text(at=at, phone=choice.phone, text=text, county=county, purpose="digest", key=f"digest:{user.pk}:{day}")
        except Refused:
            choice = DigestChoice(user=user, way=Way.PAGE)
    if choice.way == Way.PAGE:
        Notice.objects.filter(user=user, key__startswith=_DIGEST, read_at=None).update(read_at=at)  # yesterday's says nothing any more
        notify(to=[user.pk], at=at, key=f"{_DIGEST}{day}", text=text, url=url, icon="mail")


def forget_old(*, at: datetime) -> int:
    """Forget notices of more than half a year ago, and the days of digests with them; how many notices."""
    DigestDay.objects.filter(day__lt=(at - KEPT).date()).delete()
    return Notice.objects.filter(at__lt=at - KEPT).delete()[0]

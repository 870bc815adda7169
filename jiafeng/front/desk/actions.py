"""What the desk sends: the daily digest of what each user has to do. It keeps nothing itself."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from jiafeng.front.desk.queries import counts, digest_users, due_for, shared_out
from jiafeng.ground.accounts.models import User
from jiafeng.ground.accounts.queries import county_code_of
from jiafeng.ground.notices.actions import begin_digest, send_digest
from jiafeng.ground.notices.models import Way
from jiafeng.ground.notices.queries import choice_of, unread_count

MORNING = 7
"""The hour in Shanghai from which the day's digest is made. A server that was down makes it when it is up again, for that day and no other."""


def send_digests(*, at: datetime) -> int:
    """Make the day's digest of everybody who wants one and has none of today: how many were sent. Called every hour, it sends once a day."""
    if timezone.localtime(at).hour < MORNING:
        return 0
    return sum(_digest(at, user) for user in digest_users(timezone.localdate(at)))


@transaction.atomic
def _digest(at: datetime, user: User) -> bool:
    """One user's: whether something was sent; where nothing is to be told, the day is over all the same."""
    today = timezone.localdate(at)
    choice = choice_of(user)
    if choice.way == Way.NONE or not begin_digest(at=at, user=user, day=today):
        return False
    mine, _others = shared_out(due_for(user, at))
    told, unread = counts(mine, today), unread_count(user)
    if not (told["overdue"] or told["today"] or unread):
        return False
    with translation.override(settings.LANGUAGE_CODE):
        text = _("To do today: %(today)s due, %(late)s overdue; %(unread)s notices unread.")
        words = text % {"today": told["today"], "late": told["overdue"], "unread": unread}
    send_digest(at=at, user=user, day=today, choice=choice, county=county_code_of(user), text=words, url=reverse("desk:home"))
    return True

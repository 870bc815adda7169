"""Who is told that an article waits for them, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiafeng.front.portal.models import Article, VersionState
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.accounts.queries import who_hold
from jiafeng.ground.notices.actions import notify
from jiafeng.library.calendars import local_day


def tell_readers(article: Article, *, by: Any, at: datetime) -> None:
    """Tell those who may read it for others that something waits for them."""
    readers = who_hold(Role.COUNTY_STAFF, Role.PARTNER_STAFF, day=local_day(at), county_id=article.county_id)
    readers -= _writers(article)
    _tell(article, readers, _("An article waits for a second person: %(title)s"), "review", by=by, at=at)


def _writers(article: Article) -> set[int]:
    return set(article.versions.exclude(state=VersionState.DROPPED).values_list("saved_by", flat=True))


def tell_writers(article: Article, text: Any, *, by: Any, at: datetime) -> None:
    """Tell everybody who had a hand in it. text: with its title."""
    _tell(article, _writers(article) | {article.written_by_id}, text, "edit", by=by, at=at)


def _tell(article: Article, to: Iterable[int], text: Any, page: str, *, by: Any, at: datetime) -> None:
    key = f"portal:{article.pk}:{article.revision}:{page}"
    notify(to=to, at=at, key=key, text=text, url=reverse(f"portal:{page}", args=[article.pk]), icon="news", by=by, title=article.title)

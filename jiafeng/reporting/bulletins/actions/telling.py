"""Who is told what became of a bulletin."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from jiafeng.ground.notices.actions import notify
from jiafeng.reporting.bulletins.models import Bulletin


def tell(bulletin: Bulletin, to: Iterable[int], text: Any, page: str, *, by: Any, at: datetime) -> None:
    """Tell users (ids) about this revision of a bulletin. text: with its title, still to be translated; page: where it leads."""
    key = f"bulletins:{bulletin.pk}:{bulletin.revision}:{page}"
    url = reverse(f"bulletins:{page}", args=[bulletin.pk])
    notify(to=to, at=at, key=key, text=text, url=url, icon="news", by=by, title=bulletin.title)

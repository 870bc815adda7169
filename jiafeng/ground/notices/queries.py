"""Reads over notices."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from jiafeng.ground.notices.models import DigestChoice, Notice, Way


def unread_of(user: Any) -> Any:
    """How many notices the user of a query (`OuterRef("pk")`) has not read, as an expression."""
    rows = Notice.objects.filter(user=OuterRef(user), read_at=None).order_by().values("user").annotate(number=Count("pk"))
    return Coalesce(Subquery(rows.values("number")), 0)


def notices_of(user: Any) -> QuerySet[Notice]:
    """The user's own: what is not read first, then the latest."""
    return Notice.objects.filter(user=user).order_by("read_at", "-at", "-pk")


def unread_count(user: Any) -> int:
    return Notice.objects.filter(user=user, read_at=None).count()


def choice_of(user: Any) -> DigestChoice:
    """How the user wants the digest, as they said or as it is by itself."""
    return DigestChoice.objects.filter(user=user).first() or DigestChoice(user=user, way=Way.PAGE)

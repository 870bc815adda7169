"""Who holds a secret."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

from jiafeng.common.tokens import digest
from jiafeng.ground.links.models import Approver

M = TypeVar("M", bound=Model)


def by_token(rows: QuerySet[M], token: str) -> M | None:
    """The row that a secret opens, of those that keep its digest: a link, or the tablet that a staff member set up."""
    return rows.filter(digest=digest(token)).first() if token else None


def approvers(county_id: int) -> QuerySet[Approver]:
    """Those who may be asked today."""
    return Approver.objects.filter(county=county_id, closed_at=None)

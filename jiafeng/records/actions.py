"""Every write to the log and to evidence."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models

from jiafeng.records.models import ActionLog


def log(
    *, by: Any, at: datetime, verb: str, target: models.Model, county_code: str, summary: str = "", reason: str = "", **detail: Any
) -> ActionLog:
    """Write one entry to the action log, inside the caller's transaction.

    by: the user, or None for the public and for the machine; verb: `room.noun.verb`; detail: JSON-able facts (changed fields and the like,
    never a ballot, never an unmasked telephone number).
    """
    return ActionLog.objects.create(
        at=at,
        by=by if getattr(by, "pk", None) else None,
        county_code=county_code,
        verb=verb,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        summary=summary[:300],
        reason=reason[:500],
        detail=detail,
    )

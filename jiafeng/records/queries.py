"""Reads over the log and evidence."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from jiafeng.records.models import ActionLog


def history(target: models.Model) -> QuerySet[ActionLog]:
    """What happened to a row, latest first."""
    return ActionLog.objects.filter(target_type=target._meta.label_lower, target_id=str(target.pk)).select_related("by").order_by("-at", "-pk")


def last_change(target: models.Model) -> dict[str, Any]:
    """Who changed the row last, what and when, in the form `refusals.Stale` takes."""
    entry = history(target).first()
    if entry is None:
        return {"who": _("Somebody else"), "what": "", "when": None}
    changed = [str(target._meta.get_field(name).verbose_name) for name in entry.detail.get("changed", [])]  # type: ignore[union-attr]
    return {"who": str(entry.by or _("The system")), "what": "、".join(changed) or entry.summary, "when": entry.at}

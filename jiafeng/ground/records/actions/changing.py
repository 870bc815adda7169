"""What every room does to a row it changes: hold it, refuse who read it too long ago, fill it, move it along its stages, save it, and say so in the log."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from django.db import models

from jiafeng.common.refusals import Stale
from jiafeng.common.rows import Row
from jiafeng.common.stages import Moves
from jiafeng.ground.records.models import ActionLog
from jiafeng.ground.records.queries import last_change

M = TypeVar("M", bound=models.Model)


def lock(row: M, *related: str) -> M:
    """The row as it stands now, held until the transaction ends; with it, not held, the county and the unit it belongs to and what `related` names."""
    model: Any = row._meta.model
    belongs = (name for name in ("county", "organisation") if hasattr(model, name))
    found: M = model._default_manager.select_for_update(of=("self",)).select_related(*belongs, *related).get(pk=row.pk)
    return found


def refuse_stale(row: Any, revision: int) -> None:
    """Raise Stale, which says who changed what, where the row is not at the revision that the form was filled in from."""
    if row.revision != revision:
        raise Stale(**last_change(row))


def fill(row: models.Model, **fields: Any) -> list[str]:
    """Set fields, and name those that had another value before."""
    changed = [name for name, value in fields.items() if getattr(row, name, None) != value]
    for name, value in fields.items():
        setattr(row, name, value)
    return changed


def put(row: M, *, by: Any, at: datetime, verb: str, summary: str | None = None, reason: str = "", **detail: Any) -> M:
    """Save a row that is new or held, as its next revision where it counts them, with the one entry in the log (`log`)."""
    held: Any = row
    if hasattr(held, "revision") and not held._state.adding:
        held.revision += 1
    held.save()
    log(by=by, at=at, verb=verb, target=row, summary=summary, reason=reason, **detail)
    return row


def move(row: M, moves: Moves, *, by: Any, at: datetime, verb: str, summary: str | None = None, reason: str = "", **detail: Any) -> M:
    """Take a row that is held to the stage where the last word of `verb` leads, and `put` it. Raises Refused where the table has no such move."""
    held: Any = row
    held.stage = moves.target(verb.rpartition(".")[2], held.stage)
    return put(row, by=by, at=at, verb=verb, summary=summary, reason=reason, **detail)


def log(
    *,
    by: Any,
    at: datetime,
    verb: str,
    target: models.Model,
    county_code: str | None = None,
    summary: str | None = None,
    reason: str = "",
    **detail: Any,
) -> ActionLog:
    """Write one entry to the action log, inside the caller's transaction.

    by: the user, or None for the public and for the machine; verb: `room.noun.verb`; county_code: where not given, of the target's county; summary:
    where not given, what the target calls itself; detail: JSON-able facts (changed fields and the like, never a ballot, never an unmasked telephone
    number).
    """
    of: Any = target
    return ActionLog.objects.create(
        at=at,
        by=by if getattr(by, "pk", None) else None,
        county_code=of.county.code if county_code is None else county_code,
        verb=verb,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        summary=(str(target) if summary is None else summary)[:300],
        reason=reason[:500],
        detail=detail,
    )


def entry(*, verb: str, target: type[models.Model], **always: Any) -> Row:
    """The log's row about another that a hot path inserts together with it (common.rows.Together); without `by_id` it is the public's."""
    return Row(ActionLog, named="target_id", always={"verb": verb, "target_type": target._meta.label_lower, **always})

"""What every room does to a row it changes: hold it, refuse who read it too long ago, fill it, move it along its stages, save it, and say so in the log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
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
    found.__dict__["_stood"] = {field.attname: found.__dict__.get(field.attname) for field in model._meta.concrete_fields}
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
    """Save a row that is new or held, as its next revision where it counts them, with the one entry in the log (`log`).

    changed: the names of what somebody changed; the entry keeps what each was and what it became (`_were`).
    """
    held: Any = row
    if were := _were(row, detail.get("changed", ())):
        detail["were"] = were
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


_MOST = 120  # characters of a text that are kept: enough to tell one from another


def _were(row: models.Model, names: Iterable[str]) -> dict[str, list[Any]]:
    """What each field was when the row was locked, and what it is now, for the history of the row: dates and choices as they are kept, another
    row by its name. Long texts are told by their names alone, and so is everything of a model that tells of somebody (`UNTOLD`), since the log
    is never rewritten."""
    stood: dict[str, Any] = row.__dict__.get("_stood", {})
    found: dict[str, list[Any]] = {}
    for name in names if stood and not getattr(row, "UNTOLD", False) else ():
        field: Any = next((field for field in row._meta.concrete_fields if field.name == name), None)
        if field is None or isinstance(field, models.TextField | models.JSONField | models.FileField):
            continue
        was, now = stood[field.attname], getattr(row, field.attname)
        if field.related_model is not None:
            known = {each.pk: str(each) for each in field.related_model._base_manager.filter(pk__in=[key for key in (was, now) if key])}
            was, now = known.get(was), known.get(now)
        if was != now:
            found[name] = [_kept(was), _kept(now)]
    return found


def _kept(value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)[:_MOST]


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

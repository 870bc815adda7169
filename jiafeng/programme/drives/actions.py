"""Every write to a drive, whichever room's it is, and to the links to it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, Stale, refuse_if
from jiafeng.common.text import tidy
from jiafeng.common.tokens import shared_token
from jiafeng.ground.links.actions import issue
from jiafeng.ground.people.models import Person
from jiafeng.ground.records.actions import log
from jiafeng.ground.records.queries import last_change
from jiafeng.ground.units.models import Organisation, Region
from jiafeng.programme.drives import policies
from jiafeng.programme.drives.models import D
from jiafeng.programme.plans.models import PlanLine


@transaction.atomic
def create_drive(
    *,
    by: Any,
    at: datetime,
    model: type[D],
    county: Region,
    organisation: Organisation,
    title: str,
    opens_on: date,
    closes_on: date,
    plan_line: PlanLine | None = None,
    **own: Any,
) -> D:
    """Begin a drive as a draft, over the days `[opens_on, closes_on)`. own: the fields that only this kind of drive has."""
    refuse_if(policies.may_write_drive(by, county.pk))
    drive = model(county=county, token=shared_token())
    _fill(drive, organisation=organisation, title=title, opens_on=opens_on, closes_on=closes_on, plan_line=plan_line, **own)
    drive.save()
    _log(drive, "create", by=by, at=at)
    return drive


@transaction.atomic
def edit_drive(*, by: Any, at: datetime, drive: D, revision: int, **facts: Any) -> D:
    """Change a drive's facts (as `create_drive` takes them); refused when somebody else changed it since `revision`."""
    locked = lock(drive)
    refuse_if(policies.may_write_drive(by, locked.county_id))
    if locked.revision != revision:
        raise Stale(**last_change(locked))
    changed = _fill(locked, **facts)
    locked.revision += 1
    locked.save()
    _log(locked, "edit", by=by, at=at, changed=changed)
    return locked


def open_drive(*, by: Any, at: datetime, drive: D) -> D:
    """Let people take part from the first day on."""
    return _move(by=by, at=at, drive=drive, verb="open")


def close_drive(*, by: Any, at: datetime, drive: D) -> D:
    """End the drive: nobody takes part and nothing is entered any more."""
    return _move(by=by, at=at, drive=drive, verb="close")


@transaction.atomic
def reopen_drive(*, by: Any, at: datetime, drive: D, reason: str) -> D:
    """Open a closed drive again, for paper that came late; its days stay as they are."""
    moved = _move(by=by, at=at, drive=drive, verb="reopen", reason=tidy(reason))
    if not tidy(reason):
        raise Refused(_("Say why the drive is opened again."), field="reason")
    return moved


def lock(drive: D) -> D:
    """The drive as it stands, held until the transaction ends."""
    return type(drive)._default_manager.select_for_update(of=("self",)).select_related("county").get(pk=drive.pk)


@transaction.atomic
def _move(*, by: Any, at: datetime, drive: D, verb: str, reason: str = "") -> D:
    locked = lock(drive)
    refuse_if(policies.may_write_drive(by, locked.county_id))
    locked.stage = locked.moves.target(verb, locked.stage)
    locked.revision += 1
    locked.save(update_fields=["stage", "revision"])
    _log(locked, verb, by=by, at=at, reason=reason)
    return locked


def _log(drive: D, verb: str, *, by: Any, at: datetime, reason: str = "", **detail: Any) -> None:
    what = f"{drive._meta.app_label}.drive.{verb}"
    log(by=by, at=at, verb=what, target=drive, summary=drive.title, reason=reason, county_code=drive.county.code, **detail)


def _fill(drive: D, **fields: Any) -> list[str]:
    """Set the fields and name those that changed."""
    fields["title"] = tidy(fields["title"])
    if not fields["title"]:
        raise Refused(_("Give the drive a title."), field="title")
    if fields["closes_on"] <= fields["opens_on"]:
        raise Refused(_("The last day lies before the first. Correct one of them."), field="last_day")
    if any(row is not None and row.county_id != drive.county_id for row in (fields["organisation"], fields.get("plan_line"))):
        raise Refused(_("A drive belongs to one county; choose its own units and plan lines."))
    if type(drive)._default_manager.filter(county_id=drive.county_id, title=fields["title"]).exclude(pk=drive.pk).exists():
        raise Refused(_("There is already a drive of this title. Add the year or the place."), field="title")
    changed = [name for name, value in fields.items() if getattr(drive, name, None) != value] if drive.pk else list(fields)
    for name, value in fields.items():
        setattr(drive, name, value)
    return changed


@transaction.atomic
def make_link(*, by: Any = None, at: datetime, drive: D, person: Person, afresh: bool = False, **own: Any) -> str:
    """The secret of the person's own link to the drive; `afresh` voids the one before, for a letter that was lost.

    `by` is None when the person has just taken part and is given the link to what they did. own: what only this room's links keep.
    """
    if by is not None:
        drive = type(drive)._default_manager.select_related("county").get(pk=drive.pk)
        refuse_if(policies.may_enter(by, drive, person))
    link, new = issue(at=at, by=by, link=drive.links.model(drive=drive, person=person, made_at=at, made_by=by, **own), afresh=afresh)
    if by is not None and new:
        verb = f"{drive._meta.app_label}.link.make"
        log(by=by, at=at, verb=verb, target=link, summary=drive.title, county_code=drive.county.code, issue=link.issue)
    return link.token

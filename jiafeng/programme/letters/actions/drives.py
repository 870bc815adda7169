"""Writes to message drives."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, Stale, refuse_if
from jiafeng.common.text import tidy
from jiafeng.common.tokens import shared_token
from jiafeng.ground.records.actions import log
from jiafeng.ground.records.queries import last_change
from jiafeng.ground.units.models import Organisation, Region
from jiafeng.programme.letters import policies
from jiafeng.programme.letters.models import MessageDrive
from jiafeng.programme.letters.stages import DRIVE_MOVES
from jiafeng.programme.plans.models import PlanLine


@transaction.atomic
def create_drive(
    *,
    by: Any,
    at: datetime,
    county: Region,
    organisation: Organisation,
    title: str,
    opens_on: date,
    closes_on: date,
    guidance: str = "",
    sample: str = "",
    takes_letters: bool = True,
    plan_line: PlanLine | None = None,
) -> MessageDrive:
    """Begin a drive as a draft, over the days `[opens_on, closes_on)`."""
    refuse_if(policies.may_write_drive(by, county.pk))
    drive = MessageDrive(county=county, token=shared_token())
    _fill(
        drive,
        organisation=organisation,
        title=title,
        opens_on=opens_on,
        closes_on=closes_on,
        guidance=guidance,
        sample=sample,
        takes_letters=takes_letters,
        plan_line=plan_line,
    )
    drive.save()
    log(by=by, at=at, verb="letters.messagedrive.create", target=drive, summary=drive.title, county_code=county.code)
    return drive


@transaction.atomic
def edit_drive(*, by: Any, at: datetime, drive: MessageDrive, revision: int, **facts: Any) -> MessageDrive:
    """Change a drive's facts (as `create_drive` takes them); refused when somebody else changed it since `revision`."""
    locked = _lock(drive)
    refuse_if(policies.may_write_drive(by, locked.county_id))
    if locked.revision != revision:
        raise Stale(**last_change(locked))
    changed = _fill(locked, **facts)
    locked.revision += 1
    locked.save()
    log(
        by=by, at=at, verb="letters.messagedrive.edit", target=locked, summary=locked.title, county_code=locked.county.code, changed=changed
    )
    return locked


def open_drive(*, by: Any, at: datetime, drive: MessageDrive) -> MessageDrive:
    """Take messages from the first day on."""
    return _move(by=by, at=at, drive=drive, verb="open")


def close_drive(*, by: Any, at: datetime, drive: MessageDrive) -> MessageDrive:
    """End the drive: nothing is sent or entered any more."""
    return _move(by=by, at=at, drive=drive, verb="close")


def reopen_drive(*, by: Any, at: datetime, drive: MessageDrive, reason: str) -> MessageDrive:
    """Open a closed drive again, for paper that came late; its days stay as they are."""
    if not tidy(reason):
        raise Refused(_("Say why the drive is opened again."), field="reason")
    return _move(by=by, at=at, drive=drive, verb="reopen", reason=tidy(reason))


def _lock(drive: MessageDrive) -> MessageDrive:
    return MessageDrive.objects.select_for_update(of=("self",)).select_related("county").get(pk=drive.pk)


@transaction.atomic
def _move(*, by: Any, at: datetime, drive: MessageDrive, verb: str, reason: str = "") -> MessageDrive:
    locked = _lock(drive)
    refuse_if(policies.may_write_drive(by, locked.county_id))
    locked.stage = DRIVE_MOVES.target(verb, locked.stage)
    locked.revision += 1
    locked.save(update_fields=["stage", "revision"])
    log(
        by=by,
        at=at,
        verb=f"letters.messagedrive.{verb}",
        target=locked,
        summary=locked.title,
        reason=reason,
        county_code=locked.county.code,
    )
    return locked


def _fill(drive: MessageDrive, **fields: Any) -> list[str]:
    """Set the fields and name those that changed."""
    fields["title"] = tidy(fields["title"])
    if not fields["title"]:
        raise Refused(_("Give the drive a title."), field="title")
    if fields["closes_on"] <= fields["opens_on"]:
        raise Refused(_("The last day lies before the first. Correct one of them."), field="last_day")
    if any(row is not None and row.county_id != drive.county_id for row in (fields["organisation"], fields["plan_line"])):
        raise Refused(_("A message drive belongs to one county; choose its own units and plan lines."))
    if MessageDrive.objects.filter(county_id=drive.county_id, title=fields["title"]).exclude(pk=drive.pk).exists():
        raise Refused(_("There is already a message drive of this title. Add the year or the place."), field="title")
    changed = [name for name, value in fields.items() if getattr(drive, name, None) != value] if drive.pk else list(fields)
    for name, value in fields.items():
        setattr(drive, name, value)
    return changed

"""Writes to drives and their text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
from jiafeng.programme.plans.models import PlanLine
from jiafeng.programme.pledges import policies
from jiafeng.programme.pledges.models import DriveIssuer, DriveText, IdentityCheck, PledgeDrive
from jiafeng.programme.pledges.stages import MOVES

MAX_CLAUSES = 12


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
    issuers: Iterable[Organisation] = (),
    plan_line: PlanLine | None = None,
    identity: str = IdentityCheck.NONE,
) -> PledgeDrive:
    """Begin a drive as a draft, over the days `[opens_on, closes_on)`. `issuers` in the order in which they are named; the leading unit is one."""
    refuse_if(policies.may_write_drive(by, county.pk))
    drive = PledgeDrive(county=county, token=shared_token())
    facts = {"organisation": organisation, "title": title, "opens_on": opens_on, "closes_on": closes_on, "plan_line": plan_line}
    _fill(drive, **facts, identity=identity)
    drive.save()
    _set_issuers(drive, issuers)
    log(by=by, at=at, verb="pledges.drive.create", target=drive, summary=drive.title, county_code=county.code)
    return drive


@transaction.atomic
def edit_drive(
    *,
    by: Any,
    at: datetime,
    drive: PledgeDrive,
    revision: int,
    organisation: Organisation,
    title: str,
    opens_on: date,
    closes_on: date,
    issuers: Iterable[Organisation] = (),
    plan_line: PlanLine | None = None,
    identity: str | None = None,
) -> PledgeDrive:
    """Change what surrounds the text; refused when somebody else changed it since `revision`."""
    locked = _lock(drive)
    refuse_if(policies.may_write_drive(by, locked.county_id))
    if locked.revision != revision:
        raise Stale(**last_change(locked))
    facts = {"organisation": organisation, "title": title, "opens_on": opens_on, "closes_on": closes_on, "plan_line": plan_line}
    changed = _fill(locked, **facts, identity=identity or locked.identity)
    locked.revision += 1
    locked.save()
    _set_issuers(locked, issuers)
    log(by=by, at=at, verb="pledges.drive.edit", target=locked, summary=locked.title, county_code=locked.county.code, changed=changed)
    return locked


@transaction.atomic
def publish_text(*, by: Any, at: datetime, drive: PledgeDrive, clauses: Sequence[str]) -> DriveText:
    """Publish the text as a new version. Versions signed before stand as they were; the same clauses again are the version that stands."""
    locked = _lock(drive)
    refuse_if(policies.may_publish_text(by, locked))
    said = [clause for clause in map(tidy, clauses) if clause]
    if not said:
        raise Refused(_("Write at least one clause, each on a line of its own."), field="clauses")
    if len(said) > MAX_CLAUSES or any(len(clause) > 120 for clause in said):
        raise Refused(_("A pledge is short: at most 12 clauses of at most 120 characters."), field="clauses")
    newest = locked.texts.first()
    if newest is not None and newest.clauses == said:
        return newest
    text = DriveText.objects.create(
        drive=locked, version=newest.version + 1 if newest else 1, clauses=said, published_at=at, published_by=by
    )
    log(by=by, at=at, verb="pledges.text.publish", target=locked, summary=str(text), county_code=locked.county.code, version=text.version)
    return text


@transaction.atomic
def open_drive(*, by: Any, at: datetime, drive: PledgeDrive) -> PledgeDrive:
    """Let people sign from the first day on."""
    locked = _lock(drive)
    refuse_if(policies.may_write_drive(by, locked.county_id))
    target = MOVES.target("open", locked.stage)
    if not locked.texts.exists():
        raise Refused(_("Publish the text of the pledge first; then the drive can open."))
    return _move(locked, by=by, at=at, verb="open", target=target)


@transaction.atomic
def close_drive(*, by: Any, at: datetime, drive: PledgeDrive) -> PledgeDrive:
    """End the drive: nobody signs and no paper is entered any more."""
    locked = _lock(drive)
    refuse_if(policies.may_write_drive(by, locked.county_id))
    return _move(locked, by=by, at=at, verb="close", target=MOVES.target("close", locked.stage))


@transaction.atomic
def reopen_drive(*, by: Any, at: datetime, drive: PledgeDrive, reason: str) -> PledgeDrive:
    """Open a closed drive again, for sheets that came late; the days of the drive stay as they are."""
    locked = _lock(drive)
    refuse_if(policies.may_write_drive(by, locked.county_id))
    target = MOVES.target("reopen", locked.stage)
    if not tidy(reason):
        raise Refused(_("Say why the drive is opened again."), field="reason")
    return _move(locked, by=by, at=at, verb="reopen", target=target, reason=tidy(reason))


@transaction.atomic
def open_wall(*, by: Any, at: datetime, drive: PledgeDrive) -> PledgeDrive:
    """Give the drive's signature wall an address that shows it to whoever has it; one that is open keeps its address."""
    locked = _lock(drive)
    refuse_if(policies.may_open_wall(by, locked))
    return locked if locked.wall_token else _set_wall(locked, by=by, at=at, verb="pledges.wall.open", token=shared_token())


@transaction.atomic
def close_wall(*, by: Any, at: datetime, drive: PledgeDrive) -> PledgeDrive:
    """Void the wall's address: screens that show it go blank at their next question."""
    locked = _lock(drive)
    refuse_if(policies.may_write_drive(by, locked.county_id))
    return _set_wall(locked, by=by, at=at, verb="pledges.wall.close", token=None) if locked.wall_token else locked


@transaction.atomic
def note_booklet(*, by: Any, at: datetime, drive: PledgeDrive, archive: bool, count: int) -> None:
    """Note that somebody bound a drive's pledges; the archive's booklet holds every name."""
    log(
        by=by,
        at=at,
        verb="pledges.booklet.bind",
        target=drive,
        summary=drive.title,
        county_code=drive.county.code,
        archive=archive,
        count=count,
    )


def _set_wall(locked: PledgeDrive, *, by: Any, at: datetime, verb: str, token: str | None) -> PledgeDrive:
    locked.wall_token = token
    locked.save(update_fields=["wall_token"])
    log(by=by, at=at, verb=verb, target=locked, summary=locked.title, county_code=locked.county.code)
    return locked


def _lock(drive: PledgeDrive) -> PledgeDrive:
    return PledgeDrive.objects.select_for_update(of=("self",)).select_related("county").get(pk=drive.pk)


def _move(locked: PledgeDrive, *, by: Any, at: datetime, verb: str, target: str, reason: str = "") -> PledgeDrive:
    locked.stage = target
    locked.revision += 1
    locked.save(update_fields=["stage", "revision"])
    log(by=by, at=at, verb=f"pledges.drive.{verb}", target=locked, summary=locked.title, reason=reason, county_code=locked.county.code)
    return locked


def _fill(drive: PledgeDrive, **fields: Any) -> list[str]:
    """Set the fields and name those that changed."""
    fields["title"] = tidy(fields["title"])
    if not fields["title"]:
        raise Refused(_("Give the drive a title."), field="title")
    if fields["closes_on"] <= fields["opens_on"]:
        raise Refused(_("The last day lies before the first. Correct one of them."), field="last_day")
    strangers = [row for row in (fields["organisation"], fields["plan_line"]) if row is not None and row.county_id != drive.county_id]
    if strangers:
        raise Refused(_("A drive belongs to one county; choose its own units and plan lines."))
    if PledgeDrive.objects.filter(county_id=drive.county_id, title=fields["title"]).exclude(pk=drive.pk).exists():
        raise Refused(_("There is already a drive of this title. Add the year or the place."), field="title")
    changed = [name for name, value in fields.items() if getattr(drive, name, None) != value] if drive.pk else list(fields)
    for name, value in fields.items():
        setattr(drive, name, value)
    return changed


def _set_issuers(drive: PledgeDrive, issuers: Iterable[Organisation]) -> None:
    """The leading unit first, then the others as given, each once."""
    order = list(dict.fromkeys([drive.organisation, *issuers]))
    if any(organisation.county_id != drive.county_id for organisation in order):
        raise Refused(_("A drive belongs to one county; choose its own units and plan lines."), field="issuers")
    drive.issuer_rows.all().delete()
    DriveIssuer.objects.bulk_create(
        DriveIssuer(drive=drive, organisation=organisation, place=place) for place, organisation in enumerate(order)
    )

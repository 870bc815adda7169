"""Writes to drives and their text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if
from jiafeng.common.text import tidy
from jiafeng.common.tokens import shared_token
from jiafeng.ground.records.actions import lock, log
from jiafeng.ground.units.models import Organisation, Region
from jiafeng.programme.drives import actions as drives
from jiafeng.programme.pledges import policies
from jiafeng.programme.pledges.models import DriveIssuer, DriveText, PledgeDrive

MAX_CLAUSES = 12


@transaction.atomic
def create_drive(*, by: Any, at: datetime, county: Region, issuers: Iterable[Organisation] = (), **facts: Any) -> PledgeDrive:
    """As `drives.create_drive`. `issuers` in the order in which they are named; the leading unit is one."""
    drive = drives.create_drive(by=by, at=at, model=PledgeDrive, county=county, **facts)
    _set_issuers(drive, issuers)
    return drive


@transaction.atomic
def edit_drive(
    *, by: Any, at: datetime, drive: PledgeDrive, revision: int, issuers: Iterable[Organisation] = (), **facts: Any
) -> PledgeDrive:
    """Change what surrounds the text; refused when somebody else changed it since `revision`."""
    edited = drives.edit_drive(by=by, at=at, drive=drive, revision=revision, **facts)
    _set_issuers(edited, issuers)
    return edited


@transaction.atomic
def publish_text(*, by: Any, at: datetime, drive: PledgeDrive, clauses: Sequence[str]) -> DriveText:
    """Publish the text as a new version. Versions signed before stand as they were; the same clauses again are the version that stands."""
    locked = lock(drive)
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
    log(by=by, at=at, verb="pledges.text.publish", target=locked, summary=str(text), version=text.version)
    return text


@transaction.atomic
def open_drive(*, by: Any, at: datetime, drive: PledgeDrive) -> PledgeDrive:
    """Let people sign from the first day on."""
    opened = drives.open_drive(by=by, at=at, drive=drive)
    if not opened.texts.exists():
        raise Refused(_("Publish the text of the pledge first; then the drive can open."))
    return opened


@transaction.atomic
def open_wall(*, by: Any, at: datetime, drive: PledgeDrive) -> PledgeDrive:
    """Give the drive's signature wall an address that shows it to whoever has it; one that is open keeps its address."""
    locked = lock(drive)
    refuse_if(policies.may_open_wall(by, locked))
    return locked if locked.wall_token else _set_wall(locked, by=by, at=at, verb="pledges.wall.open", token=shared_token())


@transaction.atomic
def close_wall(*, by: Any, at: datetime, drive: PledgeDrive) -> PledgeDrive:
    """Void the wall's address: screens that show it go blank at their next question."""
    locked = lock(drive)
    refuse_if(policies.may_write_drive(by, locked.county_id))
    return _set_wall(locked, by=by, at=at, verb="pledges.wall.close", token=None) if locked.wall_token else locked


@transaction.atomic
def note_booklet(*, by: Any, at: datetime, drive: PledgeDrive, archive: bool, count: int) -> None:
    """Note that somebody bound a drive's pledges; the archive's booklet holds every name."""
    log(by=by, at=at, verb="pledges.booklet.bind", target=drive, archive=archive, count=count)


def _set_wall(locked: PledgeDrive, *, by: Any, at: datetime, verb: str, token: str | None) -> PledgeDrive:
    locked.wall_token = token
    locked.save(update_fields=["wall_token"])
    log(by=by, at=at, verb=verb, target=locked)
    return locked


def _set_issuers(drive: PledgeDrive, issuers: Iterable[Organisation]) -> None:
    """The leading unit first, then the others as given, each once."""
    order = list(dict.fromkeys([drive.organisation, *issuers]))
    if any(organisation.county_id != drive.county_id for organisation in order):
        raise Refused(_("A drive belongs to one county; choose its own units and plan lines."), field="issuers")
    drive.issuer_rows.all().delete()
    DriveIssuer.objects.bulk_create(
        DriveIssuer(drive=drive, organisation=organisation, place=place) for place, organisation in enumerate(order)
    )

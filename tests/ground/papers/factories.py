"""Sheets of a drive and of a gathering, printed, filled in, photographed and read by the same actions that users call."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.test import Client
from django.urls import reverse

from jiafeng.ground.accounts.models import Role, User
from jiafeng.ground.papers import actions
from jiafeng.ground.papers.models import Mark, PaperRow, PaperSheet, SheetPhoto
from jiafeng.ground.papers.queries import Facts, Target, owner_of
from jiafeng.ground.records.models import Evidence
from jiafeng.programme.events.models import Event
from jiafeng.programme.pledges.models import PledgeDrive
from tests.ground.papers import camera
from tests.programme.events.factories import NOW, Place, user


def target_of(at: Place, thing: PledgeDrive | Event, by: User | None = None) -> Target:
    owner = owner_of("pledge" if isinstance(thing, PledgeDrive) else "signin")
    assert owner is not None
    target = owner.find(by or at.staff, thing.pk)
    assert target is not None
    return target


def printed(at: Place, thing: PledgeDrive | Event, **fields: Any) -> PaperSheet:
    (sheet, *_more) = actions.print_sheets(by=at.staff, at=NOW, target=target_of(at, thing), **fields)
    return sheet


def typist(at: Place) -> User:
    """Another member of the county's staff."""
    return user(Role.COUNTY_STAFF, at.federation)


def page_of(client: Client, sheet: PaperSheet) -> camera.Picture:
    """The sheet as it comes from the printer."""
    address = reverse("papers:pages", args=[sheet.kind, sheet.target])
    return camera.pages(client.get(address, {"number": sheet.number, "last": sheet.number}).content)[0]


def ready(at: Place, sheet: PaperSheet) -> PaperSheet:
    """The sheet as it stands once a photo of it was recognised, without the camera."""
    stem = f"示例{sheet.pk}"
    kept = Evidence.objects.create(
        county_code=at.county.code, sha256=stem, size=1, media_type="image/jpeg", name=f"{stem}.jpg", added_at=NOW
    )
    photo = SheetPhoto.objects.create(
        county=at.county,
        organisation=sheet.organisation,
        kind=sheet.kind,
        target=sheet.target,
        evidence=kept,
        at=NOW,
        by=at.staff,
    )
    actions.photos._recognise(by=at.staff, at=NOW, photo=photo, sheet=sheet)
    sheet.refresh_from_db()
    return sheet


def facts(name: str, at: Place, **fields: Any) -> Facts:
    return Facts(**{"name": name, "organisation": at.water.pk, "signed_on": date(2026, 3, 5), **fields})


def read(row: PaperRow, by: User, said: Facts | None = None, mark: Mark = Mark.SIGNED) -> PaperRow:
    return actions.read_row(by=by, at=NOW, row=row, mark=mark, facts=said)


def photo_of(folder: Path, page: camera.Picture, name: str = "photo.jpg", **how: Any) -> Path:
    return camera.save(camera.photograph(page, **how), folder / name)

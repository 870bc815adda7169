"""Every write to a drive, whichever room's it is, and to the links to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if, stated
from jiafeng.common.text import tidy
from jiafeng.common.tokens import digest, shared_token
from jiafeng.ground.links.actions import issue
from jiafeng.ground.links.models import PersonalLink
from jiafeng.ground.people.models import Person
from jiafeng.ground.records.actions import fill, lock, log, move, put, refuse_stale
from jiafeng.ground.units.models import Organisation, Region
from jiafeng.programme.drives import policies
from jiafeng.programme.drives.models import D
from jiafeng.programme.plans.models import PlanLine

MOST_LINKS = 2_000
"""Links that leave the house together."""


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
    return put(drive, by=by, at=at, verb=f"{drive._meta.app_label}.drive.create")


@transaction.atomic
def edit_drive(*, by: Any, at: datetime, drive: D, revision: int, **facts: Any) -> D:
    """Change a drive's facts (as `create_drive` takes them); refused when somebody else changed it since `revision`."""
    locked = lock(drive)
    refuse_if(policies.may_write_drive(by, locked.county_id))
    refuse_stale(locked, revision)
    return put(locked, by=by, at=at, verb=f"{drive._meta.app_label}.drive.edit", changed=_fill(locked, **facts))


def open_drive(*, by: Any, at: datetime, drive: D) -> D:
    """Let people take part from the first day on."""
    return _move(by=by, at=at, drive=drive, name="open")


def close_drive(*, by: Any, at: datetime, drive: D) -> D:
    """End the drive: nobody takes part and nothing is entered any more."""
    return _move(by=by, at=at, drive=drive, name="close")


@transaction.atomic
def reopen_drive(*, by: Any, at: datetime, drive: D, reason: str) -> D:
    """Open a closed drive again, for paper that came late; its days stay as they are."""
    moved = _move(by=by, at=at, drive=drive, name="reopen", reason=tidy(reason))
    stated(reason, _("Say why the drive is opened again."))
    return moved


@transaction.atomic
def _move(*, by: Any, at: datetime, drive: D, name: str, reason: str = "") -> D:
    locked = lock(drive)
    refuse_if(policies.may_move(by, locked, name))
    return move(locked, locked.moves, by=by, at=at, verb=f"{drive._meta.app_label}.drive.{name}", reason=reason)


@transaction.atomic
def give_links(*, by: Any, at: datetime, drive: D, people: Iterable[Person], **own: Any) -> list[PersonalLink]:
    """Everybody's own link, made where there is none yet, to leave the house together; one entry in the log says of how many. Who took part is not asked."""
    current = lock(drive)
    refuse_if(policies.may_enter(by, current))
    chosen = {person.pk: person for person in people}
    for person in chosen.values():
        refuse_if(policies.may_enter(by, current, person))
    if not 0 < len(chosen) <= MOST_LINKS:
        raise Refused(
            _("A list of 1 to %(most)s people is given links together; this one finds %(found)s.")
            % {"most": MOST_LINKS, "found": len(chosen)},
            field="list",
        )
    model = drive.links.model
    known = set(model.objects.filter(drive=current).values_list("person_id", flat=True))
    fresh = [model(drive=current, person=person, made_at=at, made_by=by, **own) for pk, person in chosen.items() if pk not in known]
    for link in fresh:
        link.digest = digest(link.token)
    model.objects.bulk_create(fresh, batch_size=500, ignore_conflicts=True)
    links = [link for link in model.objects.filter(drive=current).select_related("person__organisation") if link.person_id in chosen]
    for link in links:
        if link.digest != digest(link.token):
            issue(at=at, by=by, link=link)
    log(by=by, at=at, verb=f"{drive._meta.app_label}.link.give_out", target=current, people=len(links))
    return sorted(links, key=lambda link: (link.person.organisation.path if link.person.organisation else "", link.person.pinyin, link.pk))


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
    return fill(drive, **fields)


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

"""Every write to the two trees."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if, stated
from jiafeng.common.text import normalise_name, tidy, tidy_name
from jiafeng.ground.records.actions import lock, log, put
from jiafeng.ground.units import policies
from jiafeng.ground.units.models import CountyProfile, HolidayNotice, Organisation, OrganisationAlias, OrganisationKind, Region, RegionLevel
from jiafeng.ground.units.queries import forget_notices
from jiafeng.library.calendars import is_published


@transaction.atomic
def add_region(
    *, by: Any, at: datetime, code: str, name: str, level: RegionLevel, parent: Region | None = None, short_name: str = ""
) -> Region:
    """Add a region under its parent; the same code again returns the region that stands (names are corrected with `rename`)."""
    standing = Region.objects.filter(code=code).first()
    if standing:
        return standing
    if not code.isdigit() or len(code) not in (6, 9, 12):
        raise Refused(_("“%(code)s” is not an official region code: it has 6, 9 or 12 digits.") % {"code": code}, field="code")
    fields = {"code": code, "name": name, "level": level, "short_name": short_name}
    if parent is None:
        region = Region.objects.add_root(fields)
    else:
        # treebeard reads the parent's number of children from the object at hand, so it must be fresh.
        region = Region.objects.add_child(lock(parent), fields)
    log(by=by, at=at, verb="units.region.add", target=region, summary=f"{code} {name}", county_code=code[:6])
    return region


@transaction.atomic
def set_up_county(
    *,
    by: Any,
    at: datetime,
    county: Region,
    site_name: str,
    tagline: str,
    telephone: str = "",
    address: str = "",
    domain: str | None = None,
    is_demo: bool = False,
) -> CountyProfile:
    """Open a county on this deployment, or change how it presents itself."""
    profile, created = CountyProfile.objects.update_or_create(
        county=county,
        defaults={
            "site_name": site_name,
            "tagline": tagline,
            "telephone": telephone,
            "address": address,
            "domain": domain,
            "is_demo": is_demo,
        },
    )
    log(
        by=by, at=at, verb="units.county.open" if created else "units.county.change", target=profile, summary=site_name,
        county_code=county.code,
    )  # fmt: skip
    return profile


@transaction.atomic
def add_organisation(
    *,
    by: Any,
    at: datetime,
    county: Region,
    name: str,
    kind: OrganisationKind,
    parent: Organisation | None = None,
    region: Region | None = None,
    short_name: str = "",
    aliases: tuple[str, ...] = (),
) -> Organisation:
    """Add a unit to the county. A name that is taken within the county is refused, naming it."""
    name = tidy_name(name)
    if not name:
        raise Refused(_("Give the unit a name."), field="name")
    if Organisation.objects.filter(county=county, name=name).exists():
        raise Refused(_("“%(name)s” is already in the list of units.") % {"name": name}, field="name")
    fields = {"county": county, "region": region or county, "kind": kind, "name": name, "short_name": tidy_name(short_name)}
    if parent is None:
        organisation = Organisation.objects.add_root(fields)
    else:
        organisation = Organisation.objects.add_child(lock(parent), fields)
    for alias in aliases:
        add_alias(by=by, at=at, organisation=organisation, alias=alias)
    log(by=by, at=at, verb="units.organisation.add", target=organisation)
    return organisation


@transaction.atomic
def add_alias(*, by: Any, at: datetime, organisation: Organisation, alias: str) -> OrganisationAlias:
    """Record another spelling of a unit's name; refused when it already stands for another unit."""
    normalised = normalise_name(alias)
    row, created = OrganisationAlias.objects.get_or_create(
        county_id=organisation.county_id, normalised=normalised, defaults={"organisation": organisation}
    )
    if row.organisation_id != organisation.pk:
        raise Refused(_("“%(alias)s” already stands for %(unit)s.") % {"alias": alias, "unit": row.organisation}, field="alias")
    if created:
        log(by=by, at=at, verb="units.organisation.alias", target=organisation, summary=alias)
    return row


@transaction.atomic
def close_organisation(*, by: Any, at: datetime, organisation: Organisation, on: date, reason: str) -> Organisation:
    """Close a unit from a day on. Its records stay; it is no longer offered for new ones."""
    locked = lock(organisation)
    refuse_if(policies.may_close_unit(locked))
    stated(reason, _("Say why the unit is closed (merged, renamed, dissolved)."))
    locked.closed_on = on
    return put(locked, by=by, at=at, verb="units.organisation.close", reason=reason)


@transaction.atomic
def enter_holidays(
    *, by: Any, at: datetime, year: int, document: str, source: str, days_off: Collection[date], worked: Collection[date], county_code: str
) -> HolidayNotice:
    """Keep a year's official days off with the document they stand in; again for the same year corrects them.

    county_code: under which county's log it is noted. Deadlines that are counted from now on are no longer provisional in that year.
    """
    refuse_if(policies.may_enter_holidays(by))
    if is_published(year):
        raise Refused(_("The installed calendar knows %(year)s already; it counts.") % {"year": year}, field="year")
    first, last = date(year - 1, 12, 25), date(year, 12, 31)
    if not days_off:
        raise Refused(_("Enter the days off."), field="days_off")
    if strays := sorted(day for day in {*days_off, *worked} if not first <= day <= last):
        raise Refused(
            _("%(day)s does not belong to the notice for %(year)s.") % {"day": strays[0].isoformat(), "year": year},
            field="days_off" if strays[0] in days_off else "worked",
        )
    if wrong := sorted(day for day in worked if day.weekday() < 5 or day in days_off):
        raise Refused(_("%(day)s is no weekend day, or it is a day off, too.") % {"day": wrong[0].isoformat()}, field="worked")
    standing = HolidayNotice.objects.select_for_update().filter(year=year).first()
    row = standing or HolidayNotice(year=year)
    row.document, row.source = tidy(document), tidy(source)
    row.days_off = sorted(day.isoformat() for day in days_off)
    row.worked = sorted(day.isoformat() for day in worked)
    row.entered_at, row.entered_by = at, by if getattr(by, "pk", None) else None
    put(
        row, by=by, at=at, verb="units.holidays.enter", county_code=county_code, days_off=row.days_off, worked=row.worked,
        revision=row.revision + (standing is not None),
    )  # fmt: skip
    forget_notices()
    transaction.on_commit(forget_notices)  # what was read in between by another thread was the old state
    return row

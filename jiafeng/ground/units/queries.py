"""Reads over the two trees."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Case, QuerySet, When
from django.http import Http404, HttpRequest

from jiafeng.common.prepared import Prepared
from jiafeng.common.text import normalise_name
from jiafeng.ground.units.models import CountyProfile, HolidayNotice, Organisation, OrganisationAlias, OrganisationKind, Region, RegionLevel
from jiafeng.library.calendars import Notice, differences, is_published


def counties() -> list[Region]:
    """The counties this deployment serves."""
    return list(Region.objects.filter(level=RegionLevel.COUNTY, profile__isnull=False).select_related("profile").order_by("code"))


def name_of_host(host: str) -> str:
    """The name in a request's host, without the port, as domains are kept."""
    return host.rsplit(":", 1)[0].lower()


def profiles_for_host(name: str) -> QuerySet[CountyProfile]:
    """The counties by how near their domain is to that name; the first is the one whose portal is asked for."""
    nearest = Case(When(domain=name, then=0), When(domain=None, then=1), default=2)
    return CountyProfile.objects.order_by(nearest, "county__code")


@Prepared
def _nearest(name: str) -> QuerySet[CountyProfile]:
    return profiles_for_host(name).select_related("county")[:1]


def profile_for_host(host: str) -> CountyProfile | None:
    """The county whose portal is asked for: by domain, else the first one; None before any county was set up."""
    return _nearest.first(name_of_host(host))


def profile_of(request: HttpRequest) -> CountyProfile | None:
    """How the county whose address was asked presents itself; looked up once for a request, which may ask in many places."""
    if not hasattr(request, "county_profile"):
        request.county_profile = profile_for_host(request.get_host())  # type: ignore[attr-defined]
    found: CountyProfile | None = request.county_profile  # type: ignore[attr-defined]
    return found


def county_of(request: HttpRequest) -> Region:
    """The county whose address was asked; raises Http404 before any county was set up."""
    profile = profile_of(request)
    if profile is None:
        raise Http404
    return profile.county


def site_of(county: Region) -> str:
    """Where the county's portal is for good, such as `https://jiafeng.example.gov.cn`: its own domain, else the deployment's `public_url`.

    What others keep (a calendar's entry, a badge, a feed's items) is named by it, whatever host a request happened to come by.
    """
    domain = CountyProfile.objects.filter(county=county).values_list("domain", flat=True).first()
    return f"{urlsplit(settings.PUBLIC_URL).scheme}://{domain}" if domain else settings.PUBLIC_URL


def county_by_code(code: str) -> Region:
    """The county with that official code; raises Region.DoesNotExist."""
    return Region.objects.get(code=code, level=RegionLevel.COUNTY)


def with_descendants(organisations: Iterable[Organisation]) -> set[int]:
    """The ids of these organisations and of all below them."""
    ids: set[int] = set()
    for organisation in organisations:
        ids.update(Organisation.objects.get_tree(organisation).values_list("id", flat=True))
    return ids


def by_spelling(county: Region) -> dict[str, int]:
    """Every spelling under which an organisation of the county is known (normalised) → its id."""
    found = {
        normalise_name(spelling): pk
        for pk, name, short in Organisation.objects.filter(county=county).values_list("id", "name", "short_name")
        for spelling in (short, name)
        if spelling
    }
    found.update(OrganisationAlias.objects.filter(county=county).values_list("normalised", "organisation_id"))
    return found


def body(county: Region, kind: OrganisationKind) -> Organisation | None:
    """One of the county's three bodies."""
    return Organisation.objects.filter(county=county, kind=kind, closed_on=None).order_by("path").first()


_KEPT = 5.0  # seconds for which a process counts by what it last read: a term is counted day by day
_notices: dict[int, tuple[float, Notice | None]] = {}


def entered_notice(year: int) -> Notice | None:
    """The notice that an administrator entered for the year, for the calendar (calendars.notices)."""
    read, found = _notices.get(year, (float("-inf"), None))
    if time.monotonic() - read > _KEPT:
        row = HolidayNotice.objects.filter(year=year).first()
        found = row.notice if row else None
        _notices[year] = time.monotonic(), found
    return found


def forget_notices() -> None:
    """Something was entered: this process looks again. Others do within seconds."""
    _notices.clear()


@dataclass(frozen=True)
class HolidayYear:
    """Whether a year's days are official, and by whose word. `differs`: days on which the package, which counts, and the notice that was entered disagree."""

    year: int
    published: bool
    entered: HolidayNotice | None
    differs: list[date]


def holiday_years(today: date) -> list[HolidayYear]:
    """This year and the next, and any other that a notice was entered for."""
    entered = {each.year: each for each in HolidayNotice.objects.select_related("entered_by")}
    return [
        HolidayYear(year, is_published(year), row := entered.get(year), differences(row.notice) if row else [])
        for year in sorted({today.year, today.year + 1, *entered})
    ]

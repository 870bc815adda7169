"""What the demo stands on: the county, its units, accounts and people, and small helpers for its chapters."""

from __future__ import annotations

import random
import uuid
from datetime import UTC, date, datetime, time
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from jiafeng.common import signatures
from jiafeng.ground.accounts.actions import add_user, give_role
from jiafeng.ground.accounts.models import Role, User
from jiafeng.ground.people.actions import import_people, make_list
from jiafeng.ground.people.models import CadreRelation, Person, Rank
from jiafeng.ground.records.actions import add_evidence
from jiafeng.ground.records.models import Evidence
from jiafeng.ground.units.actions import add_organisation, add_region, set_up_county
from jiafeng.ground.units.models import CountyProfile, Organisation, OrganisationKind, Region, RegionLevel
from jiafeng.programme.plans import actions as plans
from jiafeng.programme.plans.models import Plan, PlanLine

FOLDER = Path(__file__).resolve().parent
SHANGHAI = ZoneInfo("Asia/Shanghai")
_NAMESPACE = uuid.UUID("6b0c2c5e-5a0e-4f0e-9a35-2015030600aa")


class DemoRefused(Exception):
    """The demo does not move into a data folder that holds a real county."""


def read(name: str) -> Any:
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


def at_hour(day: date | datetime, hour: int = 9, minute: int = 0) -> datetime:
    if isinstance(day, datetime):
        return day.replace(tzinfo=SHANGHAI).astimezone(UTC)
    return datetime.combine(day, time(hour, minute), tzinfo=SHANGHAI).astimezone(UTC)


def key(*parts: object) -> uuid.UUID:
    return uuid.uuid5(_NAMESPACE, "/".join(map(str, parts)))


def scribble(rng: random.Random) -> str:
    """A scribble that looks like a signature: three or four strokes that wander to the right."""
    strokes = []
    x = 40.0
    for _ in range(rng.randint(3, 5)):
        y = rng.uniform(50, 110)
        points = []
        for _ in range(rng.randint(10, 18)):
            x += rng.uniform(1, 6)
            y += rng.uniform(-12, 12)
            points.append((x, min(max(y, 12), 148)))
        strokes.append(points)
        x += rng.uniform(2, 10)
    return signatures.write(480, 160, strokes)


class Ground:
    """The county as the chapters find it. Each chapter adds to it through the actions that a user calls."""

    def __init__(self, password: str) -> None:
        self.password = password
        self.rng = random.Random(2015)  # nosec B311 # scribbles, not secrets
        self.data = read("county")
        self.organisations: dict[str, Organisation] = {}
        self.users: dict[str, User] = {}

    @property
    def county(self) -> Region:
        return Region.objects.get(code=self.data["profile"]["county"])

    @cached_property
    def staff(self) -> User:
        return self.users["fulian"]

    @cached_property
    def federation(self) -> Organisation:
        return next(unit for unit in self.organisations.values() if unit.kind == OrganisationKind.FEDERATION)

    def set_up(self) -> CountyProfile:
        at = at_hour(date(2015, 1, 5))
        regions: dict[str, Region] = {}
        for entry in self.data["regions"]:
            parent = regions.get(entry["parent"]) if "parent" in entry else self._region_above(entry["code"], regions)
            regions[entry["code"]] = add_region(
                by=None,
                at=at,
                code=entry["code"],
                name=entry["name"],
                short_name=entry.get("short_name", ""),
                level=RegionLevel(entry["level"]),
                parent=parent,
            )
        profile = {**self.data["profile"], "county": regions[self.data["profile"]["county"]]}
        made = set_up_county(by=None, at=at, is_demo=True, **profile)
        for entry in self.data["organisations"]:
            self.organisations[entry["name"]] = add_organisation(
                by=None,
                at=at,
                county=self.county,
                name=entry["name"],
                short_name=entry.get("short_name", ""),
                kind=OrganisationKind(entry["kind"]),
                region=regions.get(entry.get("region", "")),
                parent=self.organisations.get(entry.get("parent", "")),
                aliases=tuple(entry.get("aliases", ())),
            )
        return made

    def _region_above(self, code: str, regions: dict[str, Region]) -> Region | None:
        return next((regions[code[:length]] for length in (9, 6) if code[:length] in regions and len(code) > length), None)

    def open_accounts(self) -> None:
        at = at_hour(date(2015, 1, 5))
        for entry in self.data["users"]:
            user = add_user(
                by=None,
                at=at,
                county_code=self.county.code,
                username=entry["username"],
                name=entry["name"],
                password=self.password,
                check_password=False,  # made at random, not chosen
            )
            give_role(
                by=None,
                at=at,
                user=user,
                organisation=self.organisations[entry["organisation"]],
                role=Role(entry["role"]),
                since=date(2015, 1, 1),
            )
            self.users[entry["username"]] = user

    def load_people(self) -> None:
        report = import_people(by=self.staff, at=at_hour(date(2015, 1, 20)), county=self.county, path=FOLDER / "roster.xlsx", dry_run=False)
        if report.refused or report.errors:
            raise DemoRefused(f"花名册没有导入：{report.refused or report.errors[:3]}")
        at = at_hour(date(2015, 1, 20))
        for title, ranks in (("科级领导干部配偶", [Rank.SECTION_CHIEF, Rank.SECTION_DEPUTY]), ("正科级领导干部配偶", [Rank.SECTION_CHIEF])):
            criteria = {"relations": [str(CadreRelation.SPOUSE)], "ranks": [str(rank) for rank in ranks]}
            make_list(by=self.staff, at=at, county=self.county, title=title, criteria=criteria)

    @cached_property
    def spouses(self) -> list[Person]:
        """Spouses of section-level cadres, in the roster's order."""
        return list(Person.objects.filter(county=self.county, cadre_relation=CadreRelation.SPOUSE).order_by("pk"))

    @cached_property
    def chiefs_spouses(self) -> list[Person]:
        """Those whose spouse holds the rank 正科级."""
        households = Person.objects.filter(county=self.county, rank=Rank.SECTION_CHIEF).values("household_id")
        return list(
            Person.objects.filter(county=self.county, cadre_relation=CadreRelation.SPOUSE, household_id__in=households).order_by("pk")
        )

    def evidence(self, name: str, caption: str, on: date) -> Evidence:
        """One of the demo's pictures, kept as evidence like any upload."""
        return add_evidence(
            by=self.staff,
            at=at_hour(on, 17),
            county_code=self.county.code,
            organisation_id=self.federation.pk,
            file=FOLDER / "files" / f"{name}.jpg",
            name=f"{name}.jpg",
            caption=caption,
        )

    def write_lines(self, plan: Plan, entries: list[dict[str, Any]], at: datetime) -> dict[str, PlanLine]:
        """Add the entries to the plan as its lines, by their key or title. `due` is a day."""
        lines = {}
        for entry in entries:
            lead, *others = (self.organisations[name] for name in entry["owners"])
            lines[entry.get("key") or entry["title"]] = plans.add_line(
                by=self.staff,
                at=at,
                plan=plan,
                title=entry["title"],
                content=entry["content"],
                duty=entry["duty"],
                due_on=entry["due"],
                lead=lead,
                co_owners=others,
                target_figure=entry.get("target_figure", ""),
                target_value=entry.get("target_value"),
            )
        return lines

    def deploy(self, line: PlanLine, names: list[str], at: datetime) -> None:
        """Deploy to units by name; `units` are all county units, `townships` all townships."""
        kinds = {"units": OrganisationKind.UNIT, "townships": OrganisationKind.TOWNSHIP}
        chosen = [
            unit
            for name in names
            for unit in (
                [each for each in self.organisations.values() if each.kind == kinds[name]] if name in kinds else [self.organisations[name]]
            )
        ]
        if chosen:
            plans.deploy(by=self.staff, at=at, line=line, organisations=chosen)

"""Builds the demo county through the same actions a user calls, in one transaction: a killed build leaves nothing behind."""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from django.db import transaction

from jiafeng.accounts.actions import add_user, give_role
from jiafeng.accounts.models import Role, User
from jiafeng.demo import bulletin
from jiafeng.events import actions as events
from jiafeng.events.models import Channel as EventChannel
from jiafeng.events.models import Event
from jiafeng.people.actions import import_people
from jiafeng.people.models import CadreRelation, Person, Rank
from jiafeng.plans import actions as plans
from jiafeng.plans.models import Deployment, PlanLine
from jiafeng.pledges import actions as pledges
from jiafeng.pledges.models import Channel as PledgeChannel
from jiafeng.pledges.models import PledgeDrive, SignatureKind
from jiafeng.records.actions import add_evidence
from jiafeng.records.models import Evidence
from jiafeng.units.actions import add_organisation, add_region, set_up_county
from jiafeng.units.models import CountyProfile, Organisation, OrganisationKind, Region, RegionLevel

FOLDER = Path(__file__).resolve().parent
SHANGHAI = ZoneInfo("Asia/Shanghai")
_NAMESPACE = uuid.UUID("6b0c2c5e-5a0e-4f0e-9a35-2015030600aa")


class DemoRefused(Exception):
    """The demo does not move into a data folder that holds a real county."""


@dataclass(frozen=True)
class Report:
    """What stands in the data folder, for the person who typed the command."""

    county: str
    sign_ins: tuple[tuple[str, str, str], ...]
    password: str

    def text(self, address: str) -> str:
        width = max(len(username) for username, _, _ in self.sign_ins)
        lines = [
            f"{self.county}（示例数据，人员均为虚构）",
            f"  门户   {address}/",
            f"  工作台 {address}/desk/",
            f"  登录   {address}/accounts/login/",
            f"  密码   {self.password}   （各账号相同；管理员首次登录须设置两步验证）",
            *(f"    {username:<{width}}  {role} · {name}" for username, role, name in self.sign_ins),
        ]
        return "\n".join(lines)


def build(password: str) -> Report:
    """Build the demo county, or find it standing; returns the sign-ins, all with that password. Raises DemoRefused where a real county lives."""
    profile = CountyProfile.objects.select_related("county").first()
    if profile is not None and not profile.is_demo:
        raise DemoRefused(f"这个数据目录里已有真实的县（{profile.county.name}）。请用 --data 另选一个目录运行演示。")
    if profile is None:
        with transaction.atomic():
            profile = _Builder(password).run()
    users = [(entry["username"], str(Role(entry["role"]).label), entry["name"]) for entry in _read("county")["users"]]
    return Report(profile.county.name, tuple(users), password)


def _read(name: str) -> Any:
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


def _at(day: date | datetime, hour: int = 9, minute: int = 0) -> datetime:
    if isinstance(day, datetime):
        return day.replace(tzinfo=SHANGHAI).astimezone(UTC)
    return datetime.combine(day, time(hour, minute), tzinfo=SHANGHAI).astimezone(UTC)


def _key(*parts: object) -> uuid.UUID:
    return uuid.uuid5(_NAMESPACE, "/".join(map(str, parts)))


def _strokes(rng: random.Random) -> dict[str, Any]:
    """A scribble that looks like a signature: three or four strokes that wander to the right."""
    strokes = []
    x = 40.0
    for _ in range(rng.randint(3, 5)):
        y = rng.uniform(50, 110)
        points = []
        for _ in range(rng.randint(10, 18)):
            x += rng.uniform(1, 6)
            y += rng.uniform(-12, 12)
            points.append([round(x, 1), round(min(max(y, 12), 148), 1)])
        strokes.append(points)
        x += rng.uniform(2, 10)
    return {"w": 480, "h": 160, "strokes": strokes}


class _Builder:
    """The county's year, a method a chapter. Everything later leans on what earlier chapters made."""

    def __init__(self, password: str) -> None:
        self.password = password
        self.rng = random.Random(2015)  # nosec B311 # scribbles, not secrets
        self.data = _read("county")
        self.activities = _read("activities")
        self.organisations: dict[str, Organisation] = {}
        self.users: dict[str, User] = {}
        self.lines: dict[str, PlanLine] = {}

    def run(self) -> CountyProfile:
        profile = self.set_up()
        self.open_accounts()
        self.plan_the_year()
        self.load_people()
        drive = self.sign_pledges()
        gala = self.hold_gala()
        symposium = self.hold_symposium()
        self.finish_lines()
        bulletin.write(self, {"drive": drive.pk, "gala": gala.pk, "symposium": symposium.pk})
        return profile

    @property
    def county(self) -> Region:
        return Region.objects.get(code=self.data["profile"]["county"])

    @cached_property
    def staff(self) -> User:
        return self.users["fulian"]

    @cached_property
    def federation(self) -> Organisation:
        return next(unit for unit in self.organisations.values() if unit.kind == OrganisationKind.FEDERATION)

    # 一、设县、设单位、开账号

    def set_up(self) -> CountyProfile:
        at = _at(date(2015, 1, 5))
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
        at = _at(date(2015, 1, 5))
        for entry in self.data["users"]:
            user = add_user(
                by=None, at=at, county_code=self.county.code, username=entry["username"], name=entry["name"], password=self.password
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

    # 二、同部署

    def plan_the_year(self) -> None:
        data = _read("plan")
        year = data["plan"]
        plan = plans.create_plan(
            by=self.staff, at=_at(year["created"]), county=self.county, year=year["year"], title=year["title"], theme=year["theme"]
        )
        entries = data["lines"]
        for entry in entries:
            lead, *others = (self.organisations[name] for name in entry["owners"])
            line = plans.add_line(
                by=self.staff,
                at=_at(year["created"], 10),
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
            self.lines[entry.get("key") or entry["title"]] = line
        plans.issue_plan(by=self.staff, at=_at(year["issued"]), plan=plan)
        for entry in entries:
            self._deploy(self.lines[entry.get("key") or entry["title"]], entry.get("deploy", []), year["issued"])
        self._receive(plan, year["issued"] + timedelta(days=4))

    def _deploy(self, line: PlanLine, names: list[str], on: date) -> None:
        kinds = {"units": OrganisationKind.UNIT, "townships": OrganisationKind.TOWNSHIP}
        chosen = [
            unit
            for name in names
            for unit in (
                [each for each in self.organisations.values() if each.kind == kinds[name]] if name in kinds else [self.organisations[name]]
            )
        ]
        if chosen:
            plans.deploy(by=self.staff, at=_at(on, 14), line=line, organisations=chosen)

    def _receive(self, plan: Any, on: date) -> None:
        """The coordinator confirms on the screen; the townships' receipts come back signed on one sheet."""
        coordinator = self.users["lianluo"]
        own = Deployment.objects.filter(line__plan=plan, organisation_id__in=coordinator.reach.organisation_ids).order_by("pk")
        for deployment in own[:3]:
            plans.confirm_receipt(by=coordinator, at=_at(on, 10), deployment=deployment, on=on)
        townships = Deployment.objects.filter(line__plan=plan, organisation__kind=OrganisationKind.TOWNSHIP).order_by("pk")
        sheet = self.evidence("signing", "乡镇签收单（示例）", on)
        plans.enter_receipts(by=self.staff, at=_at(on, 16), plan=plan, deployments=townships, on=on, evidence=sheet)

    def evidence(self, name: str, caption: str, on: date) -> Evidence:
        """One of the demo's pictures, kept as evidence like any upload."""
        return add_evidence(
            by=self.staff,
            at=_at(on, 17),
            county_code=self.county.code,
            organisation_id=self.federation.pk,
            file=FOLDER / "files" / f"{name}.jpg",
            name=f"{name}.jpg",
            caption=caption,
        )

    # 三、花名册

    def load_people(self) -> None:
        report = import_people(by=self.staff, at=_at(date(2015, 1, 20)), county=self.county, path=FOLDER / "roster.xlsx", dry_run=False)
        if report.refused or report.errors:
            raise DemoRefused(f"花名册没有导入：{report.refused or report.errors[:3]}")

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

    # 四、签名承诺

    def sign_pledges(self) -> PledgeDrive:
        data = self.activities["pledge"]
        drive = pledges.create_drive(
            by=self.staff,
            at=_at(data["opens"] - timedelta(days=5)),
            county=self.county,
            organisation=self.federation,
            title=data["title"],
            opens_on=data["opens"],
            closes_on=data["closes"],
            issuers=[self.organisations[name] for name in data["issuers"]],
            plan_line=self.lines["pledge"],
        )
        text = pledges.publish_text(by=self.staff, at=_at(data["opens"] - timedelta(days=4)), drive=drive, clauses=data["clauses"])
        drive = pledges.open_drive(by=self.staff, at=_at(data["opens"], 8), drive=drive)
        day = data["ceremony"]
        for channel in ("phone", "staff"):
            span = data["channels"][channel]
            for number, person in enumerate(self.spouses[span["from"] : span["from"] + span["count"]]):
                pledges.sign(
                    by=self.staff if channel == "staff" else None,
                    at=_at(day, 14) + timedelta(seconds=40 * number),
                    drive=drive,
                    text=text,
                    person=person,
                    key=_key("pledge", channel, person.pk),
                    signature=pledges.Signature(kind=SignatureKind.DRAWN, strokes=_strokes(self.rng)),
                    channel=PledgeChannel(channel),
                    relation=CadreRelation.SPOUSE,
                    show_name=number % 2 == 0,
                )
        sheet = self.evidence("signing", "签名承诺现场（示例）", day)
        span = data["channels"]["paper"]
        for number, person in enumerate(self.spouses[span["from"] : span["from"] + span["count"]], start=1):
            pledges.enter_paper(
                by=self.staff,
                at=_at(day + timedelta(days=1), 9) + timedelta(minutes=number),
                drive=drive,
                person=person,
                key=_key("pledge", "paper", person.pk),
                signed_on=day,
                evidence=sheet,
                sheet=f"{(number - 1) // 20 + 1}-{(number - 1) % 20 + 1}",
                relation=CadreRelation.SPOUSE,
            )
        for index in data["withdrawn"]:
            pledge = drive.pledges.get(person=self.spouses[index])
            pledges.withdraw_pledge(by=None, at=_at(day + timedelta(days=3)), pledge=pledge)
        return pledges.close_drive(by=self.staff, at=_at(data["closes"], 9), drive=drive)

    # 五、联谊晚会、座谈会

    def hold_gala(self) -> Event:
        data = self.activities["gala"]
        event = self._event("gala", data)
        guests = self.spouses[: data["attendance"]["staff"] + data["attendance"]["scan"]]
        events.invite(by=self.staff, at=event.starts_at - timedelta(days=3), event=event, people=self.spouses)
        event = events.open_event(by=self.staff, at=event.starts_at - timedelta(days=2), event=event)
        self._sign_in(event, guests, by_code=data["attendance"]["scan"])
        event = events.hold_event(by=self.staff, at=event.ends_at, event=event, summary="干部和家属同台，节目穿插廉洁家庭故事。（示例）")
        photo = self.evidence("gala", "联谊晚会（示例）", event.starts_at.date())
        events.add_photo(
            by=self.staff, at=event.ends_at + timedelta(hours=1), event=event, evidence=photo, caption="联谊晚会（示例）", publishable=True
        )
        return event

    def hold_symposium(self) -> Event:
        data = self.activities["symposium"]
        event = self._event("symposium", data)
        events.invite(by=self.staff, at=event.starts_at - timedelta(days=5), event=event, people=self.chiefs_spouses)
        event = events.open_event(by=self.staff, at=event.starts_at - timedelta(days=4), event=event)
        self._sign_in(event, self.chiefs_spouses, by_code=len(self.chiefs_spouses) // 2)
        event = events.hold_event(by=self.staff, at=event.ends_at, event=event, summary="参观展览、听取报告、座谈交流。（示例）")
        events.write_minutes(
            by=self.staff,
            at=event.ends_at + timedelta(hours=2),
            event=event,
            revision=0,
            text=data["minutes"],
            decisions="\n".join(data["decisions"]),
        )
        photo = self.evidence("symposium", "座谈会会场（示例）", event.starts_at.date())
        events.add_photo(
            by=self.staff, at=event.ends_at + timedelta(hours=2), event=event, evidence=photo, caption="会场（示例）", publishable=True
        )
        return event

    def _event(self, key: str, data: dict[str, Any]) -> Event:
        starts_at, ends_at = (_at(datetime.fromisoformat(str(data[name]))) for name in ("start", "end"))
        made_at = starts_at - timedelta(days=10)
        event = events.create_event(
            by=self.staff,
            at=made_at,
            organisation=self.federation,
            kind=data["kind"],
            title=data["title"],
            starts_at=starts_at,
            ends_at=ends_at,
            place=data["place"],
            plan_line=self.lines[key],
        )
        return events.set_programme(
            by=self.staff, at=made_at, event=event, revision=event.revision, items=[(item, "") for item in data["programme"]]
        )

    def _sign_in(self, event: Event, guests: list[Person], *, by_code: int) -> None:
        """The first `by_code` guests show their own code, the others are found in the list; three show the code after being found, and count once."""
        invitations = {invitation.person_id: invitation for invitation in event.invitations.all()}
        for number, person in enumerate(guests):
            at = event.starts_at - timedelta(minutes=30) + timedelta(seconds=15 * number)
            if number < by_code:
                events.sign_in_by_code(
                    by=self.staff, at=at, event=event, code=invitations[person.pk].token, key=_key(event.pk, "code", person.pk)
                )
            if number >= by_code or number < 3:
                channel = EventChannel.STAFF_LIST
                events.sign_in(
                    by=self.staff,
                    at=at + timedelta(seconds=5),
                    event=event,
                    person=person,
                    key=_key(event.pk, "list", person.pk),
                    channel=channel,
                )

    def finish_lines(self) -> None:
        for entry in _read("plan")["lines"]:
            if "done" in entry:
                line = self.lines[entry.get("key") or entry["title"]]
                plans.finish_line(by=self.staff, at=_at(entry["due"], 17), line=line, outcome=entry["done"])

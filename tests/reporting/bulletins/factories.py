"""Bulletins over the figures of plans, which every county has: lines of an issued plan, deployed to units."""

from __future__ import annotations

import itertools
import uuid
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Max

from jiafeng.ground.accounts.actions import add_user, give_role
from jiafeng.ground.accounts.models import Role, User
from jiafeng.ground.units.actions import add_organisation, add_region, set_up_county
from jiafeng.ground.units.models import Organisation, OrganisationKind, Region, RegionLevel
from jiafeng.programme.plans.models import LineOwner, Plan, PlanLine
from jiafeng.programme.plans.stages import LineStage, PlanStage
from jiafeng.reporting.bulletins import actions
from jiafeng.reporting.bulletins.models import Bulletin
from tests.factories import with_second_factor

AT = datetime(2026, 3, 20, 2, 0, tzinfo=UTC)
START, END = date(2026, 1, 1), date(2026, 3, 1)
_serial = itertools.count(1)


def county(code: str = "990101", domain: str | None = None) -> Region:
    found = Region.objects.filter(code=code).first()
    if found is None:
        found = add_region(by=None, at=AT, code=code, name=f"示例县{code}", level=RegionLevel.COUNTY)
        set_up_county(by=None, at=AT, county=found, site_name="示例清风", tagline="示例", domain=domain)
    return found


def organisation(region: Region, kind: OrganisationKind = OrganisationKind.FEDERATION) -> Organisation:
    found = Organisation.objects.filter(county=region, kind=kind).first()
    return found or add_organisation(by=None, at=AT, county=region, name=f"{region.name}{kind}", kind=kind)


def user(role: Role = Role.COUNTY_STAFF, region: Region | None = None) -> User:
    region = region or county()
    name = f"示例用户{next(_serial)}"
    made = add_user(by=None, at=AT, county_code=region.code, username=name, name=name, password="", check_password=False)
    give_role(by=None, at=AT, user=made, organisation=organisation(region), role=role, since=date(2020, 1, 1))
    return with_second_factor(made)


def lines(count: int, region: Region | None = None, done: int = 0) -> list[PlanLine]:
    """Lines of an issued plan of 2026; `done` of them carried out."""
    region = region or county()
    plan, _made = Plan.objects.get_or_create(
        county=region,
        year=2026,
        title="示例计划",
        defaults={
            "theme": "示例",
            "stage": PlanStage.ISSUED,
            "issued_at": AT,
            "issued_by": User.objects.order_by("pk").first() or user(region=region),
        },
    )
    first = (plan.lines.aggregate(highest=Max("number"))["highest"] or 0) + 1
    made = []
    for number in range(first, first + count):
        stage = LineStage.DONE if number < first + done else LineStage.PLANNED
        line = PlanLine.objects.create(
            county=region, plan=plan, number=number, title=f"示例措施{number}", duty="示例", due_on=date(2026, 6, 1), stage=stage
        )
        LineOwner.objects.create(line=line, organisation=organisation(region), leads=True)
        made.append(line)
    return made


def bulletin(by: User, body: str = "全年共安排措施{6项|plans.lines}。", **changes: Any) -> Bulletin:
    region = changes.pop("county", None) or county()
    given = {
        "by": by,
        "at": AT,
        "key": uuid.uuid4(),
        "county": region,
        "organisation": organisation(region),
        "masthead": "工作简报",
        "title": "示例：家庭助廉工作情况",
        "start": START,
        "end": END,
        "body": body,
        "report_to": "示例县委",
        "copies": 20,
    }
    return actions.create(**{**given, **changes})


def submitted(by: User, **changes: Any) -> Bulletin:
    draft = bulletin(by, **changes)
    return actions.submit(by=by, at=AT, bulletin=draft, revision=draft.revision)


def approved(by: User, approver: User, **changes: Any) -> Bulletin:
    waiting = submitted(by, **changes)
    marks = list(waiting.marks.values_list("n", flat=True))
    return actions.approve(by=approver, at=AT, bulletin=waiting, revision=waiting.revision, confirmed=marks)


def issued(by: User, approver: User, **changes: Any) -> Bulletin:
    return actions.issue(by=by, at=AT, bulletin=approved(by, approver, **changes))

import datetime as dt
from dataclasses import dataclass

import pytest

from jiafeng.ground.accounts.models import Role, User
from jiafeng.programme.plans import actions
from jiafeng.programme.plans.models import Deployment, Plan, PlanLine
from tests.factories import AT, County, make_county, make_user


@dataclass
class Scene:
    """A county with an issued plan of one line, owned by the Federation with the commission, deployed to the school."""

    county: County
    staff: User
    partner: User
    coordinator: User
    plan: Plan
    line: PlanLine
    deployment: Deployment


@pytest.fixture
def scene(db: None) -> Scene:
    county = make_county()
    staff = make_user(Role.COUNTY_STAFF, county.federation, name="示例杨")
    partner = make_user(Role.PARTNER_STAFF, county.commission)
    coordinator = make_user(Role.UNIT_COORDINATOR, county.school)
    plan = actions.create_plan(by=staff, at=AT, county=county.region, year=2026, title="示例计划", theme="树廉洁家风")
    line = actions.add_line(
        by=staff,
        at=AT,
        plan=plan,
        title="签名承诺",
        duty="三个活动",
        due_on=dt.date(2026, 3, 31),
        lead=county.federation,
        co_owners=[county.commission],
    )
    plan = actions.issue_plan(by=staff, at=AT, plan=plan)
    (deployment,) = actions.deploy(by=staff, at=AT, line=line, organisations=[county.school])
    return Scene(county, staff, partner, coordinator, plan, PlanLine.objects.get(pk=line.pk), deployment)

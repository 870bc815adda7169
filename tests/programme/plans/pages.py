"""Who reaches which address of plans, and what the addresses show."""

from uuid import uuid4

from django.utils import timezone

from jiafeng.common.moments import moment_of
from jiafeng.programme.plans import actions as plans
from jiafeng.programme.plans.models import Deployment, Plan, PlanLine
from tests.walk.page import BOTH, COORDINATOR, EVERYBODY, GET, PARTNERS, POST, STAFF, Page
from tests.walk.world import MARK, World

PAGES = {
    "plans:plans": Page(EVERYBODY),
    "plans:new_plan": Page(STAFF, BOTH),
    "plans:plan": Page(EVERYBODY, GET, "plan"),
    "plans:edit_plan": Page(STAFF, BOTH, "plan"),
    "plans:issue_plan": Page(STAFF, BOTH, "draft_plan", final=True),
    "plans:close_plan": Page(STAFF, BOTH, "finished_plan", final=True),
    "plans:copy_plan": Page(STAFF, BOTH, "plan"),
    "plans:import_lines": Page(STAFF, BOTH, "plan"),
    "plans:lines_template": Page(STAFF, GET, "plan"),
    "plans:line_sheet": Page(STAFF, GET, "sheet"),
    "plans:take_lines": Page(STAFF, POST, "sheet"),
    "plans:failed_lines": Page(STAFF, GET, "sheet"),
    "plans:groups": Page(PARTNERS),
    "plans:edit_group": Page(PARTNERS, BOTH, "group"),
    "plans:remove_group": Page(PARTNERS, POST, "group"),
    "plans:new_line": Page(STAFF, BOTH, "plan"),
    "plans:paper_receipts": Page(STAFF, BOTH, "plan"),
    "plans:line": Page(EVERYBODY, GET, "line", unit=True),
    "plans:edit_line": Page(PARTNERS, BOTH, "line"),
    "plans:deploy": Page(PARTNERS, BOTH, "line"),
    "plans:undeploy": Page(PARTNERS, POST, "sent"),
    "plans:undeploy_unit": Page(PARTNERS, POST, "deployment"),
    "plans:finish_line": Page(PARTNERS, BOTH, "line"),
    "plans:reopen_line": Page(PARTNERS, BOTH, "finished_line"),
    "plans:drop_line": Page(STAFF, BOTH, "line", final=True),
    "plans:receipts": Page(EVERYBODY),
    "plans:confirm_receipt": Page(COORDINATOR, POST, "deployment", unit=True),
}


def furnish(world: World) -> None:
    """Three plans: under way, a draft that may be issued, and one that may be closed."""
    at, home, staff = world.at, world.home, world.staff
    today = timezone.localdate(at)
    federation, commission = home.federation, home.commission

    def plan_of(year: int) -> Plan:
        return plans.create_plan(by=staff, at=at, county=home.region, year=year, title=f"{MARK}计划{year}", theme="家")

    def line_of(plan: Plan, title: str) -> PlanLine:
        common = {"duty": "职责", "due_on": today, "lead": federation, "co_owners": [commission]}
        return plans.add_line(by=staff, at=at, plan=plan, title=f"{MARK}{title}", **common)

    under_way, draft, finished = (plan_of(year) for year in (2025, 2026, 2027))
    line, done, last = line_of(under_way, "措施一"), line_of(under_way, "措施二"), line_of(finished, "措施三")
    line_of(draft, "措施四")
    for plan in (under_way, finished):
        plans.issue_plan(by=staff, at=at, plan=plan)
    plans.deploy(by=staff, at=at, line=line, organisations=[home.school])
    for each in (done, last):
        plans.finish_line(by=staff, at=at, line=each, outcome="办成")
    typed = {"title": f"{MARK}措施五", "duty": "职责", "lead": federation.name, "due_on": "2025-06-30"}
    sheet = plans.upload_lines(by=staff, at=at, plan=under_way, key=uuid4(), name=f"{MARK}.xlsx", rows=[(2, typed)])
    group = plans.keep_group(by=staff, at=at, county=home.region, title=f"{MARK}分组", organisations=[home.school])
    world.objects |= {
        "sheet": {"pk": sheet.pk},
        "group": {"pk": group.pk},
        "plan": {"pk": under_way.pk},
        "draft_plan": {"pk": draft.pk},
        "finished_plan": {"pk": finished.pk},
        "line": {"pk": line.pk},
        "sent": {"pk": line.pk, "moment": moment_of(at)},
        "finished_line": {"pk": done.pk},
        "deployment": {"pk": Deployment.objects.get(line=line).pk},
    }

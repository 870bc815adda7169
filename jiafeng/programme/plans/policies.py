"""Who may do what with a plan, and when: a refusal sentence, or None."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import not_now
from jiafeng.common.stages import wrong_stage
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.accounts.policies import holds
from jiafeng.programme.plans.models import Deployment, Plan, PlanLine
from jiafeng.programme.plans.stages import LINE_MOVES, PLAN_MOVES, LineStage, PlanStage


def may_write_plan(user: Any, county_id: int) -> Any:
    """Plans are the Federation's."""
    if not holds(user, Role.COUNTY_STAFF, county_id=county_id):
        return _("Plans are written by the county Federation's staff.")
    return None


def may_edit_plan(user: Any, plan: Plan) -> Any:
    """Title, theme and measures are written until the plan is closed."""
    if plan.stage == PlanStage.CLOSED:
        return not_now(_("The plan is closed; its lines are no longer changed."))
    return may_write_plan(user, plan.county_id)


def may_issue(user: Any, plan: Plan) -> Any:
    return may_write_plan(user, plan.county_id) or PLAN_MOVES.refusal("issue", plan.stage)


def may_close(user: Any, plan: Plan) -> Any:
    return may_write_plan(user, plan.county_id) or PLAN_MOVES.refusal("close", plan.stage)


def _owns(user: Any, line: PlanLine) -> bool:
    """Whether the user works for one of the organisations that own the line."""
    if not holds(user, Role.PARTNER_STAFF, county_id=line.county_id):
        return False
    owners = line.ownerships.values("organisation_id")
    return bool(user.memberships.filter(role=Role.PARTNER_STAFF, until=None, organisation_id__in=owners).exists())


def may_write_line(user: Any, line: PlanLine) -> Any:
    """A line is written by county staff, and by the partners that co-own it."""
    if line.plan.stage == PlanStage.CLOSED:
        return not_now(_("The plan is closed; its lines are no longer changed."))
    if line.stage in (LineStage.DONE, LineStage.DROPPED):
        return not_now(_("This line is finished. Reopen it first."))
    if holds(user, Role.COUNTY_STAFF, county_id=line.county_id) or _owns(user, line):
        return None
    return _("This line is written by county staff and by the organisations that own it.")


def may_deploy(user: Any, line: PlanLine) -> Any:
    """A line is deployed once its plan is issued."""
    refusal = may_write_line(user, line)
    if refusal is None and line.plan.stage != PlanStage.ISSUED:
        return not_now(_("Issue the plan first; then its lines are deployed."))
    return refusal


def may_keep_groups(user: Any, county_id: int) -> Any:
    """Groups of units are kept by those who deploy."""
    if not holds(user, Role.COUNTY_STAFF, Role.PARTNER_STAFF, county_id=county_id):
        return _("Groups of units are kept by county staff and by partners.")
    return None


def may_finish(user: Any, line: PlanLine) -> Any:
    return may_deploy(user, line)


def may_reopen(user: Any, line: PlanLine) -> Any:
    if line.plan.stage != PlanStage.ISSUED:
        return not_now(_("The plan is closed; its lines are no longer changed."))
    if holds(user, Role.COUNTY_STAFF, county_id=line.county_id) or _owns(user, line):
        return LINE_MOVES.refusal("reopen", line.stage)
    return _("This line is written by county staff and by the organisations that own it.")


def may_drop(user: Any, line: PlanLine) -> Any:
    return may_write_plan(user, line.county_id) or may_write_line(user, line)


def may_confirm(user: Any, deployment: Deployment) -> Any:
    """Receipt on the screen is confirmed by the unit itself."""
    if deployment.organisation_id in user.reach.organisation_ids and holds(user, Role.UNIT_COORDINATOR):
        return None
    return _("Receipt is confirmed by the unit's coordinator. A receipt on paper is entered by county staff.")


def may_enter_receipts(user: Any, plan: Plan) -> Any:
    """Receipts on paper are entered in batches by county staff, once the plan is issued and until it is closed."""
    return may_write_plan(user, plan.county_id) or (None if plan.stage == PlanStage.ISSUED else wrong_stage(plan.get_stage_display()))


def sees_plans(user: Any) -> Any:
    """The menu's entry: everybody who holds a role in the county, volunteers excepted."""
    if not holds(user, Role.COUNTY_STAFF, Role.PARTNER_STAFF, Role.UNIT_COORDINATOR, Role.AUDITOR, Role.ADMINISTRATOR):
        return _("Plans are seen by the county's staff and the units' coordinators.")
    return None


def receives(user: Any) -> Any:
    """The menu's entry for receipts: those who act for a unit."""
    if not holds(user, Role.UNIT_COORDINATOR):
        return _("Receipts are confirmed by the units' coordinators.")
    return None

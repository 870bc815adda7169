"""Every write to plans, lines and deployments."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, Stale, refuse_if
from jiafeng.common.text import tidy
from jiafeng.ground.records.actions import log
from jiafeng.ground.records.models import Evidence
from jiafeng.ground.records.queries import last_change
from jiafeng.ground.units.models import Organisation, Region
from jiafeng.programme.plans import policies
from jiafeng.programme.plans.models import Deployment, LineOwner, Plan, PlanLine, ReceiptChannel
from jiafeng.programme.plans.stages import LINE_MOVES, PLAN_MOVES, LineStage


@transaction.atomic
def create_plan(*, by: Any, at: datetime, county: Region, year: int, title: str, theme: str) -> Plan:
    """Begin a year's plan as a draft."""
    refuse_if(policies.may_write_plan(by, county.pk))
    title = tidy(title)
    if Plan.objects.filter(county=county, year=year, title=title).exists():
        raise Refused(_("There is already a plan of this title for %(year)s. Open that one.") % {"year": year}, field="title")
    plan = Plan.objects.create(county=county, year=year, title=title, theme=tidy(theme))
    log(by=by, at=at, verb="plans.plan.create", target=plan, summary=plan.title, county_code=county.code)
    return plan


@transaction.atomic
def edit_plan(*, by: Any, at: datetime, plan: Plan, revision: int, title: str, theme: str) -> Plan:
    """Change a plan's title and theme; refused when somebody else changed them since `revision`."""
    locked = Plan.objects.select_for_update().select_related("county").get(pk=plan.pk)
    refuse_if(policies.may_write_plan(by, locked.county_id))
    _refuse_stale(locked, revision)
    changed = _set(locked, title=tidy(title), theme=tidy(theme))
    locked.revision += 1
    locked.save()
    log(by=by, at=at, verb="plans.plan.edit", target=locked, summary=locked.title, county_code=locked.county.code, changed=changed)
    return locked


@transaction.atomic
def issue_plan(*, by: Any, at: datetime, plan: Plan) -> Plan:
    """Issue the plan: its lines can be deployed from now on."""
    locked = Plan.objects.select_for_update().select_related("county").get(pk=plan.pk)
    refuse_if(policies.may_write_plan(by, locked.county_id))
    target = PLAN_MOVES.target("issue", locked.stage)
    if not locked.lines.exists():
        raise Refused(_("A plan without lines cannot be issued. Add its measures first."))
    locked.stage, locked.issued_at, locked.issued_by = target, at, by
    locked.revision += 1
    locked.save()
    log(by=by, at=at, verb="plans.plan.issue", target=locked, summary=locked.title, county_code=locked.county.code)
    return locked


@transaction.atomic
def close_plan(*, by: Any, at: datetime, plan: Plan) -> Plan:
    """Close the plan once every line is carried out or dropped."""
    locked = Plan.objects.select_for_update().select_related("county").get(pk=plan.pk)
    refuse_if(policies.may_write_plan(by, locked.county_id))
    target = PLAN_MOVES.target("close", locked.stage)
    open_lines = locked.lines.filter(stage__in=[LineStage.PLANNED, LineStage.DEPLOYED]).count()
    if open_lines:
        raise Refused(_("%(count)s lines are still open. Mark them as carried out or drop them first.") % {"count": open_lines})
    locked.stage = target
    locked.revision += 1
    locked.save()
    log(by=by, at=at, verb="plans.plan.close", target=locked, summary=locked.title, county_code=locked.county.code)
    return locked


@transaction.atomic
def add_line(
    *,
    by: Any,
    at: datetime,
    plan: Plan,
    title: str,
    duty: str,
    due_on: date,
    lead: Organisation,
    co_owners: Iterable[Organisation] = (),
    content: str = "",
    target_figure: str = "",
    target_value: int | None = None,
) -> PlanLine:
    """Add a measure to the plan, owned by `lead` together with `co_owners`; it takes the next number."""
    locked = Plan.objects.select_for_update().select_related("county").get(pk=plan.pk)
    refuse_if(policies.may_write_plan(by, locked.county_id))
    last = locked.lines.order_by("-number").values_list("number", flat=True).first() or 0
    line = PlanLine(county=locked.county, plan=locked, number=last + 1)
    _fill(line, title=title, duty=duty, due_on=due_on, content=content, target_figure=target_figure, target_value=target_value)
    line.save()
    _set_owners(line, lead, co_owners)
    log(by=by, at=at, verb="plans.line.add", target=line, summary=line.title, county_code=locked.county.code)
    return line


@transaction.atomic
def edit_line(
    *,
    by: Any,
    at: datetime,
    line: PlanLine,
    revision: int,
    title: str,
    duty: str,
    due_on: date,
    lead: Organisation,
    co_owners: Iterable[Organisation] = (),
    content: str = "",
    target_figure: str = "",
    target_value: int | None = None,
) -> PlanLine:
    """Change a measure; refused when somebody else changed it since `revision`."""
    locked = PlanLine.objects.select_for_update(of=("self",)).select_related("plan", "county").get(pk=line.pk)
    refuse_if(policies.may_write_line(by, locked))
    _refuse_stale(locked, revision)
    changed = _fill(locked, title=title, duty=duty, due_on=due_on, content=content, target_figure=target_figure, target_value=target_value)
    locked.revision += 1
    locked.save()
    _set_owners(locked, lead, co_owners)
    log(by=by, at=at, verb="plans.line.edit", target=locked, summary=locked.title, county_code=locked.county.code, changed=changed)
    return locked


@transaction.atomic
def deploy(*, by: Any, at: datetime, line: PlanLine, organisations: Iterable[Organisation], note: str = "") -> list[Deployment]:
    """Send the line to units. A unit that has it already is passed over, so that sending twice is sending once."""
    locked = PlanLine.objects.select_for_update(of=("self",)).select_related("plan", "county").get(pk=line.pk)
    refuse_if(policies.may_deploy(by, locked))
    target = LINE_MOVES.target("deploy", locked.stage)
    chosen = list(organisations)
    if not chosen:
        raise Refused(_("Choose at least one unit to deploy to."), field="organisations")
    if any(organisation.county_id != locked.county_id for organisation in chosen):
        raise Refused(_("A line is deployed within its own county."), field="organisations")
    standing = set(locked.deployments.values_list("organisation_id", flat=True))
    rows = Deployment.objects.bulk_create(
        Deployment(county=locked.county, organisation=organisation, line=locked, note=tidy(note), deployed_at=at, deployed_by=by)
        for organisation in chosen
        if organisation.pk not in standing
    )
    locked.stage = target
    locked.revision += 1
    locked.save(update_fields=["stage", "revision"])
    log(
        by=by,
        at=at,
        verb="plans.line.deploy",
        target=locked,
        summary=locked.title,
        county_code=locked.county.code,
        organisations=[row.organisation_id for row in rows],
    )
    return rows


@transaction.atomic
def confirm_receipt(*, by: Any, at: datetime, deployment: Deployment, on: date) -> Deployment:
    """The unit confirms on the screen that it has the line; a second confirmation changes nothing."""
    locked = Deployment.objects.select_for_update(of=("self",)).select_related("organisation", "county", "line").get(pk=deployment.pk)
    refuse_if(policies.may_confirm(by, locked))
    return _receive(by=by, at=at, locked=locked, on=on, channel=ReceiptChannel.SCREEN, evidence=None)


@transaction.atomic
def enter_receipts(
    *, by: Any, at: datetime, plan: Plan, deployments: Iterable[Deployment], on: date, evidence: Evidence
) -> list[Deployment]:
    """Enter a batch of receipts signed on paper, all resting on one scan; those already confirmed keep their first receipt."""
    refuse_if(policies.may_enter_receipts(by, plan))
    ids = [deployment.pk for deployment in deployments]
    if not ids:
        raise Refused(_("Choose the units whose receipt stands on the sheet."), field="deployments")
    rows = (
        Deployment.objects.select_for_update(of=("self",))
        .select_related("organisation", "county", "line")
        .filter(line__plan=plan, pk__in=ids)
        .order_by("pk")
    )
    return [_receive(by=by, at=at, locked=row, on=on, channel=ReceiptChannel.PAPER, evidence=evidence) for row in rows]


@transaction.atomic
def finish_line(*, by: Any, at: datetime, line: PlanLine, outcome: str) -> PlanLine:
    """Mark the measure as carried out, with one sentence on what was done."""
    locked = PlanLine.objects.select_for_update(of=("self",)).select_related("plan", "county").get(pk=line.pk)
    refuse_if(policies.may_finish(by, locked))
    if not tidy(outcome):
        raise Refused(_("Say in one sentence what was done."), field="outcome")
    return _move(by, at, locked, "finish", outcome=tidy(outcome))


@transaction.atomic
def reopen_line(*, by: Any, at: datetime, line: PlanLine, reason: str) -> PlanLine:
    """Take back “carried out”."""
    locked = PlanLine.objects.select_for_update(of=("self",)).select_related("plan", "county").get(pk=line.pk)
    refuse_if(policies.may_reopen(by, locked))
    if not tidy(reason):
        raise Refused(_("Say why the line is reopened."), field="reason")
    return _move(by, at, locked, "reopen", reason=reason, outcome="")


@transaction.atomic
def drop_line(*, by: Any, at: datetime, line: PlanLine, reason: str) -> PlanLine:
    """Take the measure out of the plan; it stays on file with its reason and counts in no figure."""
    locked = PlanLine.objects.select_for_update(of=("self",)).select_related("plan", "county").get(pk=line.pk)
    refuse_if(policies.may_drop(by, locked))
    if not tidy(reason):
        raise Refused(_("Say why the line is dropped."), field="reason")
    return _move(by, at, locked, "drop", reason=reason, outcome=tidy(reason))


def _move(by: Any, at: datetime, locked: PlanLine, move: str, *, outcome: str, reason: str = "") -> PlanLine:
    locked.stage = LINE_MOVES.target(move, locked.stage)
    locked.outcome = outcome
    locked.revision += 1
    locked.save(update_fields=["stage", "outcome", "revision"])
    log(by=by, at=at, verb=f"plans.line.{move}", target=locked, summary=locked.title, reason=reason, county_code=locked.county.code)
    return locked


def _receive(*, by: Any, at: datetime, locked: Deployment, on: date, channel: ReceiptChannel, evidence: Evidence | None) -> Deployment:
    if locked.confirmed_at is not None:
        return locked
    locked.received_on, locked.received_channel, locked.evidence = on, channel, evidence
    locked.confirmed_at, locked.confirmed_by = at, by
    locked.save()
    log(
        by=by,
        at=at,
        verb="plans.deployment.receive",
        target=locked,
        summary=f"{locked.organisation}: {locked.line}",
        county_code=locked.county.code,
        channel=channel,
    )
    return locked


def _fill(line: PlanLine, *, title: str, duty: str, due_on: date, content: str, target_figure: str, target_value: int | None) -> list[str]:
    if bool(target_figure) != (target_value is not None):
        raise Refused(_("Give the target figure and its value together, or neither."), field="target_value")
    return _set(
        line,
        title=tidy(title),
        duty=tidy(duty),
        due_on=due_on,
        content=content.strip(),
        target_figure=target_figure,
        target_value=target_value,
    )


def _set(row: Plan | PlanLine, **values: Any) -> list[str]:
    """Set the fields and name those that changed."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name, value in values.items():
        setattr(row, name, value)
    return changed


def _set_owners(line: PlanLine, lead: Organisation, co_owners: Iterable[Organisation]) -> None:
    owners = {lead.pk: True, **{owner.pk: False for owner in co_owners if owner.pk != lead.pk}}
    line.ownerships.all().delete()
    LineOwner.objects.bulk_create(LineOwner(line=line, organisation_id=pk, leads=leads) for pk, leads in owners.items())


def _refuse_stale(row: Plan | PlanLine, revision: int) -> None:
    if row.revision != revision:
        raise Stale(**last_change(row))

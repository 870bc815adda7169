"""Every write to plans, lines and deployments."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if, stated
from jiafeng.common.text import tidy
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.accounts.queries import who_hold
from jiafeng.ground.notices.actions import notify
from jiafeng.ground.records.actions import fill, lock, log, move, put, refuse_stale
from jiafeng.ground.records.models import Evidence
from jiafeng.ground.units.models import Organisation, Region
from jiafeng.library.calendars import local_day
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
    log(by=by, at=at, verb="plans.plan.create", target=plan)
    return plan


@transaction.atomic
def edit_plan(*, by: Any, at: datetime, plan: Plan, revision: int, title: str, theme: str) -> Plan:
    """Change a plan's title and theme; refused when somebody else changed them since `revision`."""
    locked = lock(plan)
    refuse_if(policies.may_edit_plan(by, locked))
    refuse_stale(locked, revision)
    return put(locked, by=by, at=at, verb="plans.plan.edit", changed=fill(locked, title=tidy(title), theme=tidy(theme)))


@transaction.atomic
def issue_plan(*, by: Any, at: datetime, plan: Plan) -> Plan:
    """Issue the plan: its lines can be deployed from now on."""
    locked = lock(plan)
    refuse_if(policies.may_issue(by, locked))
    if not locked.lines.exists():
        raise Refused(_("A plan without lines cannot be issued. Add its measures first."))
    locked.issued_at, locked.issued_by = at, by
    return move(locked, PLAN_MOVES, by=by, at=at, verb="plans.plan.issue")


@transaction.atomic
def close_plan(*, by: Any, at: datetime, plan: Plan) -> Plan:
    """Close the plan once every line is carried out or dropped."""
    locked = lock(plan)
    refuse_if(policies.may_close(by, locked))
    open_lines = locked.lines.filter(stage__in=[LineStage.PLANNED, LineStage.DEPLOYED]).count()
    if open_lines:
        raise Refused(_("%(count)s lines are still open. Mark them as carried out or drop them first.") % {"count": open_lines})
    return move(locked, PLAN_MOVES, by=by, at=at, verb="plans.plan.close")


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
    locked = lock(plan)
    refuse_if(policies.may_edit_plan(by, locked))
    last = locked.lines.order_by("-number").values_list("number", flat=True).first() or 0
    line = PlanLine(county=locked.county, plan=locked, number=last + 1)
    _fill(line, title=title, duty=duty, due_on=due_on, content=content, target_figure=target_figure, target_value=target_value)
    line.save()
    _set_owners(line, lead, co_owners)
    log(by=by, at=at, verb="plans.line.add", target=line)
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
    locked = lock(line, "plan")
    refuse_if(policies.may_write_line(by, locked))
    refuse_stale(locked, revision)
    changed = _fill(locked, title=title, duty=duty, due_on=due_on, content=content, target_figure=target_figure, target_value=target_value)
    _set_owners(locked, lead, co_owners)
    return put(locked, by=by, at=at, verb="plans.line.edit", changed=changed)


@transaction.atomic
def deploy(*, by: Any, at: datetime, line: PlanLine, organisations: Iterable[Organisation], note: str = "") -> list[Deployment]:
    """Send the line to units. A unit that has it already is passed over, so that sending twice is sending once."""
    locked = lock(line, "plan")
    refuse_if(policies.may_deploy(by, locked))
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
    units = [row.organisation_id for row in rows]
    move(locked, LINE_MOVES, by=by, at=at, verb="plans.line.deploy", organisations=units)
    notify(
        to=who_hold(Role.UNIT_COORDINATOR, day=local_day(at), organisation_ids=units),
        at=at,
        key=f"plans.deploy:{locked.pk}",
        text=_("A plan line was deployed to your unit: %(line)s. Confirm receipt."),
        url=reverse("plans:receipts"),
        icon="clipboard-check",
        by=by,
        line=locked.title,
    )
    return rows


@transaction.atomic
def confirm_receipt(*, by: Any, at: datetime, deployment: Deployment, on: date) -> Deployment:
    """The unit confirms on the screen that it has the line; a second confirmation changes nothing."""
    locked = lock(deployment, "line")
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
    locked = lock(line, "plan")
    refuse_if(policies.may_finish(by, locked))
    locked.outcome = stated(outcome, _("Say in one sentence what was done."), field="outcome")
    return move(locked, LINE_MOVES, by=by, at=at, verb="plans.line.finish")


@transaction.atomic
def reopen_line(*, by: Any, at: datetime, line: PlanLine, reason: str) -> PlanLine:
    """Take back “carried out”."""
    locked = lock(line, "plan")
    refuse_if(policies.may_reopen(by, locked))
    reason, locked.outcome = stated(reason, _("Say why the line is reopened.")), ""
    return move(locked, LINE_MOVES, by=by, at=at, verb="plans.line.reopen", reason=reason)


@transaction.atomic
def drop_line(*, by: Any, at: datetime, line: PlanLine, reason: str) -> PlanLine:
    """Take the measure out of the plan; it stays on file with its reason and counts in no figure."""
    locked = lock(line, "plan")
    refuse_if(policies.may_drop(by, locked))
    locked.outcome = stated(reason, _("Say why the line is dropped."))
    return move(locked, LINE_MOVES, by=by, at=at, verb="plans.line.drop", reason=locked.outcome)


def _receive(*, by: Any, at: datetime, locked: Deployment, on: date, channel: ReceiptChannel, evidence: Evidence | None) -> Deployment:
    if locked.confirmed_at is not None:
        return locked
    locked.received_on, locked.received_channel, locked.evidence = on, channel, evidence
    locked.confirmed_at, locked.confirmed_by = at, by
    return put(locked, by=by, at=at, verb="plans.deployment.receive", summary=f"{locked.organisation}：{locked.line}", channel=channel)


def _fill(line: PlanLine, *, title: str, duty: str, due_on: date, content: str, target_figure: str, target_value: int | None) -> list[str]:
    if bool(target_figure) != (target_value is not None):
        raise Refused(_("Give the target figure and its value together, or neither."), field="target_value")
    return fill(
        line,
        title=tidy(title),
        duty=tidy(duty),
        due_on=due_on,
        content=content.strip(),
        target_figure=target_figure,
        target_value=target_value,
    )


def _set_owners(line: PlanLine, lead: Organisation, co_owners: Iterable[Organisation]) -> None:
    owners = {lead.pk: True, **{owner.pk: False for owner in co_owners if owner.pk != lead.pk}}
    line.ownerships.all().delete()
    LineOwner.objects.bulk_create(LineOwner(line=line, organisation_id=pk, leads=leads) for pk, leads in owners.items())

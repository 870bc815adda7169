"""Every write to plans, lines and deployments."""

from __future__ import annotations

import uuid
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiafeng.common.moments import moment_of
from jiafeng.common.refusals import Refused, refuse_if, stated
from jiafeng.common.text import tidy
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.accounts.queries import who_hold
from jiafeng.ground.notices.actions import notify
from jiafeng.ground.records.actions import fill, lock, log, move, put, refuse_stale
from jiafeng.ground.records.models import Evidence
from jiafeng.ground.units.models import Organisation, Region
from jiafeng.library.calendars import local_day
from jiafeng.programme.plans import policies, queries
from jiafeng.programme.plans.models import Deployment, LineOwner, LineSheet, Plan, PlanLine, ReceiptChannel, UnitGroup
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
def copy_plan(*, by: Any, at: datetime, plan: Plan, year: int, title: str, theme: str) -> Plan:
    """Begin another year's plan with this one's lines: owners and targets as they were, due days as far into the year. What was dropped stays behind,
    and so do owners that were closed since."""
    made = create_plan(by=by, at=at, county=plan.county, year=year, title=title, theme=theme)
    for line in plan.lines.exclude(stage=LineStage.DROPPED).order_by("number"):
        owners = [owner.organisation for owner in line.ownerships.select_related("organisation") if owner.organisation.closed_on is None]
        if not owners:
            continue
        add_line(
            by=by, at=at, plan=made, title=line.title, duty=line.duty, due_on=_in_year(line.due_on, year - plan.year), lead=owners[0],
            co_owners=owners[1:], content=line.content, target_figure=line.target_figure, target_value=line.target_value,
        )  # fmt: skip
    return made


def _in_year(day: date, years: int) -> date:
    """The same day so many years on; the last of February where there is none."""
    last = monthrange(day.year + years, day.month)[1]
    return day.replace(year=day.year + years, day=min(day.day, last))


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
def upload_lines(
    *, by: Any, at: datetime, plan: Plan, key: uuid.UUID, name: str, rows: Iterable[tuple[int, Mapping[str, str]]]
) -> LineSheet:
    """Keep a workbook's rows as they were typed, to be looked at before they are taken over; the same `key` again returns the first."""
    locked = lock(plan)
    refuse_if(policies.may_edit_plan(by, locked))
    facts = {"county": locked.county, "plan": locked, "name": name[:200], "rows": list(rows), "uploaded_at": at, "uploaded_by": by}
    sheet, new = LineSheet.objects.get_or_create(key=key, defaults=facts)
    if new:
        log(by=by, at=at, verb="plans.sheet.upload", target=sheet)
    return sheet


@transaction.atomic
def take_lines(*, by: Any, at: datetime, sheet: LineSheet) -> LineSheet:
    """Add and change the lines of a workbook, checked once more; rows with errors stay out. Taken twice, it is taken once."""
    plan = lock(sheet.plan)
    locked = lock(sheet)
    refuse_if(policies.may_edit_plan(by, plan))
    if locked.taken_at is not None:
        return locked
    rows = queries.check_lines(plan, locked.rows)
    for row in rows:
        if row.kind == "new":
            add_line(by=by, at=at, plan=plan, **row.fields)
        elif row.kind == "change" and row.line is not None:
            edit_line(by=by, at=at, line=row.line, revision=row.line.revision, **row.fields)
    locked.taken_at, locked.outcome = at, Counter(row.kind for row in rows)
    return put(locked, by=by, at=at, verb="plans.sheet.import", **locked.outcome)


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
def deploy(
    *, by: Any, at: datetime, line: PlanLine, organisations: Iterable[Organisation], note: str = "", keep_as: str = ""
) -> list[Deployment]:
    """Send the line to units. A unit that has it already is passed over, so that sending twice is sending once.

    keep_as: the name under which the units are kept as a group."""
    locked = lock(line, "plan")
    refuse_if(policies.may_deploy(by, locked))
    chosen = list(organisations)
    if not chosen:
        raise Refused(_("Choose at least one unit to deploy to."), field="organisations")
    if any(organisation.county_id != locked.county_id for organisation in chosen):
        raise Refused(_("A line is deployed within its own county."), field="organisations")
    if keep_as:
        keep_group(by=by, at=at, county=locked.county, title=keep_as, organisations=chosen)
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
        key=f"plans.deploy:{locked.pk}:{moment_of(at)}",
        text=_("A plan line was deployed to your unit: %(line)s. Confirm receipt."),
        url=reverse("plans:receipts"),
        icon="clipboard-check",
        by=by,
        line=locked.title,
    )
    return rows


@transaction.atomic
def undeploy(*, by: Any, at: datetime, line: PlanLine, sent: QuerySet[Deployment]) -> tuple[int, int]:
    """Take back what was `sent` of the line by mistake, as far as no unit confirmed it: how many are gone, how many stand.

    A line that no unit has any more is as it was before it was deployed."""
    locked = lock(line, "plan")
    refuse_if(policies.may_deploy(by, locked))
    held = list(sent.filter(line=locked).select_for_update(of=("self",)))
    gone = [row for row in held if row.confirmed_at is None]
    units = [row.organisation_id for row in gone]
    locked.deployments.filter(pk__in=[row.pk for row in gone]).delete()
    if units:
        if locked.deployments.exists():
            put(locked, by=by, at=at, verb="plans.line.undeploy", organisations=units)
        else:
            move(locked, LINE_MOVES, by=by, at=at, verb="plans.line.undeploy", organisations=units)
        notify(
            to=who_hold(Role.UNIT_COORDINATOR, day=local_day(at), organisation_ids=units),
            at=at,
            key=f"plans.undeploy:{locked.pk}:{moment_of(at)}",
            text=_("A plan line was taken back from your unit: %(line)s. There is nothing to confirm."),
            url=reverse("plans:receipts"),
            icon="arrow-back-up",
            by=by,
            line=locked.title,
        )
    return len(gone), len(held) - len(gone)


@transaction.atomic
def keep_group(*, by: Any, at: datetime, county: Region, title: str, organisations: Iterable[Organisation]) -> UnitGroup:
    """Keep units under a name, to deploy to them together; a group of that name is the new units from now on."""
    refuse_if(policies.may_keep_groups(by, county.pk))
    title = stated(title, _("Give the group a name."), field="title")
    chosen = [unit for unit in organisations if unit.county_id == county.pk]
    if not chosen:
        raise Refused(_("Choose at least one unit to deploy to."), field="organisations")
    group, _new = UnitGroup.objects.get_or_create(county=county, title=title, defaults={"made_at": at, "made_by": by})
    group.organisations.set(chosen)
    log(by=by, at=at, verb="plans.group.keep", target=group, organisations=[unit.pk for unit in chosen])
    return group


@transaction.atomic
def edit_group(*, by: Any, at: datetime, group: UnitGroup, title: str, organisations: Iterable[Organisation]) -> UnitGroup:
    """Give a group another name, or other units."""
    locked = lock(group)
    refuse_if(policies.may_keep_groups(by, locked.county_id))
    locked.title = stated(title, _("Give the group a name."), field="title")
    if UnitGroup.objects.filter(county=locked.county_id, title=locked.title).exclude(pk=locked.pk).exists():
        raise Refused(_("There is already a group of this name."), field="title")
    locked.organisations.set([unit for unit in organisations if unit.county_id == locked.county_id])
    return put(locked, by=by, at=at, verb="plans.group.edit")


@transaction.atomic
def remove_group(*, by: Any, at: datetime, group: UnitGroup) -> None:
    """Forget a group; what was deployed by it stays."""
    locked = lock(group)
    refuse_if(policies.may_keep_groups(by, locked.county_id))
    log(by=by, at=at, verb="plans.group.remove", target=locked)
    locked.delete()


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

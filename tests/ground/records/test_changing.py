"""What every room does to a row it changes, tried on a plan."""

from datetime import date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from jiafeng.common.refusals import Refused, Stale, stated
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.people.actions import add_person
from jiafeng.ground.records.actions import fill, lock, log, move, put, refuse_stale
from jiafeng.ground.records.models import RENAMED, ActionLog
from jiafeng.ground.records.queries import history, log_for
from jiafeng.programme.plans.actions import add_line, edit_line
from jiafeng.programme.plans.models import Plan
from jiafeng.programme.plans.stages import PLAN_MOVES, PlanStage
from tests.factories import County, make_county, make_user, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def at() -> datetime:
    return timezone.now()


@pytest.fixture
def county() -> County:
    return make_county()


@pytest.fixture
def plan(county: County) -> Plan:
    return Plan.objects.create(county=county.region, year=2027, title="示例计划", theme="家风")


def test_a_row_is_held_as_it_stands_now_with_its_county(plan: Plan, django_assert_num_queries: object) -> None:
    Plan.objects.filter(pk=plan.pk).update(title="已改的计划")
    with django_assert_num_queries(1):  # type: ignore[operator]
        held = lock(plan)
        assert (held.title, held.county.code) == ("已改的计划", plan.county.code)


def test_what_changed_is_named(plan: Plan) -> None:
    assert fill(plan, title="示例计划", theme="清廉家风") == ["theme"]
    assert plan.theme == "清廉家风"


def test_saving_is_one_revision_and_one_entry_by_the_rows_own_name(plan: Plan, county: County, at: datetime) -> None:
    by = make_user(Role.COUNTY_STAFF, county.federation)
    held = lock(plan)
    put(held, by=by, at=at, verb="plans.plan.edit", reason="试", changed=fill(held, theme="清廉家风"))
    plan.refresh_from_db()
    assert plan.revision == 2
    entry = ActionLog.objects.get(target_type="plans.plan", target_id=str(plan.pk))
    assert (entry.summary, entry.county_code, entry.by, entry.reason) == ("示例计划", county.region.code, by, "试")
    assert entry.detail == {"changed": ["theme"], "were": {"theme": ["家风", "清廉家风"]}}


def test_a_new_row_is_its_first_revision(county: County, at: datetime) -> None:
    made = put(Plan(county=county.region, year=2028, title="新计划"), by=None, at=at, verb="plans.plan.create")
    assert (made.revision, ActionLog.objects.filter(verb="plans.plan.create", target_id=str(made.pk)).count()) == (1, 1)


def test_who_read_an_older_revision_is_told_who_changed_what(plan: Plan, county: County, at: datetime) -> None:
    by = make_user(Role.COUNTY_STAFF, county.federation)
    refuse_stale(plan, plan.revision)
    put(lock(plan), by=by, at=at, verb="plans.plan.edit", changed=["theme"])
    with pytest.raises(Stale) as stale:
        refuse_stale(lock(plan), plan.revision)
    assert (stale.value.who, stale.value.what) == (str(by), "主题")


@pytest.mark.parametrize("name", sorted({each.name for each in PLAN_MOVES.moves}))
@pytest.mark.parametrize("stage", PlanStage.values)
def test_a_row_moves_as_its_table_says_and_else_stays(plan: Plan, county: County, at: datetime, name: str, stage: str) -> None:
    allowed = {each.source: each.target for each in PLAN_MOVES.moves if each.name == name}
    by = make_user(Role.COUNTY_STAFF, county.federation)
    issued = {"issued_at": at, "issued_by": by}
    Plan.objects.filter(pk=plan.pk).update(stage=stage, **(issued if stage != PlanStage.DRAFT else {}))
    held = lock(plan)
    fill(held, **issued)
    if stage in allowed:
        assert PLAN_MOVES.refusal(name, stage) is None
        assert move(held, PLAN_MOVES, by=None, at=at, verb=f"plans.plan.{name}").stage == allowed[stage]
    else:
        with pytest.raises(Refused, match=str(PLAN_MOVES.refusal(name, stage))) as refused:
            move(held, PLAN_MOVES, by=None, at=at, verb=f"plans.plan.{name}")
        assert refused.value.code == "wrong_stage"
        assert not ActionLog.objects.filter(verb=f"plans.plan.{name}").exists()
    plan.refresh_from_db()
    assert (plan.stage, plan.revision) == ((allowed[stage], 2) if stage in allowed else (stage, 1))


def test_what_must_be_said_is_refused_at_its_field() -> None:
    assert stated("  因 故 ", "为什么？") == "因 故"
    with pytest.raises(Refused) as refused:
        stated("　", "为什么？", field="outcome")
    assert (refused.value.field, str(refused.value)) == ("outcome", "为什么？")
    with pytest.raises(Refused):
        stated("一", "说明", least=2)


@pytest.mark.parametrize(("before", "today"), sorted(RENAMED.items()))
def test_an_entry_of_an_earlier_version_reads_by_todays_name(county: County, plan: Plan, at: datetime, before: str, today: str) -> None:
    verb = before if before.count(".") == 2 else f"{before}.create"
    entry = log(by=None, at=at, verb=verb, target=plan)
    named = today if today.count(".") == 2 else f"{today}.create"
    assert (entry.named, entry.what) == (named, ActionLog(verb=named).what)
    assert entry.what != verb
    reader = make_user(Role.AUDITOR, county.commission)
    assert list(log_for(reader, q=today)) == [entry]
    assert ActionLog.objects.get(pk=entry.pk).verb == verb, "the log is never rewritten"


def test_a_drive_of_messages_is_opened_for_messages() -> None:
    opened = {ActionLog(verb=verb).what for verb in ("letters.drive.open", "letters.messagedrive.open")}
    assert len(opened) == 1
    assert ActionLog(verb="pledges.drive.open").what not in opened


def test_the_history_tells_field_by_field(plan: Plan, county: County, at: datetime) -> None:
    by = make_user(Role.COUNTY_STAFF, county.federation)
    line = add_line(by=by, at=at, plan=plan, title="示例条目", duty="教育", due_on=date(2027, 6, 1), lead=county.federation)
    given = {"title": "改过的条目", "duty": "教育", "due_on": date(2027, 7, 1), "lead": county.federation, "content": "新的内容" * 99}
    edit_line(by=by, at=at, line=line, revision=line.revision, **given)
    (entry,) = history(line).filter(verb="plans.line.edit")
    told = {str(name): (was, now) for name, was, now in entry.changes}
    assert ("示例条目", "改过的条目") in told.values()
    assert ("2027年6月1日", "2027年7月1日") in told.values()
    assert ("", "") in told.values()  # a long text is told by its name alone
    page = signed_in(by).get(reverse("plans:line", args=[line.pk])).content.decode()
    assert "<del>示例条目</del> → <ins>改过的条目</ins>" in page
    assert "新的内容" * 99 not in page.split('class="timeline"')[1]


def test_an_entry_of_before_names_its_fields_and_no_more(plan: Plan, at: datetime) -> None:
    entry = log(by=None, at=at, verb="plans.plan.edit", target=plan, changed=["theme", "no_such_field"])
    assert [(was, now) for _name, was, now in entry.changes] == [("", "")]


def test_nothing_that_tells_of_somebody_is_kept(county: County, at: datetime) -> None:
    by = make_user(Role.COUNTY_STAFF, county.federation)
    person = add_person(by=by, at=at, county=county.region, name="示例王芳", organisation=county.school)
    held = lock(person)
    put(held, by=by, at=at, verb="people.person.edit", changed=fill(held, post="局长"))
    entry = history(person).filter(verb="people.person.edit").get()
    assert entry.detail == {"changed": ["post"]}
    assert [(was, now) for _name, was, now in entry.changes] == [("", "")]

"""What the desk counts and how it shares it out: truly beyond what it shows, the user's own apart from what others have to do."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jiafeng.common.due import SHOWN
from jiafeng.front.desk import queries
from jiafeng.front.portal.actions import send_feedback
from jiafeng.front.portal.models import Feedback
from jiafeng.ground.accounts.models import Role, User
from jiafeng.ground.units.models import Organisation
from jiafeng.programme.events import actions as events
from jiafeng.programme.events.models import Event, EventKind
from jiafeng.programme.plans import actions as plans
from jiafeng.programme.plans.models import PlanLine
from tests.factories import County, make_county, make_user, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    return make_county()


@pytest.fixture
def staff(county: County) -> User:
    return make_user(Role.COUNTY_STAFF, county.federation)


@pytest.fixture
def desk(staff: User) -> Client:
    return signed_in(staff)


@pytest.fixture
def letters(county: County) -> Callable[..., None]:
    """So many letters from the public, the first of them overdue and one due today."""

    def send(number: int, *, late: int = 0, now: int = 0) -> None:
        at, today = timezone.now(), timezone.localdate()
        for place in range(number):
            letter = send_feedback(at=at, county=county.region, key=uuid4(), kind="question", text="示例")
            day = today - timedelta(days=1) if place < late else today if place < late + now else today + timedelta(days=9)
            Feedback.objects.filter(pk=letter.pk).update(answer_by=day)

    return send


def a_line(staff: User, county: County, title: str, *, lead: Organisation, due_on: date | None = None) -> PlanLine:
    plan = plans.create_plan(by=staff, at=timezone.now(), county=county.region, year=2026, title=f"计划{title}", theme="家")
    line = plans.add_line(
        by=staff, at=timezone.now(), plan=plan, title=title, duty="职责", due_on=due_on or timezone.localdate(), lead=lead, co_owners=[]
    )
    plans.issue_plan(by=staff, at=timezone.now(), plan=plan)
    return line


def an_event(by: User, host: Organisation, title: str, *, hours: int = 48) -> Event:
    start = timezone.now() + timedelta(hours=hours)
    return events.create_event(
        by=by,
        at=timezone.now(),
        organisation=host,
        kind=EventKind.CLASS,
        title=title,
        starts_at=start,
        ends_at=start + timedelta(hours=2),
        place="示例",
    )


def asked(client: Client) -> int:
    cache.clear()
    with CaptureQueriesContext(connection) as caught:
        assert client.get(reverse("desk:home")).status_code == 200
    return len(caught)


def test_what_lies_beyond_the_first_twenty_is_counted(desk: Client, staff: User, letters: Callable[..., None]) -> None:
    letters(SHOWN + 17, late=SHOWN + 3, now=4)
    items = queries.due_for(staff, timezone.now())
    assert queries.counts(items, timezone.localdate()) == {"all": 37, "overdue": 23, "today": 4}
    assert len(items) == SHOWN + 1
    page = desk.get(reverse("desk:home")).content.decode()
    assert "4 件到期、23 件逾期" in page
    assert "全部 37 项" in page
    whole = desk.get(reverse("desk:due")).content.decode()
    assert "另有 17 件未逐一列出" in whole
    assert "其中逾期 3 件" in whole


def test_exactly_twenty_leave_nothing_unsaid(staff: User, letters: Callable[..., None]) -> None:
    letters(SHOWN)
    assert len(queries.due_for(staff, timezone.now())) == SHOWN


def test_it_asks_as_many_questions_for_forty_as_for_one(desk: Client, letters: Callable[..., None]) -> None:
    letters(1)
    asked(desk)
    one = asked(desk)
    letters(40, late=30)
    assert asked(desk) == one


def test_a_line_led_by_my_body_is_mine_and_another_bodys_is_theirs(desk: Client, staff: User, county: County) -> None:
    a_line(staff, county, "我的条目", lead=county.federation)
    a_line(staff, county, "纪委的条目", lead=county.commission)
    mine, others = queries.shared_out(queries.due_for(staff, timezone.now()))
    assert [item.what for item in mine] == ["我的条目"]
    assert [(item.what, item.whose) for item in others] == [("纪委的条目", county.commission.name)]
    page = desk.get(reverse("desk:home")).content.decode()
    assert page.index("我的条目") < page.index("别人要做的事") < page.index("纪委的条目")


def test_what_others_have_to_do_is_not_counted_as_mine(staff: User, county: County) -> None:
    a_line(staff, county, "纪委的条目", lead=county.commission, due_on=timezone.localdate() - timedelta(days=3))
    mine, others = queries.shared_out(queries.due_for(staff, timezone.now()))
    assert (queries.counts(mine, timezone.localdate())["overdue"], len(others)) == (0, 1)


def test_what_others_have_to_do_is_counted_beyond_twenty_as_well(staff: User, county: County) -> None:
    for number in range(SHOWN + 2):
        an_event(staff, county.school, f"学校活动{number}")
    own = an_event(staff, county.federation, "我的活动")
    mine, others = queries.shared_out(queries.due_for(staff, timezone.now()))
    assert [item.url for item in mine] == [reverse("events:event", args=[own.pk])]
    assert sum(item.number for item in others) == SHOWN + 2


def test_each_says_whose_it_is_since_when_and_what_the_button_does(desk: Client, letters: Callable[..., None]) -> None:
    letters(1)
    page = desk.get(reverse("desk:home")).content.decode()
    assert "责任：县妇联工作人员" in page
    assert f"自{timezone.localdate()}起" in page
    assert ">答复</a>" in page


def test_no_button_says_only_open(desk: Client, staff: User, county: County, letters: Callable[..., None]) -> None:
    letters(1)
    a_line(staff, county, "我的条目", lead=county.federation)
    an_event(staff, county.federation, "我的活动")
    actions = {str(item.action) for item in queries.due_for(staff, timezone.now())}
    assert len(actions) == 3
    assert not {action for action in actions if action in ("打开", "打开页面", "查看")}


def test_a_receipt_a_week_late_stands_among_what_others_have_to_do(staff: User, county: County) -> None:
    line = a_line(staff, county, "条目", lead=county.federation, due_on=timezone.localdate() + timedelta(days=90))
    plans.deploy(by=staff, at=timezone.now() - timedelta(days=8), line=line, organisations=[county.school, county.water])
    _mine, others = queries.shared_out(queries.due_for(staff, timezone.now()))
    assert [item.detail for item in others] == ["下达已超过一周，还有 2 个单位未确认收到。"]


def test_a_receipt_asked_for_yesterday_is_not_late(staff: User, county: County) -> None:
    line = a_line(staff, county, "条目", lead=county.federation, due_on=timezone.localdate() + timedelta(days=90))
    plans.deploy(by=staff, at=timezone.now() - timedelta(days=1), line=line, organisations=[county.school])
    assert queries.shared_out(queries.due_for(staff, timezone.now())) == ([], [])


# --- buttons on top -------------------------------------------------------------------------------------------------------


def buttons(user: User) -> list[str]:
    head = signed_in(user).get(reverse("desk:home")).content.decode().split('class="page-head"')[1].split("<section")[0]
    return [part.split(">")[-1] for part in head.split("</a>")[:-1]]


def test_a_coordinator_has_reporting_first(county: County) -> None:
    assert buttons(make_user(Role.UNIT_COORDINATOR, county.school)) == ["上报活动", "新建活动", "导入名册"]


def test_county_staff_begin_import_and_report(staff: User) -> None:
    assert buttons(staff) == ["新建活动", "导入名册", "起草简报", "上报活动"]


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_begins_nothing_has_no_buttons(county: County, role: Role) -> None:
    assert buttons(make_user(role, county.school if role == Role.VOLUNTEER else county.federation)) == []

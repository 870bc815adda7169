"""Notices: told once, read by whose they are; and the daily digest, once a day exactly."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from pytest_django import DjangoAssertNumQueries

from jiafeng.config.daily import tell as make
from jiafeng.front.desk.actions import send_digests
from jiafeng.front.portal.actions import send_feedback
from jiafeng.ground.accounts.models import Role, User
from jiafeng.ground.notices import actions
from jiafeng.ground.notices.models import DigestChoice, DigestDay, Notice
from jiafeng.ground.records.models import ActionLog
from jiafeng.ground.sms.models import Message
from tests.factories import County, make_county, make_user, signed_in

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 3, 3, 0, 30, tzinfo=UTC)  # half past eight in Shanghai


@pytest.fixture
def county() -> County:
    return make_county()


@pytest.fixture
def staff(county: County) -> User:
    return make_user(Role.COUNTY_STAFF, county.federation)


@pytest.fixture
def page(staff: User) -> Client:
    return signed_in(staff)


def tell(user: User, key: str = "a", **more: object) -> None:
    actions.notify(to=[user.pk], at=timezone.now(), key=key, text="示例事项", url="/desk/", **more)


def something_late(county: County) -> None:
    """A letter from the public that should have been answered."""
    send_feedback(at=MORNING - timedelta(days=60), county=county.region, key=uuid4(), kind="question", text="示例问题")


# --- notices --------------------------------------------------------------------------------------------------------------


def test_the_same_thing_told_twice_is_one_notice(staff: User) -> None:
    tell(staff)
    tell(staff)
    assert Notice.objects.filter(user=staff).count() == 1


def test_whoever_did_it_is_not_told(staff: User) -> None:
    tell(staff, by=staff)
    assert not Notice.objects.exists()


def test_what_is_rolled_back_is_not_told(staff: User) -> None:
    with transaction.atomic():
        tell(staff)
        transaction.set_rollback(True)
    assert not Notice.objects.exists()


def test_it_is_written_in_chinese_whoever_did_it(staff: User) -> None:
    with translation.override("en"):
        actions.notify(to=[staff.pk], at=MORNING, key="k", text=_("Daily digest"), url="/")
    assert Notice.objects.get().text == "每日提要"


def test_the_bell_says_how_many_are_unread_and_asks_for_no_query_of_its_own(page: Client, staff: User) -> None:
    def asked() -> tuple[int, str]:
        with CaptureQueriesContext(connection) as caught:
            answer = page.get(reverse("desk:menu")).content.decode()
        return len(caught), answer

    asked()
    none, before = asked()
    for number in range(3):
        tell(staff, key=str(number))
    some, after = asked()
    assert none == some
    assert '<b>3<span class="visually-hidden">' in after
    assert '<b>3<span class="visually-hidden">' not in before


def test_opening_one_marks_it_as_read_and_leads_to_its_page(page: Client, staff: User) -> None:
    tell(staff)
    answer = page.post(reverse("notices:open", args=[Notice.objects.get().pk]))
    assert answer.headers["Location"] == "/desk/"
    assert Notice.objects.get().read_at is not None


def test_nobody_opens_what_is_anothers(county: County, staff: User) -> None:
    tell(staff)
    other = signed_in(make_user(Role.COUNTY_STAFF, county.federation))
    assert other.post(reverse("notices:open", args=[Notice.objects.get().pk])).status_code == 404
    assert "示例事项" not in other.get(reverse("notices:notices")).content.decode()
    assert Notice.objects.get().read_at is None


def test_all_are_read_at_once(page: Client, staff: User) -> None:
    tell(staff, "a")
    tell(staff, "b")
    page.post(reverse("notices:read_all"))
    assert not Notice.objects.filter(read_at=None).exists()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_however_many_there_are(
    number: int, page: Client, staff: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for each in range(number):
        tell(staff, str(each))
    page.get(reverse("notices:notices"))
    with django_assert_num_queries(5):
        page.get(reverse("notices:notices"))


def test_old_notices_are_forgotten(staff: User) -> None:
    actions.notify(to=[staff.pk], at=MORNING - timedelta(days=200), key="old", text="旧", url="/")
    actions.notify(to=[staff.pk], at=MORNING, key="new", text="新", url="/")
    assert actions.forget_old(at=MORNING) == 1
    assert Notice.objects.get().key == "new"


# --- the digest -----------------------------------------------------------------------------------------------------------


def test_it_comes_once_a_day_however_often_it_is_asked_for(county: County, staff: User) -> None:
    something_late(county)
    assert send_digests(at=MORNING) == 1
    assert send_digests(at=MORNING) == 0
    assert send_digests(at=MORNING + timedelta(hours=5)) == 0
    assert (
        Notice.objects.get(user=staff, key__startswith="digest").text
        == "今日提要：今天到期 0 件，逾期 1 件；未读通知 0 条。请登录工作台办理。"
    )


def test_after_days_without_a_server_it_comes_once_and_for_today(county: County, staff: User) -> None:
    something_late(county)
    send_digests(at=MORNING)
    assert send_digests(at=MORNING + timedelta(days=4)) == 1
    assert [each.day.day for each in DigestDay.objects.filter(user=staff).order_by("day")] == [3, 7]


def test_it_waits_for_the_morning(county: County, staff: User) -> None:
    something_late(county)
    assert send_digests(at=MORNING - timedelta(hours=3)) == 0
    assert not DigestDay.objects.exists()


def test_yesterdays_is_not_left_unread_beside_todays(county: County, staff: User) -> None:
    something_late(county)
    send_digests(at=MORNING)
    send_digests(at=MORNING + timedelta(days=1))
    assert Notice.objects.filter(user=staff, read_at=None).count() == 1


def test_where_nothing_is_to_be_told_nothing_comes(staff: User) -> None:
    assert send_digests(at=MORNING) == 0
    assert not Notice.objects.exists()


def test_a_day_broken_off_half_way_is_made_anew(county: County, staff: User, monkeypatch: pytest.MonkeyPatch) -> None:
    something_late(county)

    def broken(**given: object) -> None:
        raise OSError("no disk")

    with monkeypatch.context() as patched:
        patched.setattr("jiafeng.front.desk.actions.send_digest", broken)
        with pytest.raises(OSError, match="no disk"):
            send_digests(at=MORNING)
    assert not DigestDay.objects.exists()
    assert send_digests(at=MORNING + timedelta(hours=1)) == 1


def test_it_comes_as_a_text_message_where_that_was_chosen(county: County, staff: User, page: Client) -> None:
    something_late(county)
    page.post(reverse("notices:digest"), {"way": "text", "phone": "138 0000 0009"})
    assert send_digests(at=MORNING) == 1
    assert Message.objects.get(purpose="digest").masked == "138****0009"
    assert not Notice.objects.filter(user=staff).exists()
    assert send_digests(at=MORNING + timedelta(hours=1)) == 0
    assert Message.objects.count() == 1


def test_a_text_message_that_may_not_go_out_becomes_a_notice(county: County, staff: User, settings: Any) -> None:
    settings.SMS_COUNTY_DAY = 0
    something_late(county)
    actions.choose_digest(by=staff, at=MORNING, way="text", phone="13800000009", county=county.region.code)
    assert send_digests(at=MORNING) == 1
    assert Notice.objects.filter(user=staff, key__startswith="digest").count() == 1


def test_whoever_wants_none_has_none(county: County, staff: User, page: Client) -> None:
    something_late(county)
    page.post(reverse("notices:digest"), {"way": "none", "phone": ""})
    assert send_digests(at=MORNING) == 0
    assert ActionLog.objects.filter(verb="notices.digest.choose", by=staff).count() == 1


def test_a_text_message_needs_a_mobile_number_and_says_so(page: Client) -> None:
    answer = page.post(reverse("notices:digest"), {"way": "text", "phone": ""})
    assert answer.status_code == 422
    assert "请填写您的11位手机号码" in answer.content.decode()
    assert not DigestChoice.objects.exists()


def test_the_number_is_sealed_and_goes_when_it_is_not_used(page: Client, staff: User) -> None:
    page.post(reverse("notices:digest"), {"way": "text", "phone": "13800000009"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM notices_digestchoice")
        assert "13800000009" not in cursor.fetchone()[0]
    page.post(reverse("notices:digest"), {"way": "page", "phone": "13800000009"})
    assert DigestChoice.objects.get(user=staff).phone == ""


def test_a_disabled_account_gets_none(county: County, staff: User) -> None:
    something_late(county)
    User.objects.filter(pk=staff.pk).update(is_active=False)
    assert send_digests(at=MORNING) == 0


def test_the_hourly_work_sends_it(county: County, staff: User) -> None:
    something_late(county)
    with time_machine.travel(MORNING, tick=False):
        assert make() == 1

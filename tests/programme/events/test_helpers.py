"""Door helpers: named on the gathering, they open its door from their desk, and see nothing else of it."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiafeng.common.refusals import Refused
from jiafeng.ground.accounts.actions import end_role
from jiafeng.ground.accounts.models import Membership, Role, User
from jiafeng.ground.notices.models import Notice
from jiafeng.ground.people import actions as people
from jiafeng.ground.people.models import Person
from jiafeng.ground.records.models import ActionLog
from jiafeng.programme.events import actions
from jiafeng.programme.events.models import Attendance, DoorHelper, Event, EventKind
from tests.factories import County, make_county, make_user, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    return make_county()


@pytest.fixture
def staff(county: County) -> User:
    return make_user(Role.COUNTY_STAFF, county.federation)


@pytest.fixture
def event(staff: User, county: County) -> Event:
    """Announced, hosted by the school, going on since an hour."""
    at = timezone.now()
    made = actions.create_event(
        by=staff,
        at=at,
        organisation=county.school,
        kind=EventKind.CLASS,
        title="示例讲座",
        starts_at=at - timedelta(hours=1),
        ends_at=at + timedelta(hours=2),
        place="示例会场",
    )
    return actions.open_event(by=staff, at=at, event=made)


@pytest.fixture
def helper(county: County) -> User:
    """A volunteer of another unit than the host."""
    return make_user(Role.VOLUNTEER, county.water)


@pytest.fixture
def phone(helper: User) -> Client:
    return signed_in(helper)


@pytest.fixture
def guest(staff: User, county: County, event: Event) -> Person:
    person = people.add_person(by=staff, at=timezone.now(), county=county.region, name="示例宾", organisation=county.school)
    actions.invite(by=staff, at=timezone.now(), event=event, people=[person])
    return person


def name(staff: User, event: Event, user: User) -> DoorHelper:
    return actions.name_helper(by=staff, at=timezone.now(), event=event, user=user)


def test_a_helper_is_named_on_the_gathering_and_told(staff: User, event: Event, helper: User) -> None:
    page = signed_in(staff).post(reverse("events:name_helper", args=[event.pk]), {"user": helper.pk}, follow=True)
    assert str(helper) in page.content.decode()
    assert event.helpers.get().user == helper
    assert "示例讲座" in Notice.objects.get(user=helper).text
    assert ActionLog.objects.filter(verb="events.helper.name", by=staff).count() == 1


def test_named_twice_is_named_once(staff: User, event: Event, helper: User) -> None:
    assert name(staff, event, helper) == name(staff, event, helper)
    assert Notice.objects.filter(user=helper).count() == 1
    assert ActionLog.objects.filter(verb="events.helper.name").count() == 1


def test_the_door_stands_on_the_helpers_desk_with_its_button(staff: User, event: Event, helper: User, phone: Client) -> None:
    name(staff, event, helper)
    page = phone.get(reverse("desk:home")).content.decode()
    assert "协助签到：示例讲座" in page
    assert f'href="{reverse("events:door", args=[event.pk])}"' in page


def test_a_helper_signs_people_in(staff: User, event: Event, helper: User, phone: Client, guest: Person) -> None:
    name(staff, event, helper)
    assert "示例宾" in phone.get(reverse("events:door", args=[event.pk]), {"q": "示例宾"}).content.decode()
    phone.post(reverse("events:sign_in", args=[event.pk, guest.pk]), {"key": uuid4()})
    assert Attendance.objects.get(event=event).person == guest


@pytest.mark.parametrize("page", ["door", "scan", "screen", "screen_code", "came", "walk_in"])
def test_a_helper_reaches_the_pages_at_the_door(staff: User, event: Event, helper: User, phone: Client, page: str) -> None:
    assert phone.get(reverse(f"events:{page}", args=[event.pk])).status_code == 404
    name(staff, event, helper)
    assert phone.get(reverse(f"events:{page}", args=[event.pk])).status_code == 200


@pytest.mark.parametrize(
    "page", ["event", "invitations", "attendances", "arithmetic", "edit_event", "seats", "feedback", "name_helper", "calls"]
)
def test_a_helper_sees_nothing_else_of_the_gathering(staff: User, event: Event, helper: User, phone: Client, page: str) -> None:
    name(staff, event, helper)
    assert phone.get(reverse(f"events:{page}", args=[event.pk])).status_code == 404
    assert "示例讲座" not in phone.get(reverse("events:events")).content.decode()


def test_a_helper_of_one_gathering_is_none_of_another(staff: User, event: Event, helper: User, phone: Client, county: County) -> None:
    name(staff, event, helper)
    at = timezone.now()
    other = actions.create_event(
        by=staff,
        at=at,
        organisation=county.school,
        kind=EventKind.CLASS,
        title="另一场",
        starts_at=at,
        ends_at=at + timedelta(hours=1),
        place="示例",
    )
    actions.open_event(by=staff, at=at, event=other)
    assert phone.get(reverse("events:door", args=[other.pk])).status_code == 404


@pytest.mark.parametrize(("hours", "reached"), [(-5, False), (-3.9, True), (0, True), (7.9, True), (8.1, False)])
def test_the_door_opens_only_while_it_may(hours: float, reached: bool, staff: User, event: Event, helper: User, county: County) -> None:
    """From three hours before the start, which was an hour ago, until six after the end, which is in two."""
    name(staff, event, helper)
    with time_machine.travel(timezone.now() + timedelta(hours=hours), tick=False):
        phone = signed_in(helper)
        answer = phone.get(reverse("events:door", args=[event.pk]))
        desk = phone.get(reverse("desk:home")).content.decode()
    assert answer.status_code == (200 if reached else 403)
    assert (reverse("events:door", args=[event.pk]) in desk) is reached


def test_before_the_door_opens_the_desk_says_when(staff: User, event: Event, helper: User) -> None:
    name(staff, event, helper)
    with time_machine.travel(timezone.now() - timedelta(hours=8), tick=False):
        page = signed_in(helper).get(reverse("desk:home")).content.decode()
    assert "开始前三小时可打开签到" in page


def test_a_cancelled_gathering_leaves_the_helpers_desk(staff: User, event: Event, helper: User, phone: Client) -> None:
    name(staff, event, helper)
    actions.cancel_event(by=staff, at=timezone.now(), event=event, reason="天气原因")
    assert "示例讲座" not in phone.get(reverse("desk:home")).content.decode().split("<main")[1]
    assert phone.get(reverse("events:door", args=[event.pk])).status_code == 403


def test_a_helper_who_is_released_meets_a_closed_door(staff: User, event: Event, helper: User, phone: Client) -> None:
    row = name(staff, event, helper)
    signed_in(staff).post(reverse("events:release_helper", args=[event.pk, row.pk]))
    assert phone.get(reverse("events:door", args=[event.pk])).status_code == 404
    assert ActionLog.objects.filter(verb="events.helper.release").count() == 1


def test_whoever_lost_every_role_in_the_county_cannot_be_named(staff: User, event: Event, helper: User, county: County) -> None:
    end_role(
        by=make_user(Role.ADMINISTRATOR, county.federation),
        at=timezone.now(),
        membership=Membership.objects.get(user=helper),
        until=timezone.localdate(),
    )
    with pytest.raises(Refused, match="account in this county"):
        name(staff, event, User.objects.get(pk=helper.pk))


def test_nobody_of_another_county_is_named(staff: User, event: Event) -> None:
    stranger = make_user(Role.VOLUNTEER, make_county("990778").school)
    page = signed_in(staff).post(reverse("events:name_helper", args=[event.pk]), {"user": stranger.pk})
    assert page.status_code == 422
    assert not event.helpers.exists()


def test_a_coordinator_names_among_the_hosts_people_and_the_countys_volunteers(
    staff: User, event: Event, helper: User, county: County
) -> None:
    coordinator = make_user(Role.UNIT_COORDINATOR, county.school, name="校联络员")
    page = signed_in(coordinator).get(reverse("events:name_helper", args=[event.pk])).content.decode()
    assert str(helper) in page
    assert f'value="{staff.pk}"' not in page


def test_nobody_is_named_once_it_is_over(staff: User, event: Event, helper: User) -> None:
    held = actions.hold_event(by=staff, at=timezone.now() + timedelta(hours=3), event=event)
    with pytest.raises(Refused, match="gathering is over"):
        name(staff, held, helper)
    assert signed_in(staff).get(reverse("events:name_helper", args=[event.pk])).status_code == 403


@pytest.mark.parametrize("given", ["", "x", "-1", "99999999999999999999"])
def test_whatever_is_sent_for_the_helper_gets_a_sentence(staff: User, event: Event, given: str) -> None:
    page = signed_in(staff).post(reverse("events:name_helper", args=[event.pk]), {"user": given})
    assert page.status_code == 422

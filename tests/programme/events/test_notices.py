"""What guests are told by text message: only with consent, and never twice; and inviting by lists that say who is meant."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from jiafeng.ground.people.actions import give_consent, make_list
from jiafeng.ground.people.models import Purpose
from jiafeng.ground.sms.models import Message
from jiafeng.programme.events import actions, jobs, queries
from jiafeng.programme.events.models import Event, Invitation
from tests.programme.events.factories import NOW, Place, event, person, place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _that_day():
    with time_machine.travel(NOW, tick=False):
        yield


def guest(here: Place, gathering: Event, answer: str = "yes", *, agrees: bool = True) -> Invitation:
    someone = person(here)
    if agrees:
        give_consent(by=here.staff, at=NOW, person=someone, purpose=Purpose.CONTACT, channel="paper")
    (invitation,) = actions.invite(by=here.staff, at=NOW, event=gathering, people=[someone])
    return actions.reply(at=NOW, invitation=invitation, answer=answer) if answer else invitation


def keys() -> set[str]:
    return set(Message.objects.values_list("key", flat=True))


def staff_of(here: Place) -> Client:
    client = Client()
    client.force_login(here.staff)
    return client


def test_those_who_come_and_agreed_are_reminded_once() -> None:
    here = place()
    gathering = event(here, remind_hours=3)
    coming, maybe, silent, away, unasked = (
        guest(here, gathering), guest(here, gathering, "maybe"), guest(here, gathering, ""), guest(here, gathering, "no"),
        guest(here, gathering, agrees=False),
    )  # fmt: skip
    assert actions.remind(at=NOW - timedelta(hours=4), event=gathering) == 0
    assert [actions.remind(at=NOW, event=gathering) for _ in range(3)] == [2, 0, 0]
    assert keys() == {f"events:remind:{each.pk}" for each in (coming, maybe)}
    assert list(queries.to_call(here.staff, gathering)) == [unasked]
    page = staff_of(here).get(reverse("events:calls", args=[gathering.pk])).content.decode()
    assert unasked.person.name in page
    assert unasked.person.phone not in page
    assert not any(each.person.name in page for each in (coming, silent, away))


@pytest.mark.parametrize("change", ["moved", "cancelled", "begun"])
def test_a_gathering_that_is_not_due_reminds_nobody(change: str) -> None:
    here = place()
    gathering = event(here, remind_hours=3)
    guest(here, gathering)
    at = NOW
    if change == "moved":
        Event.objects.update(starts_at=NOW + timedelta(days=3), ends_at=NOW + timedelta(days=4))
    elif change == "cancelled":
        actions.cancel_event(by=here.staff, at=NOW, event=gathering, reason="示例")
    else:
        at = gathering.starts_at
    assert actions.remind(at=at, event=gathering) == 0


def test_the_reminder_is_planned_when_the_gathering_is_announced_and_when_it_moves(
    django_capture_on_commit_callbacks: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, planned = place(), []
    actions.planned_by(lambda event, at: planned.append(at))
    try:
        with django_capture_on_commit_callbacks(execute=True):
            gathering = event(here, remind_hours=24, starts_at=NOW + timedelta(days=3), ends_at=NOW + timedelta(days=4))
        facts = {name: getattr(gathering, name) for name in ("organisation", "kind", "title", "place", "remind_hours")}
        moved = {"starts_at": NOW + timedelta(hours=5), "ends_at": NOW + timedelta(hours=6)}
        with django_capture_on_commit_callbacks(execute=True):
            actions.edit_event(by=here.staff, at=NOW, event=gathering, revision=gathering.revision, **facts, **moved)
    finally:
        actions.planned_by(jobs.plan_reminder)
    assert planned == [NOW + timedelta(days=2), NOW]


def test_somebody_who_moves_up_is_told(settings) -> None:
    here = place()
    gathering = event(here, capacity=1)
    one, two = guest(here, gathering), guest(here, gathering, "wait")
    assert Message.objects.count() == 0
    actions.reply(at=NOW, invitation=one, answer="no")
    assert [key.rpartition(":")[0] for key in keys()] == [f"events:seat:{two.pk}"]


def test_invitations_are_texted_once_with_their_link() -> None:
    here = place()
    gathering, staff = event(here), staff_of(here)
    one, _without = guest(here, gathering, ""), guest(here, gathering, "", agrees=False)
    for _ in range(2):
        staff.post(reverse("events:text_invitations", args=[gathering.pk]))
    assert keys() == {f"events:invitation:{one.pk}"}
    assert staff.post(reverse("events:text_invitations", args=[event(here, opened=False).pk])).status_code == 403


def test_a_list_by_criteria_is_invited_whole() -> None:
    here = place()
    gathering, staff = event(here), staff_of(here)
    spouses = [person(here, cadre_relation="spouse") for _ in range(3)]
    person(here)
    saved = make_list(by=here.staff, at=NOW, county=here.county, title="示例配偶", criteria={"relations": ["spouse"]})
    address = f"{reverse('events:invitations', args=[gathering.pk])}?saved={saved.pk}"
    assert {each.pk for each in staff.get(address).context["found"]} == {each.pk for each in spouses}
    staff.post(address, {"all": "1"})
    assert {row.person_id for row in gathering.invitations.all()} == {each.pk for each in spouses}
    assert staff.get(address).context["found"] == []

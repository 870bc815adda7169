"""What the actions of gatherings do, and what they refuse."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from jiafeng.common.refusals import Refused, Stale
from jiafeng.ground.papers.queries import Row
from jiafeng.ground.people.actions import give_consent, withdraw_consent
from jiafeng.ground.people.models import Purpose
from jiafeng.ground.records.models import ActionLog
from jiafeng.programme.events import actions, policies, queries
from jiafeng.programme.events.actions import Outcome
from jiafeng.programme.events.models import Attendance, AttendanceTrace, Channel, Event, EventKind, EventPhoto, Minutes
from jiafeng.programme.events.stages import MOVES, EventStage
from tests.factories import signed_in
from tests.programme.events.factories import NOW, event, evidence, person, place, user

pytestmark = pytest.mark.django_db


def at_door(here, gathering, guest, **fields):
    facts = {"by": here.staff, "at": NOW, "key": uuid4()}
    return actions.sign_in(event=gathering, person=guest, **{**facts, **fields})


def on_sheet(here, gathering, guest, by=None, sheet=""):
    when = NOW + timedelta(hours=4)
    return actions.enter_paper(by=by or here.staff, at=when, event=gathering, person=guest, key=uuid4(), row=Row(sheet=sheet))


def invited(here, gathering, guest):
    return actions.invite(by=here.staff, at=NOW, event=gathering, people=[guest])[0]


def test_an_invited_person_is_signed_in_by_the_list() -> None:
    here = place()
    gathering, guest = event(here), person(here)
    invited(here, gathering, guest)
    signed = at_door(here, gathering, guest)
    assert signed.outcome == Outcome.ACCEPTED
    assert signed.first.channel == Channel.STAFF_LIST
    assert Attendance.objects.get().organisation == here.water


def test_somebody_without_invitation_is_a_walk_in() -> None:
    here = place()
    assert at_door(here, event(here), person(here)).first.channel == Channel.WALK_IN


def test_the_same_key_twice_is_accepted_twice_and_counted_once() -> None:
    here = place()
    gathering, guest, key = event(here), person(here), uuid4()
    answers = [at_door(here, gathering, guest, key=key).outcome for _ in range(2)]
    assert answers == [Outcome.ACCEPTED, Outcome.ACCEPTED]
    assert AttendanceTrace.objects.count() == 1
    assert ActionLog.objects.filter(verb="events.attendance.sign_in").count() == 1


def test_whoever_is_in_already_is_told_by_whom_and_when() -> None:
    here = place()
    gathering, guest, other = event(here), person(here), user("county_staff", here.federation)
    at_door(here, gathering, guest)
    again = at_door(here, gathering, guest, by=other, at=NOW + timedelta(minutes=5))
    assert (again.outcome, again.first.by, again.first.at) == (Outcome.ALREADY, here.staff, NOW)


def test_a_person_on_two_channels_is_one_attendee_and_both_traces_stay() -> None:
    here = place()
    gathering, guest = event(here), person(here)
    card = invited(here, gathering, guest)
    at_door(here, gathering, guest)
    scanned = actions.sign_in_by_code(by=here.staff, at=NOW, event=gathering, code=f"https://x/events/i/{card.token}", key=uuid4())
    assert scanned.outcome == Outcome.ALREADY
    assert on_sheet(here, gathering, guest, sheet="1-3").outcome == Outcome.ALREADY
    assert Attendance.objects.count() == 1
    found = queries.reckon(gathering)
    assert {channel: number for channel, _, number in found.channels if number} == {"staff_list": 1, "personal_qr": 1, "paper": 1}
    assert (found.overlaps, found.total) == (2, 1)
    assert sum(number for *_, number in found.channels) - found.overlaps == found.total


@pytest.mark.parametrize("form", ["{token}", "https://example.cn/events/i/{token}", "https://example.cn/events/i/{token}/", " {number} "])
def test_a_code_is_understood_as_link_secret_or_number(form: str) -> None:
    here = place()
    gathering, guest = event(here), person(here)
    card = invited(here, gathering, guest)
    code = form.format(token=card.token, number=card.number)
    assert actions.sign_in_by_code(by=here.staff, at=NOW, event=gathering, code=code, key=uuid4()).attendance.person == guest


def test_a_code_of_another_gathering_is_refused_by_its_name() -> None:
    here = place()
    one, other = event(here), event(here)
    card = invited(here, other, person(here))
    with pytest.raises(Refused, match=other.title):
        actions.sign_in_by_code(by=here.staff, at=NOW, event=one, code=card.token, key=uuid4())


@pytest.mark.parametrize("code", ["hello", "99", "https://example.cn/", "x" * 22])
def test_an_unknown_code_is_refused(code: str) -> None:
    here = place()
    with pytest.raises(Refused) as refused:
        actions.sign_in_by_code(by=here.staff, at=NOW, event=event(here), code=code, key=uuid4())
    assert refused.value.field == "code"


@pytest.mark.parametrize(("hours", "words"), [(-3, "begins three hours before"), (10, "has ended")])
def test_the_door_opens_and_closes(hours: int, words: str) -> None:
    here = place()
    with pytest.raises(Refused, match=words):
        at_door(here, event(here), person(here), at=NOW + timedelta(hours=hours))


def test_nobody_is_signed_in_before_it_is_announced_or_after_it_is_called_off() -> None:
    here = place()
    with pytest.raises(Refused, match="not announced"):
        at_door(here, event(here, opened=False), person(here))
    cancelled = actions.cancel_event(by=here.staff, at=NOW, event=event(here), reason="大雪")
    with pytest.raises(Refused, match="cancelled"):
        at_door(here, cancelled, person(here))


def test_a_volunteer_works_at_the_door_of_the_own_unit_only() -> None:
    here = place()
    volunteer = here.users["volunteer"]
    assert at_door(here, event(here, organisation=here.water), person(here), by=volunteer).outcome == Outcome.ACCEPTED
    with pytest.raises(Refused):
        at_door(here, event(here), person(here), by=volunteer)
    with pytest.raises(Refused):
        on_sheet(here, event(here, organisation=here.water), person(here), by=volunteer)


def test_the_last_seat_is_promised_once() -> None:
    here = place()
    gathering = event(here, capacity=1)
    one, other = (invited(here, gathering, person(here)) for _ in range(2))
    assert actions.reply(at=NOW, invitation=one, answer="yes").reply == "yes"
    with pytest.raises(Refused, match="not enough seats"):
        actions.reply(at=NOW, invitation=other, answer="yes")
    with pytest.raises(Refused, match="All 1 seats"):
        at_door(here, gathering, person(here))
    assert at_door(here, gathering, one.person).outcome == Outcome.ACCEPTED
    assert queries.seats_taken(gathering) == 1


def test_a_seat_given_back_is_free_again() -> None:
    here = place()
    gathering = event(here, capacity=1)
    one, other = (invited(here, gathering, person(here)) for _ in range(2))
    actions.reply(at=NOW, invitation=one, answer="yes")
    actions.reply(at=NOW, invitation=one, answer="no")
    assert actions.reply(at=NOW, invitation=other, answer="yes").reply == "yes"


def test_a_reply_after_the_end_or_without_sense_is_refused() -> None:
    here = place()
    card = invited(here, event(here), person(here))
    with pytest.raises(Refused, match="over"):
        actions.reply(at=NOW + timedelta(hours=5), invitation=card, answer="yes")
    with pytest.raises(Refused) as refused:
        actions.reply(at=NOW, invitation=card, answer="perhaps")
    assert refused.value.field == "answer"


def test_an_invitation_stands_once_and_keeps_its_number() -> None:
    here = place()
    gathering, guests = event(here), [person(here) for _ in range(3)]
    first = actions.invite(by=here.staff, at=NOW, event=gathering, people=guests[:2])
    assert [card.number for card in first] == [1, 2]
    assert [card.number for card in actions.invite(by=here.staff, at=NOW, event=gathering, people=guests)] == [3]


def test_seats_taken_are_not_taken_away() -> None:
    here = place()
    gathering = event(here, capacity=5)
    for guest in (person(here) for _ in range(3)):
        at_door(here, gathering, guest)
    facts = {name: getattr(gathering, name) for name in ("organisation", "kind", "title", "starts_at", "ends_at", "place")}
    with pytest.raises(Refused) as refused:
        actions.edit_event(by=here.staff, at=NOW, event=gathering, revision=gathering.revision, capacity=2, **facts)
    assert refused.value.field == "capacity"


def test_a_stale_edit_is_told_who_was_first() -> None:
    here = place()
    gathering, other = event(here), user("county_staff", here.federation)
    actions.set_programme(by=other, at=NOW, event=gathering, revision=gathering.revision, items=[("开场", "示例")])
    with pytest.raises(Stale, match=other.name):
        actions.set_programme(by=here.staff, at=NOW, event=gathering, revision=gathering.revision, items=[("独唱", "")])
    assert [item.title for item in gathering.items.all()] == ["开场"]


def test_it_is_held_only_once_it_has_begun() -> None:
    here = place()
    gathering = event(here)
    with pytest.raises(Refused, match="not begun"):
        actions.hold_event(by=here.staff, at=NOW, event=gathering)
    held = actions.hold_event(by=here.staff, at=NOW + timedelta(hours=2), event=gathering, summary="交流体会")
    assert (held.stage, held.summary) == (EventStage.HELD, "交流体会")


def test_it_is_not_called_off_once_somebody_came() -> None:
    here = place()
    gathering = event(here)
    at_door(here, gathering, person(here))
    with pytest.raises(Refused, match="took place"):
        actions.cancel_event(by=here.staff, at=NOW, event=gathering, reason="大雪")


def test_minutes_are_revisions_and_a_stale_one_is_refused() -> None:
    here = place()
    gathering, later, other = event(here), NOW + timedelta(hours=3), user("county_staff", here.federation)
    first = actions.write_minutes(by=here.staff, at=later, event=gathering, revision=0, text="甲", decisions="一\n\n二")
    assert first.decision_list == ["一", "二"]
    actions.write_minutes(by=other, at=later, event=gathering, revision=1, text="乙")
    with pytest.raises(Stale, match=other.name):
        actions.write_minutes(by=here.staff, at=later, event=gathering, revision=1, text="丙")
    assert [row.text for row in Minutes.objects.order_by("revision")] == ["甲", "乙"]


def test_a_photo_stands_once_and_is_shown_only_while_all_on_it_agree() -> None:
    here = place()
    gathering, file, child, mother = event(here), evidence(here), person(here), person(here)
    photo = actions.add_photo(by=here.staff, at=NOW, event=gathering, evidence=file, caption="合影")
    assert actions.add_photo(by=here.staff, at=NOW, event=gathering, evidence=file) == photo
    assert EventPhoto.objects.count() == 1

    def state(faces, *people):
        actions.state_faces(by=here.staff, at=NOW, photo=photo, faces=faces, people=people)
        photo.refresh_from_db()
        return queries.is_publishable(photo)

    assert not queries.is_publishable(photo)
    assert state("nobody")
    assert not state("named", child, mother)
    for each in (child, mother):
        assert not queries.is_publishable(photo)
        give_consent(by=here.staff, at=NOW, person=each, purpose=Purpose.PHOTO, channel="paper")
    assert queries.is_publishable(photo)
    withdraw_consent(by=None, at=NOW, person=mother, purpose=Purpose.PHOTO, channel="phone")
    assert not queries.is_publishable(photo)
    assert queries.without_consent(photo) == [mother]
    assert not state("")
    with pytest.raises(Refused, match="Name those"):
        actions.state_faces(by=here.staff, at=NOW, photo=photo, faces="named")


def test_a_unit_reports_its_activity_once() -> None:
    here = place()
    coordinator, key, file = here.users["unit_coordinator"], uuid4(), evidence(here)
    facts = {
        "kind": EventKind.CLASS,
        "title": "示例课",
        "starts_at": NOW - timedelta(hours=3),
        "ends_at": NOW,
        "place": "示例室",
        "photo": file,
    }
    made = [actions.report_activity(by=coordinator, at=NOW, organisation=here.water, key=key, attendance=42, **facts) for _ in range(2)]
    assert made[0] == made[1] == Event.objects.get()
    assert (made[0].stage, made[0].reported_attendance) == (EventStage.HELD, 42)
    assert list(made[0].photos.all()) == [file]
    assert ActionLog.objects.filter(verb="events.event.report").count() == 1
    with pytest.raises(Refused):
        actions.report_activity(by=coordinator, at=NOW, organisation=here.school, key=uuid4(), attendance=1, **facts)


def test_what_a_unit_reported_is_shown_as_it_was_written_and_has_no_hours_and_no_door() -> None:
    here = place()
    made = actions.report_activity(
        by=here.users["unit_coordinator"], at=NOW, organisation=here.water, key=uuid4(), attendance=36, kind=EventKind.CLASS, title="示例课",
        starts_at=NOW - timedelta(hours=3), ends_at=NOW, place="示例室", photo=evidence(here),
    )  # fmt: skip
    client = signed_in(here.staff)
    with time_machine.travel(NOW, tick=False):
        rows = client.get(reverse("events:events")).content.decode()
        page = client.get(reverse("events:event", args=[made.pk])).content.decode()
        door = client.get(reverse("events:door", args=[made.pk]))
    assert "上报 36 人" in rows
    hours = f"{timezone.localtime(made.starts_at):%H:%M}"
    for text in (rows, page.split("办理记录")[0]):
        assert f"{timezone.localdate(made.starts_at)}" in text
        assert hours not in text
    assert reverse("events:door", args=[made.pk]) not in page
    assert door.status_code == 403
    with pytest.raises(Refused, match="不再逐人签到"):
        actions.sign_in(by=here.staff, at=NOW, event=made, person=person(here), key=uuid4(), channel=Channel.STAFF_LIST)


def test_a_gathering_that_is_held_and_over_offers_no_door() -> None:
    here = place()
    gathering = event(here)
    inside = gathering.ends_at - timedelta(minutes=1)
    assert policies.may_show_door(here.staff, gathering, inside) is None
    held = actions.hold_event(by=here.staff, at=inside, event=gathering)
    assert policies.may_show_door(here.staff, held, inside) is None
    assert policies.may_show_door(here.staff, held, gathering.ends_at)


def test_a_gathering_is_copied_with_its_programme_and_nobody_invited() -> None:
    here = place()
    first = event(here)
    first = actions.set_programme(by=here.staff, at=NOW, event=first, revision=first.revision, items=[("座谈", "示例人")])
    actions.invite(by=here.staff, at=NOW, event=first, people=[person(here)])
    client, address = signed_in(here.staff), reverse("events:copy_event", args=[first.pk])
    form = client.get(address).context["form"]
    assert form.initial["title"] == first.title
    assert form.initial["starts_at"] is None
    data = {name: value for name, value in form.initial.items() if value not in (None, [], "")}
    data |= {"organisation": first.organisation_id, "starts_at": "2027-03-08T09:00", "ends_at": "2027-03-08T11:00"}
    answer = client.post(address, data)
    assert answer.status_code == 302, answer.context["form"].errors
    second = Event.objects.exclude(pk=first.pk).get()
    assert (second.stage, second.title, second.place) == (EventStage.DRAFT, first.title, first.place)
    assert [(item.title, item.performer) for item in second.items.all()] == [("座谈", "示例人")]
    assert not second.invitations.exists()
    assert signed_in(here.users["volunteer"]).get(address).status_code == 404  # of another unit


def test_only_the_host_and_county_staff_prepare() -> None:
    here = place()
    for role in ("partner_staff", "unit_coordinator", "volunteer", "auditor"):
        with pytest.raises(Refused):
            actions.open_event(by=here.users[role], at=NOW, event=event(here, opened=False))


DO = {
    "open": lambda here, it: actions.open_event(by=here.staff, at=NOW + timedelta(hours=2), event=it),
    "hold": lambda here, it: actions.hold_event(by=here.staff, at=NOW + timedelta(hours=2), event=it),
    "close": lambda here, it: actions.close_event(by=here.staff, at=NOW + timedelta(hours=2), event=it),
    "cancel": lambda here, it: actions.cancel_event(by=here.staff, at=NOW, event=it, reason="大雪"),
    "reopen": lambda here, it: actions.reopen_event(by=here.staff, at=NOW, event=it, reason="补照片"),
}


@pytest.mark.parametrize("stage", EventStage.values)
@pytest.mark.parametrize("name", DO)
def test_every_step_from_every_stage_is_as_the_table_says(name: str, stage: str) -> None:
    here = place()
    gathering = event(here, opened=False)
    Event.objects.filter(pk=gathering.pk).update(stage=stage)
    allowed = [move.target for move in MOVES.moves if move.name == name and move.source == stage]
    if allowed:
        assert DO[name](here, gathering).stage == allowed[0]
    else:
        with pytest.raises(Refused):
            DO[name](here, gathering)
        gathering.refresh_from_db()
        assert gathering.stage == stage

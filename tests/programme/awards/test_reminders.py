"""What is late or soon will be is spoken of once for each deadline, to whoever agreed to be contacted; the desk tells the others."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from jiafeng.common.refusals import Refused
from jiafeng.config.daily import wake
from jiafeng.ground.people.actions import add_person, erase_person, give_consent
from jiafeng.ground.people.models import ConsentChannel, Person, Purpose
from jiafeng.ground.sms.actions import send_text
from jiafeng.ground.sms.jobs.gateways import Memory
from jiafeng.ground.sms.models import Message
from jiafeng.programme.awards import actions, jobs, queries
from jiafeng.programme.awards.models import Objection, Reminder, Reviewer, RoundBody
from tests.factories import signed_in
from tests.programme.awards.factories import NOW, File, cleared, nominated, open_file, posted

pytestmark = pytest.mark.django_db

# The last day of the clearance is Friday 13 March, of the review Friday the 20th.
CLEARING_SOON = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)
REVIEW_SOON = datetime(2026, 3, 18, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _none_sent() -> Iterator[None]:
    Memory.sent.clear()
    with time_machine.travel(NOW, tick=False):
        yield


def somebody(file: File, phone: str, *, agrees: bool = True) -> Person:
    person = add_person(
        by=file.staff, at=NOW, county=file.county.region, name=f"示例{phone[-4:]}", organisation=file.county.department, phone=phone
    )
    if agrees:
        give_consent(by=file.staff, at=NOW, person=person, purpose=Purpose.CONTACT, channel=ConsentChannel.PAPER)
    return person


def under_review(agrees: bool = True) -> File:
    """Two reviewers, one of whom is on the list with a telephone."""
    file = cleared(open_file(), 2)
    Reviewer.objects.filter(round=file.round, user=file.partner).update(person=somebody(file, "13800138001", agrees=agrees))
    return file


def in_clearance() -> File:
    file = nominated(open_file(), 2)
    actions.start_clearing(by=file.staff, at=NOW, round_=file.round)
    return file


def chase(file: File, at: datetime) -> tuple[int, int]:
    return actions.chase(at=at, round_=file.round)


def test_missing_sheets_are_spoken_of_once_before_their_last_day(work_off_jobs: Callable[[], None]) -> None:
    file = under_review()
    assert chase(file, REVIEW_SOON - timedelta(days=1)) == (0, 0)
    assert [chase(file, REVIEW_SOON + timedelta(days=day)) for day in range(4)] == [(1, 0), (0, 0), (0, 0), (0, 0)]
    work_off_jobs()
    assert Memory.sent == [("13800138001", "提醒：2026年示例廉内助有2份评分表待您评分，截止2026-03-20。")]
    assert Reminder.objects.get().due_on == date(2026, 3, 20)


def test_it_is_not_spoken_of_again_when_the_messages_themselves_were_forgotten() -> None:
    file = under_review()
    chase(file, REVIEW_SOON)
    Message.objects.all().delete()
    assert chase(file, REVIEW_SOON + timedelta(days=100)) == (0, 0)


def test_a_deadline_that_moved_is_another_one() -> None:
    file = under_review()
    chase(file, REVIEW_SOON)
    deadline = file.round.deadlines.get(stage="reviewing")
    change = actions.propose_deadline(by=file.staff, at=REVIEW_SOON, deadline=deadline, to=date(2026, 3, 25), reason="示例")
    actions.confirm_deadline(by=file.second, at=REVIEW_SOON, change=change)
    assert chase(file, REVIEW_SOON + timedelta(days=1)) == (0, 0)
    assert chase(file, REVIEW_SOON + timedelta(days=5)) == (1, 0)


def test_who_does_not_agree_is_not_texted_and_finds_it_on_the_desk() -> None:
    file = under_review(agrees=False)
    assert chase(file, REVIEW_SOON) == (0, 0)
    assert not Message.objects.exists()
    assert next(each.what for each in queries.due(file.partner, REVIEW_SOON)) == "Score nominations: 2026年示例廉内助"


def test_a_sheet_that_was_handed_in_or_excused_is_not_missing() -> None:
    file = under_review()
    for sheet in Reviewer.objects.get(user=file.partner).sheets.all():
        actions.excuse_sheet(by=file.staff, at=NOW, sheet=sheet, reason="示例")
    assert chase(file, REVIEW_SOON) == (0, 0)


def test_a_body_is_reminded_of_the_word_it_owes() -> None:
    file = in_clearance()
    seat = file.round.bodies.get(organisation=file.county.commission)
    actions.name_contact(by=file.partner, at=NOW, body=seat, person=somebody(file, "13800138002"))
    assert next(each.what for each in queries.due(file.partner, NOW)) == "Give your word on nominations: 2026年示例廉内助"
    assert chase(file, CLEARING_SOON) == (1, 0)
    for nomination in file.round.nominations.all():
        actions.give_clearance(by=file.partner, at=NOW, body=seat, nomination=nomination, agrees=True, document="示例")
    assert "Give your word" not in str(queries.due(file.partner, NOW))
    assert "Give your word" in str(queries.due(file.staff, NOW))  # the Federation owes its own
    Reminder.objects.all().delete()
    assert chase(file, CLEARING_SOON) == (0, 0)


def test_objections_are_spoken_of_in_one_message_each_once() -> None:
    file = posted(open_file())
    seat = file.round.bodies.get(organisation=file.county.federation)
    actions.name_contact(by=file.staff, at=NOW, body=seat, person=somebody(file, "13800138003"))
    made = [actions.object_to(at=NOW, notice=file.notice, key=uuid4(), text="示例") for _ in range(2)]
    soon = datetime.combine(made[0].due_on - timedelta(days=1), NOW.timetz())
    assert [chase(file, soon), chase(file, soon)] == [(1, 0), (0, 0)]
    assert Reminder.objects.count() == 2
    actions.answer_objection(by=file.staff, at=NOW, objection=made[0], answer="示例", upheld=False)
    extended = actions.extend_answer(by=file.staff, at=NOW, objection=made[1], reason="示例")
    assert chase(file, soon + timedelta(days=1)) == (0, 0)
    later = datetime.combine(extended.due_on, NOW.timetz())
    assert (chase(file, later), Objection.objects.filter(stage="open").count()) == ((1, 0), 1)


def test_a_message_that_the_limits_put_off_is_asked_for_again() -> None:
    file = under_review()
    send_text(at=REVIEW_SOON, phone="13800138001", text="示例", county=file.county.region.code, key="other")
    assert chase(file, REVIEW_SOON) == (0, 1)
    assert not Reminder.objects.exists()
    with time_machine.travel(REVIEW_SOON, tick=False):
        jobs.chase.call()
    assert DBTaskResult.objects.get(task_path="jiafeng.programme.awards.jobs.chase").run_after == REVIEW_SOON + jobs.BETWEEN
    assert chase(file, REVIEW_SOON + jobs.BETWEEN) == (1, 0)


def test_the_day_asks_for_it_in_the_hours_of_work() -> None:
    for at, when in (
        (datetime(2026, 3, 18, 18, 0, tzinfo=UTC), datetime(2026, 3, 19, 1, 0, tzinfo=UTC)),  # two at night in Shanghai
        (datetime(2026, 3, 18, 2, 0, tzinfo=UTC), datetime(2026, 3, 18, 2, 0, tzinfo=UTC)),
        (datetime(2026, 3, 18, 11, 0, tzinfo=UTC), datetime(2026, 3, 19, 1, 0, tzinfo=UTC)),  # seven in the evening
    ):
        jobs.plan_chase(at)
        assert DBTaskResult.objects.get().run_after == when
        DBTaskResult.objects.all().delete()


def test_the_daily_work_reminds_and_again_reminds_nobody_twice(work_off_jobs: Callable[[], None]) -> None:
    under_review()
    for day in range(3):
        with time_machine.travel(REVIEW_SOON + timedelta(days=day), tick=False):
            wake()
            wake()
            work_off_jobs()
    assert [phone for phone, _text in Memory.sent] == ["13800138001"]


def test_a_round_that_is_over_reminds_of_nothing() -> None:
    file = under_review()
    actions.cancel_round(by=file.staff, at=NOW, round_=file.round, reason="示例")
    assert (list(queries.rounds_to_chase()), chase(file, REVIEW_SOON)) == ([], (0, 0))


def test_each_body_says_itself_who_is_reminded() -> None:
    file = in_clearance()
    seat = file.round.bodies.get(organisation=file.county.commission)
    person = somebody(file, "13800138004")
    with pytest.raises(Refused, match="own staff"):
        actions.name_contact(by=file.staff, at=NOW, body=seat, person=person)
    stranger = open_file(code="990777")
    with pytest.raises(Refused, match="another county"):
        actions.name_contact(by=file.partner, at=NOW, body=seat, person=somebody(stranger, "13800138005"))
    actions.cancel_round(by=file.staff, at=NOW, round_=file.round, reason="示例")
    with pytest.raises(Refused, match="at the stage"):
        actions.name_contact(by=file.partner, at=NOW, body=seat, person=person)


def test_the_page_names_and_ends_a_contact() -> None:
    file = in_clearance()
    seat = file.round.bodies.get(organisation=file.county.commission)
    person = somebody(file, "13800138006")
    client, address = signed_in(file.partner), reverse("awards:contact", args=[seat.pk])
    assert person.name in client.get(address, {"q": "示例8006"}).content.decode()
    assert client.post(address, {"person": person.pk}).status_code == 302
    round_page = client.get(reverse("awards:round", args=[file.round.pk])).content.decode()
    assert f"短信提醒：{person.name}" in round_page
    assert client.post(address, {"person": ""}).status_code == 302
    assert RoundBody.objects.get(pk=seat.pk).contact is None
    assert signed_in(file.coordinator).get(address).status_code == 403
    assert client.put(address).status_code == 405


def test_who_is_erased_is_reminded_of_nothing() -> None:
    file = in_clearance()
    seat = file.round.bodies.get(organisation=file.county.commission)
    person = somebody(file, "13800138007")
    actions.name_contact(by=file.partner, at=NOW, body=seat, person=person)
    erase_person(by=file.staff, at=NOW, person=person, typed_name=person.name, reason="本人来信")
    assert RoundBody.objects.get(pk=seat.pk).contact is None


def test_the_round_page_shows_what_was_sent() -> None:
    file = under_review()
    chase(file, REVIEW_SOON)
    page = signed_in(file.staff).get(reverse("awards:round", args=[file.round.pk])).content.decode()
    assert "已发提醒" in page
    assert "截止2026-03-20" in page

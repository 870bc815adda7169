"""Messages: one of a person in a drive, decided and undone, consents, withdrawal."""

from typing import Any
from uuid import uuid4

import pytest

from jiafeng.common.refusals import Refused
from jiafeng.ground.people.actions import withdraw_consent
from jiafeng.ground.people.models import ConsentChannel, Person, Purpose
from jiafeng.ground.records.models import ActionLog
from jiafeng.programme.letters import actions, queries
from jiafeng.programme.letters.actions import Outcome
from jiafeng.programme.letters.models import Message, MessageLink, MessageVersion
from jiafeng.programme.letters.stages import Stage
from tests.programme.events.factories import NOW, Place, person, place
from tests.programme.letters.factories import approved, drive, send

pytestmark = pytest.mark.django_db


def refused(action: Any, **facts: Any) -> str:
    with pytest.raises(Refused) as caught:
        action(**facts)
    return str(caught.value)


def scene() -> tuple[Place, Any, Any]:
    here = place()
    return here, drive(here), person(here)


def test_a_newer_message_replaces_the_older_and_both_are_kept() -> None:
    _here, call, author = scene()
    first, second = send(call, author, "平安是福"), send(call, author, "清廉是福")
    assert (first.outcome, second.outcome) == (Outcome.SENT, Outcome.REPLACED)
    message = Message.objects.get()
    assert (message.version.text, message.version.number) == ("清廉是福", 2)
    assert list(message.versions.values_list("text", flat=True)) == ["清廉是福", "平安是福"]


def test_the_same_form_sent_twice_is_one_version() -> None:
    _here, call, author = scene()
    key = uuid4()
    assert [send(call, author, key=key).outcome for _ in range(2)] == [Outcome.SENT, Outcome.AGAIN]
    assert MessageVersion.objects.count() == 1


def test_one_form_serves_one_person() -> None:
    here, call, author = scene()
    key = uuid4()
    send(call, author, key=key)
    assert "another person" in refused(lambda **_: send(call, person(here), key=key))


def test_nobody_replaces_a_message_by_their_word_alone() -> None:
    _here, call, author = scene()
    send(call, author, "真的")
    assert send(call, author, "假的", vouched=False).outcome == Outcome.ALREADY
    assert Message.objects.get().version.text == "真的"


def test_a_newer_message_is_read_again() -> None:
    here, call, author = scene()
    approved(here, call, author)
    send(call, author, "改了一句")
    message = Message.objects.get()
    assert (message.stage, message.decided_by) == (Stage.RECEIVED, None)


@pytest.mark.parametrize(("text", "sentence"), [("", "Write a few words"), ("好" * 121, "120 characters")])
def test_a_message_says_something_that_a_card_holds(text: str, sentence: str) -> None:
    _here, call, author = scene()
    assert sentence in refused(lambda **_: send(call, author, text))
    assert not Message.objects.exists()


def test_a_child_writes_only_with_a_guardian() -> None:
    here, call, _author = scene()
    child = person(here, birth_year=2018)
    assert "guardian" in refused(lambda **_: send(call, child))
    message = send(call, child, guardian="示例王芳", purposes=[Purpose.WALL]).message
    assert message.guardian == "示例王芳"
    assert queries.agreed_to(child) == {Purpose.WALL}


def test_a_closed_drive_and_another_county_take_nothing() -> None:
    here, call, author = scene()
    stranger = person(place("990202", "yi.example"))
    assert "another county" in refused(lambda **_: send(call, stranger))
    actions.close_drive(by=here.staff, at=NOW, drive=call)
    assert "ended" in refused(lambda **_: send(call, author))
    assert "while the drive is open" in refused(lambda **_: send(call, author, by=here.staff))


def test_decisions_are_undone_one_by_one_and_together() -> None:
    here, call, author = scene()
    message = approved(here, call, author)
    actions.reconsider(by=here.staff, at=NOW, message=message)
    assert Message.objects.get().stage == Stage.RECEIVED
    others = [send(call, person(here)).message for _ in range(2)]
    batch = uuid4()
    ids = [each.pk for each in (message, *others)]
    assert actions.bulk_approve(by=here.staff, at=NOW, drive=call, ids=ids, batch=batch) == 3
    assert actions.bulk_approve(by=here.staff, at=NOW, drive=call, ids=ids, batch=batch) == 0
    actions.return_message(by=here.staff, at=NOW, message=actions.reconsider(by=here.staff, at=NOW, message=others[0]), reason="字太小")
    assert actions.reconsider_all(by=here.staff, at=NOW, drive=call, batch=batch) == 2
    assert sorted(Message.objects.values_list("stage", flat=True)) == ["received", "received", "returned"]


def test_what_is_returned_says_why_and_only_staff_decide() -> None:
    here, call, author = scene()
    message = send(call, author).message
    assert "what the author should change" in refused(actions.return_message, by=here.staff, at=NOW, message=message, reason=" ")
    for role in ("unit_coordinator", "partner_staff"):
        assert "approved by the county" in refused(actions.approve, by=here.users[role], at=NOW, message=message)


def test_the_wall_and_the_print_ask_the_ledger_each_time() -> None:
    here, call, author = scene()
    message = approved(here, call, author)
    assert list(queries.on_the_wall(here.county.pk)) == [message]
    assert list(queries.printable(call)) == [message]
    withdraw_consent(by=None, at=NOW, person=author, purpose=Purpose.WALL, channel=ConsentChannel.PHONE)
    assert not queries.on_the_wall(here.county.pk).exists()
    assert queries.printable(call).exists()
    actions.withdraw_message(at=NOW, message=message)
    assert not queries.printable(call).exists()
    assert not Message.objects.standing().exists()


def test_staff_say_who_asked_for_a_withdrawal() -> None:
    here, call, author = scene()
    message = send(call, author).message
    assert "who asked" in refused(actions.withdraw_message, by=here.staff, at=NOW, message=message)
    actions.withdraw_message(by=here.staff, at=NOW, message=message, reason="本人来电")
    assert Message.objects.get().reason == "本人来电"


def test_typed_words_need_no_transcription() -> None:
    here, call, author = scene()
    message = send(call, author).message
    assert "typed these words" in refused(actions.transcribe, by=here.staff, at=NOW, version=message.version, text="改写")


def test_asking_makes_a_link_once_and_tells_nothing_of_answers() -> None:
    here, call, author = scene()
    people = [author, person(here)]
    assert actions.ask(by=here.staff, at=NOW, drive=call, people=people) == 2
    assert actions.ask(by=here.staff, at=NOW, drive=call, people=people) == 0
    token = actions.make_link(at=NOW, drive=call, person=author)
    link = queries.link_by_token(token)
    assert link is not None
    assert link.person == author
    renewed = actions.make_link(by=here.staff, at=NOW, drive=call, person=author, afresh=True)
    assert queries.link_by_token(token) is None
    assert queries.link_by_token(renewed) is not None
    assert not {field.name for field in MessageLink._meta.get_fields()} & {"answered", "message", "used_at"}


def test_whoever_is_asked_is_noted_as_asked_however_many_they_are() -> None:
    """The log counts them all, so the links must too: also of those who had a link because they wrote by themselves."""
    here, call, author = scene()
    people = Person.objects.bulk_create(
        Person(county=here.county, organisation=author.organisation, name=f"示例{at}", name_key=f"示例{at}", pinyin="shili")
        for at in range(1100)
    )
    for one in people:
        actions.make_link(at=NOW, drive=call, person=one)
    assert actions.ask(by=here.staff, at=NOW, drive=call, people=people) == 1100
    assert queries.asked_in(call).count() == ActionLog.objects.get(verb="letters.drive.ask").detail["people"] == 1100


def test_somebody_who_wrote_by_themselves_counts_as_asked_only_when_asked() -> None:
    here, call, author = scene()
    send(call, author)
    actions.make_link(at=NOW, drive=call, person=author)
    assert queries.asked_in(call).count() == 0
    actions.ask(by=here.staff, at=NOW, drive=call, people=[author])
    assert queries.asked_in(call).count() == 1


def test_a_coordinator_enters_for_the_own_unit_only() -> None:
    here, call, author = scene()
    coordinator = here.users["unit_coordinator"]
    assert send(call, author, by=coordinator).outcome == Outcome.SENT
    outsider = person(here, organisation=here.school)
    assert "own unit" in refused(lambda **_: send(call, outsider, by=coordinator))


def test_a_message_keeps_the_lines_that_were_typed() -> None:
    _here, call, author = scene()
    send(call, author, "亲爱的爸爸：\r\n　　两袖清风 \r\n\r\n\r\n　　一身正气\r\n")
    assert Message.objects.get().version.text == "亲爱的爸爸：\n　　两袖清风\n\n　　一身正气"

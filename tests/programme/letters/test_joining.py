"""Two entries of one person who wrote under each: one message, the versions of both, and two again where that was a mistake."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from jiafeng.ground.people.actions import erase_person, merge_people, undo_merge
from jiafeng.ground.people.models import Merge, Person, Purpose
from jiafeng.programme.deskcards.models import Card
from jiafeng.programme.deskcards.queries import to_call_back
from jiafeng.programme.deskcards.stages import CardStage
from jiafeng.programme.letters import actions, queries
from jiafeng.programme.letters.models import FamilyLetter, Message, MessageLink
from jiafeng.programme.letters.stages import Stage
from tests.ground.people.test_merging import everything
from tests.programme.deskcards.factories import run_of
from tests.programme.events.factories import NOW, Place, person, place
from tests.programme.letters.factories import approved, drive, send

pytestmark = pytest.mark.django_db
BEFORE, AFTER = NOW - timedelta(days=1), NOW + timedelta(days=1)


def scene() -> tuple[Place, Any, Person, Person]:
    here = place()
    return here, drive(here), person(here, "示例王芳", phone=""), person(here, "示例王芳")


def merged(here: Place, kept: Person, gone: Person) -> Merge:
    return merge_people(by=here.staff, at=AFTER, kept=kept, gone=gone)


def test_the_later_message_stands_with_its_decision_and_the_earlier_is_its_history() -> None:
    here, call, kept, gone = scene()
    approved(here, call, kept, text="平安是福", cadre="示例李")
    send(call, gone, "清廉", at=BEFORE)
    send(call, gone, "清廉是福", at=AFTER)
    before = everything()
    made = merged(here, kept, gone)
    message = Message.objects.get()
    assert (message.person, message.stage, message.cadre, message.decided_by) == (kept, Stage.RECEIVED, "示例李", None)
    assert list(message.versions.values_list("number", "text")) == [(3, "清廉是福"), (2, "平安是福"), (1, "清廉")]
    assert message.version.text == "清廉是福"
    undo_merge(by=here.staff, at=AFTER, merge=made)
    assert everything() == before


def test_an_earlier_one_changes_nothing_about_what_stands() -> None:
    here, call, kept, gone = scene()
    send(call, gone, "清廉是福", at=BEFORE)
    approved(here, call, kept, text="平安是福")
    made = merged(here, kept, gone)
    message = Message.objects.get()
    assert (message.stage, message.version.text, message.version.number) == (Stage.APPROVED, "平安是福", 2)
    send(call, kept, "家和", at=AFTER)
    assert Message.objects.get().version.number == 3
    undo_merge(by=here.staff, at=AFTER, merge=made)
    assert Message.objects.get(person=gone).version.text == "清廉是福"
    send(call, kept, "人安", at=AFTER)
    assert [each.text for each in Message.objects.get(person=kept).versions.all()] == ["人安", "家和", "平安是福"]


def test_who_took_back_the_later_one_has_taken_it_back() -> None:
    here, call, kept, gone = scene()
    send(call, kept, at=BEFORE)
    actions.withdraw_message(at=AFTER, message=send(call, gone).message)
    before = everything()
    made = merged(here, kept, gone)
    assert Message.objects.get().stage == Stage.WITHDRAWN
    undo_merge(by=here.staff, at=AFTER, merge=made)
    assert everything() == before


def test_of_two_letters_in_one_drive_the_newer_stands_and_of_those_that_staff_entered_each() -> None:
    here, call, kept, gone = scene()

    def write(author: Person, title: str, **more: Any) -> FamilyLetter:
        return actions.write_letter(**{"at": NOW, "key": uuid4(), "person": author, "title": title, "body": "见字如面。"} | more)

    actions.decide_letter(by=here.staff, at=NOW, letter=write(kept, "前一封", drive=call, at=BEFORE), approved=True)
    write(gone, "后一封", drive=call)
    write(gone, "纸上的一封", by=here.staff)
    write(kept, "纸上的另一封", by=here.staff)
    before = everything()
    made = merged(here, kept, gone)
    letters = FamilyLetter.objects.filter(person=kept)
    assert letters.count() == 4
    assert set(letters.standing().values_list("title", flat=True)) == {"后一封", "纸上的一封", "纸上的另一封"}
    replaced = letters.get(stage=Stage.WITHDRAWN)
    assert (replaced.title, replaced.withdrawn_at, replaced.withdrawn_by, replaced.decided_at) == ("前一封", NOW, None, None)
    undo_merge(by=here.staff, at=AFTER, merge=made)
    assert everything() == before


def test_a_link_that_was_moved_or_joined_opens_and_who_was_asked_was_asked() -> None:
    here, call, kept, gone = scene()
    other = drive(here)
    for each in (call, other):
        actions.ask(by=here.staff, at=NOW, drive=each, people=[gone])
    actions.make_link(at=NOW, drive=call, person=kept)
    before = everything()
    made = merged(here, kept, gone)
    for link in MessageLink.objects.all():
        assert link.person == kept
        assert link.asked
        assert queries.link_by_token(link.token) == link
    assert queries.asked_in(call).count() == 1
    undo_merge(by=here.staff, at=AFTER, merge=made)
    assert everything() == before


def test_cards_hang_on_the_message_that_stands_and_the_older_one_is_to_be_called_back() -> None:
    here, call, kept, gone = scene()
    first = send(call, kept, "平安是福", purposes=[Purpose.DESK_CARD], at=BEFORE).message
    actions.approve(by=here.staff, at=NOW, message=first)
    approved(here, call, gone, text="清廉是福", purposes=[Purpose.DESK_CARD])
    run_of(here, call)
    Card.objects.update(stage=CardStage.PRINTED, printed_on=NOW.date())
    before = everything()
    made = merged(here, kept, gone)
    standing = Message.objects.get()
    assert set(Card.objects.values_list("message", "person")) == {(standing.pk, kept.pk)}
    assert [card.version.text for card in to_call_back(Card.objects.all())] == ["平安是福"]
    undo_merge(by=here.staff, at=AFTER, merge=made)
    assert everything() == before


def test_erasing_takes_the_words_and_leaves_the_counts() -> None:
    here, call, _kept, author = scene()
    approved(here, call, author, text="平安是福", cadre="示例李", purposes=[Purpose.WALL, Purpose.DESK_CARD])
    actions.make_link(at=NOW, drive=call, person=author)
    returned = send(drive(here), author, "清廉是福").message
    actions.return_message(by=here.staff, at=NOW, message=returned, reason="示例王芳没有写完")
    actions.write_letter(by=here.staff, at=NOW, key=uuid4(), person=author, title="给示例李的信", written_on=NOW.date(), body="平安是福")
    erase_person(by=here.staff, at=NOW, person=author, typed_name="示例王芳", reason="本人来信")
    assert (Message.objects.count(), FamilyLetter.objects.count(), MessageLink.objects.count()) == (2, 1, 0)
    assert not queries.on_the_wall(here.county.pk).exists()
    left = "".join(str(table) for name, table in everything().items() if name.startswith("letters."))
    for word in ("王芳", "示例李", "平安是福", "清廉是福"):
        assert word not in left

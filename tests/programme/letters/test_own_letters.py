"""Family letters from people's own phones: by their own link, typed or photographed, agreed to, moderated, replaced and withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from jiafeng.common.refusals import Refused
from jiafeng.ground.people.models import ConsentState, Person, Purpose
from jiafeng.programme.letters import actions, queries
from jiafeng.programme.letters.models import FamilyLetter, Message, MessageDrive
from jiafeng.programme.letters.stages import Stage
from tests.factories import status_of
from tests.programme.events.factories import NOW, Place, person, place
from tests.programme.letters.factories import drive, on_a_desk, upload
from tests.programme.letters.test_pages import as_role

pytestmark = pytest.mark.django_db
WORDS = "爸爸您好。\n愿您一身清白，常回家吃饭。"


@pytest.fixture(autouse=True)
def _that_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def asked(here: Place, call: MessageDrive, **facts: Any) -> tuple[Person, str]:
    known = person(here, **facts)
    return known, actions.make_link(by=here.staff, at=NOW, drive=call, person=known)


def post(client: Client, token: str, **fields: Any) -> Any:
    form = {"key": str(uuid4()), "title": "写给爸爸", "body": WORDS, **fields}
    return client.post(reverse("letters:write_letter_mine", args=[token]), form)


def written(here: Place, call: MessageDrive, **facts: Any) -> FamilyLetter:
    return actions.write_letter(at=NOW, drive=call, **{"key": uuid4(), "title": "写给爸爸", "body": WORDS, **facts})


def test_a_letter_is_typed_read_by_staff_and_shown_as_its_author_agrees(client: Client) -> None:
    here = place()
    known, token = asked(here, drive(here))
    invited = client.get(reverse("letters:mine", args=[token])).content.decode()
    assert reverse("letters:write_letter_mine", args=[token]) in invited
    assert client.get(reverse("letters:write_letter_mine", args=[token])).status_code == 200
    assert post(client, token, purposes=["wall"]).url == reverse("letters:letter_mine", args=[token])
    letter = FamilyLetter.objects.get()
    assert (letter.person, letter.recorded_by, letter.written_on, letter.stage) == (known, None, NOW.date(), Stage.RECEIVED)
    mine = client.get(reverse("letters:letter_mine", args=[token])).content.decode()
    assert letter.reference in mine
    assert "愿您一身清白" in mine
    assert status_of(client, reverse("letters:read", args=[letter.reference])) == 404

    staff = as_role(here)
    assert "请审阅家信" in staff.get(reverse("desk:home")).content.decode()
    assert "本人手机提交" in staff.get(reverse("letters:letter", args=[letter.pk])).content.decode()
    staff.post(reverse("letters:decide_letter", args=[letter.pk]), {"decision": "approve"})
    assert status_of(client, reverse("letters:read", args=[letter.reference])) == 200
    staff.post(reverse("letters:reconsider_letter", args=[letter.pk]))
    assert status_of(client, reverse("letters:read", args=[letter.reference])) == 404
    # Whoever came for a letter finds it behind the link that was made for a message.
    assert client.get(reverse("letters:mine", args=[token])).url == reverse("letters:letter_mine", args=[token])


def test_pages_are_photographed_and_stand_in_their_order(client: Client) -> None:
    here = place()
    _known, token = asked(here, drive(here))
    post(client, token, body="", pages=[upload(), upload(on_a_desk("见字如面"))])
    assert FamilyLetter.objects.get().pages.count() == 2
    for number in (1, 2):
        picture = client.get(reverse("letters:letter_page_mine", args=[token, number]))
        assert b"".join(picture.streaming_content).startswith(b"\xff\xd8")
    assert status_of(client, reverse("letters:letter_page_mine", args=[token, 3])) == 404
    another = asked(here, drive(here))[1]
    assert status_of(client, reverse("letters:letter_page_mine", args=[another, 1])) == 404


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"body": ""}, "信页照片"),
        ({"title": ""}, "请填写"),
        ({"body": "", "pages": [1] * 13}, "最多12页"),
        ({"body": "", "pages": ["not a picture"]}, "照片"),
    ],
)
def test_what_is_no_letter_is_refused_on_the_form_and_nothing_stays(client: Client, fields: dict[str, Any], sentence: str) -> None:
    here = place()
    _known, token = asked(here, drive(here))
    given = dict(fields)
    if "pages" in fields:
        small = on_a_desk("见", width=300)
        given["pages"] = [upload(b"-" if page == "not a picture" else small, f"{at}.jpg") for at, page in enumerate(fields["pages"])]
    page = post(client, token, **given)
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert not FamilyLetter.objects.exists()


def test_the_same_form_sent_twice_is_one_letter_and_another_persons_form_is_refused() -> None:
    here = place()
    call, key = drive(here), uuid4()
    first, other = person(here), person(here)
    assert written(here, call, person=first, key=key) == written(here, call, person=first, key=key)
    with pytest.raises(Refused):
        written(here, call, person=other, key=key)
    assert FamilyLetter.objects.count() == 1


def test_a_newer_letter_takes_the_place_of_the_older_whose_words_stay() -> None:
    here = place()
    call, author = drive(here), person(here)
    older = written(here, call, person=author)
    actions.decide_letter(by=here.staff, at=NOW, letter=older, approved=False, reason="请补上称呼")
    newer = written(here, call, person=author, body="重写的信")
    older.refresh_from_db()
    assert (older.stage, older.body) == (Stage.WITHDRAWN, WORDS)
    assert queries.letter_of(call, author.pk) == newer
    # A letter that staff entered is not the drive's, and stays.
    entered = actions.write_letter(by=here.staff, at=NOW, key=uuid4(), person=author, title="家书", written_on=NOW.date(), body="旧信")
    written(here, call, person=author, body="再写")
    entered.refresh_from_db()
    assert entered.stage == Stage.RECEIVED


def test_a_returned_letter_says_why_on_its_authors_page(client: Client) -> None:
    here = place()
    _known, token = asked(here, drive(here))
    post(client, token)
    actions.decide_letter(by=here.staff, at=NOW, letter=FamilyLetter.objects.get(), approved=False, reason="请补上称呼")
    assert "请补上称呼" in client.get(reverse("letters:letter_mine", args=[token])).content.decode()


def test_consents_are_given_and_taken_back_for_each_purpose(client: Client) -> None:
    here = place()
    known, token = asked(here, drive(here))
    post(client, token)
    agree = reverse("letters:agree_letter_mine", args=[token])
    client.post(agree, {"purpose": "wall", "given": "1"})
    client.post(agree, {"purpose": "bulletin", "given": "1"})
    assert queries.agreed_to(known) == {Purpose.WALL, Purpose.BULLETIN}
    assert ConsentState.objects.get(purpose=Purpose.WALL).consent.text_version == "family-1"
    client.post(agree, {"purpose": "wall", "given": "0"})
    assert queries.agreed_to(known) == {Purpose.BULLETIN}
    assert client.post(agree, {"purpose": "desk_card", "given": "1"}).status_code == 404
    assert client.post(agree, {"purpose": "nonsense"}).status_code == 404


def test_the_author_withdraws_and_no_reader_and_no_booklet_has_it_any_more(client: Client, work_off_jobs: Callable[[], None]) -> None:
    here = place()
    _known, token = asked(here, drive(here))
    post(client, token, purposes=["wall"])
    letter = actions.decide_letter(by=here.staff, at=NOW, letter=FamilyLetter.objects.get(), approved=True)
    staff = as_role(here)
    booklet = staff.post(reverse("letters:booklet"), {"key": str(uuid4()), "title": "家信选编"}).url
    work_off_jobs()
    assert status_of(staff, f"{booklet}/result") == 200
    withdraw = reverse("letters:withdraw_letter_mine", args=[token])
    assert client.get(withdraw).status_code == 200
    assert client.post(withdraw).status_code == 302
    letter.refresh_from_db()
    assert (letter.stage, letter.withdrawn_by) == (Stage.WITHDRAWN, None)
    assert status_of(client, reverse("letters:read", args=[letter.reference])) == 404
    assert status_of(staff, f"{booklet}/result") == 403
    assert "已撤回" in client.get(reverse("letters:letter_mine", args=[token])).content.decode()


@pytest.mark.parametrize("page", ["write_letter_mine", "write_mine"])
def test_a_child_under_14_writes_with_a_guardian(client: Client, page: str) -> None:
    here = place()
    child, token = asked(here, drive(here), birth_year=NOW.year - 10)
    address = reverse(f"letters:{page}", args=[token])
    form = {"key": str(uuid4()), "title": "写给妈妈", "body": "妈妈辛苦了", "text": "妈妈辛苦了", "purposes": ["wall"]}
    refused = client.post(address, form)
    assert refused.status_code == 422
    assert "监护人" in refused.content.decode()
    assert queries.agreed_to(child) == set()
    assert client.post(address, {**form, "guardian": "示例王芳"}).status_code == 302
    assert queries.agreed_to(child) == {Purpose.WALL}
    kept = FamilyLetter.objects.first() or Message.objects.first()
    assert kept is not None
    assert kept.guardian == "示例王芳"


def test_a_drive_that_takes_no_letters_or_has_ended_says_so(client: Client) -> None:
    here = place()
    call = drive(here, takes_letters=False)
    known, token = asked(here, call)
    write = reverse("letters:write_letter_mine", args=[token])
    assert write not in client.get(reverse("letters:mine", args=[token])).content.decode()
    assert "简短寄语" in client.get(write).content.decode()
    assert "简短寄语" in post(client, token).content.decode()
    with pytest.raises(Refused):
        written(here, call, person=known)
    ended = drive(here)
    _known, late = asked(here, ended)
    with time_machine.travel(NOW + timedelta(days=60), tick=False):
        assert "已结束" in client.get(reverse("letters:write_letter_mine", args=[late])).content.decode()
    assert not FamilyLetter.objects.exists()


def test_a_link_opens_only_its_own_county_and_its_own_letter(client: Client) -> None:
    here, there = place(), place("990202", domain="yi.example")
    _known, token = asked(there, drive(there))
    for name in ("write_letter_mine", "letter_mine", "withdraw_letter_mine"):
        assert client.get(reverse(f"letters:{name}", args=[token])).status_code == 404
        assert client.get(reverse(f"letters:{name}", args=["nonsense"])).status_code == 404
    _known, unwritten = asked(here, drive(here))
    assert client.get(reverse("letters:letter_mine", args=[unwritten])).status_code == 404
    assert client.get(reverse("letters:withdraw_letter_mine", args=[unwritten])).status_code == 404
    with pytest.raises(Refused):
        written(here, drive(here), person=person(there))


def test_the_lines_of_a_letter_stay_as_they_were_typed(client: Client) -> None:
    here = place()
    _known, token = asked(here, drive(here))
    post(client, token, body="亲爱的爸爸：\r\n\r\n\r\n　　两袖清风\r\n　　一身正气\r\n——女儿\r\n", purposes=["wall"])
    assert FamilyLetter.objects.get().body == "亲爱的爸爸：\n\n　　两袖清风\n　　一身正气\n——女儿"


def test_a_booklet_whose_words_cannot_be_printed_says_which_and_whose(client: Client, work_off_jobs: Callable[[], None]) -> None:
    here = place()
    _known, token = asked(here, drive(here), name="示例丙")
    post(client, token, body="愿您平安😀", purposes=["wall"])
    actions.decide_letter(by=here.staff, at=NOW, letter=FamilyLetter.objects.get(), approved=True)
    staff = as_role(here)
    job = staff.post(reverse("letters:booklet"), {"key": str(uuid4()), "title": "家信选编"}).url
    work_off_jobs()
    told = staff.get(job).content.decode()
    assert "😀 U+1F600" in told
    assert "示例丙" in told
    assert "我们这边出了问题" not in told

"""Complaints, suggestions and questions: a receipt, an answer, nobody's name."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiafeng.common.refusals import Refused
from jiafeng.front.portal import actions, queries
from jiafeng.front.portal.models import Feedback
from jiafeng.front.portal.stages import FeedbackStage
from jiafeng.ground.accounts.models import Role, User
from jiafeng.ground.units.models import Region
from tests.front.portal.factories import a_county, a_user


def letter(**given: Any) -> dict[str, Any]:
    return {"kind": "suggestion", "text": "书屋周末也开放吧", "contact": "", "page": "", "key": str(uuid4()), **given}


def sent(county: Region, **given: Any) -> Feedback:
    return actions.send_feedback(at=timezone.now(), county=county, **letter(**given))


def test_it_gives_a_receipt_without_asking_who(client: Client, county: Region) -> None:
    answer = client.post(reverse("portal:feedback"), letter(), follow=True)
    feedback = Feedback.objects.get()
    assert feedback.receipt in answer.content.decode()
    assert feedback.answer_by > timezone.localdate()


def test_sent_twice_it_is_received_once(client: Client, county: Region) -> None:
    data = letter()
    addresses = {client.post(reverse("portal:feedback"), data).headers["Location"] for _ in range(2)}
    assert len(addresses) == 1
    assert Feedback.objects.count() == 1


def test_an_empty_letter_is_sent_back_with_its_field_named(client: Client, county: Region) -> None:
    answer = client.post(reverse("portal:feedback"), letter(text=""))
    assert answer.status_code == 422
    assert 'href="#id_text"' in answer.content.decode()


def test_the_answer_is_read_under_the_receipt(client: Client, desk: Client, staff: User, county: Region) -> None:
    feedback = sent(county)
    answer = desk.post(reverse("portal:answer_letter", args=[feedback.pk]), {"answer": "下月起周末开放。"})
    assert answer.status_code == 302
    found = client.get(reverse("portal:find_answer"), {"receipt": f" {feedback.receipt.lower()} "}, follow=True)
    page = found.content.decode()
    assert "下月起周末开放。" in page
    assert "杨示例" not in page.split("<main")[1]


def test_the_receipts_page_never_tells_how_to_reach_the_sender(client: Client, county: Region) -> None:
    feedback = sent(county, contact="13800001234")
    assert "13800001234" not in client.get(reverse("portal:receipt", args=[feedback.receipt])).content.decode()


def test_an_unknown_receipt_says_so(client: Client, county: Region) -> None:
    assert client.get(reverse("portal:find_answer"), {"receipt": "1"}).status_code == 422
    assert client.get(reverse("portal:receipt", args=["1"])).status_code == 404


def test_an_answer_is_final(staff: User, county: Region) -> None:
    feedback = sent(county)
    actions.answer_feedback(by=staff, at=timezone.now(), feedback=feedback, answer="甲")
    with pytest.raises(Refused):
        actions.answer_feedback(by=staff, at=timezone.now(), feedback=feedback, answer="乙")
    assert Feedback.objects.get().answer == "甲"


def test_the_auditor_reads_and_does_not_answer(client: Client, county: Region) -> None:
    feedback = sent(county)
    client.force_login(a_user(county, Role.AUDITOR, "auditor"))
    address = reverse("portal:letter", args=[feedback.pk])
    assert client.get(address).status_code == 200
    assert client.post(reverse("portal:answer_letter", args=[feedback.pk]), {"answer": "我来答"}).status_code == 403
    assert Feedback.objects.get().stage == FeedbackStage.RECEIVED


@pytest.mark.parametrize("role", [Role.PARTNER_STAFF, Role.UNIT_COORDINATOR, Role.VOLUNTEER, Role.ADMINISTRATOR])
def test_letters_are_closed_to_others(client: Client, county: Region, role: Role) -> None:
    feedback = sent(county)
    client.force_login(a_user(county, role, "someone"))
    assert client.get(reverse("portal:letter", args=[feedback.pk])).status_code in {302, 403}
    assert client.get(reverse("portal:inbox")).status_code in {302, 403}


def test_another_countys_letter_does_not_exist(client: Client, county: Region) -> None:
    feedback = sent(county)
    client.force_login(a_user(a_county("990202", "另县", "away.example"), username="away"))
    assert client.get(reverse("portal:letter", args=[feedback.pk])).status_code == 404


def test_it_is_due_until_it_is_answered(staff: User, county: Region) -> None:
    feedback = sent(county)
    (due,) = queries.due(staff, timezone.now())
    assert (due.url, due.due) == (reverse("portal:letter", args=[feedback.pk]), feedback.answer_by)
    assert queries.due(a_user(county, Role.AUDITOR, "auditor"), timezone.now()) == []
    actions.answer_feedback(by=staff, at=timezone.now(), feedback=feedback, answer="已办")
    assert queries.due(staff, timezone.now()) == []

"""Whatever anybody sends by their own link, staff still read, approve, list and close it, and one letter stands for each person."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from jiafeng.programme.letters.models import FamilyLetter, Message
from jiafeng.programme.letters.stages import Stage
from tests.hostile import as_it_is, filled, form_of, play, twisted
from tests.programme.events.factories import NOW, Place, place
from tests.programme.letters.factories import drive
from tests.programme.letters.test_own_letters import WORDS, asked
from tests.programme.letters.test_pages import as_role

pytestmark = pytest.mark.django_db
TURNS = st.lists(st.sampled_from(["honest", "same page", "twisted", "twisted", "again"]), min_size=2, max_size=5)


@pytest.fixture(autouse=True)
def _that_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def here(db: None) -> Place:
    return place()


@play
@given(data=st.data(), turns=TURNS)
def test_letters_and_messages_are_read_and_closed_whatever_was_sent(here: Place, data: st.DataObject, turns: list[str]) -> None:
    with transaction.atomic():
        call = drive(here)
        links = [asked(here, call, name=f"示例{name}", phone=f"1380013800{at}")[1] for at, name in enumerate("甲乙丙")]
        seen: list[tuple[str, str]] = []
        sent: list[dict[str, Any]] = []
        for number, turn in enumerate(turns):
            cache.clear()
            client, token = Client(), links[number % len(links)]
            name, answers = data.draw(
                st.sampled_from(
                    [
                        ("write_letter_mine", {"title": "写给爸爸", "body": WORDS, "purposes": ["wall"]}),
                        ("write_mine", {"text": "家和人安", "purposes": ["wall", "desk_card"]}),
                    ]
                )
            )
            path = reverse(f"letters:{name}", args=[token])
            form = filled(form_of(client.get(path).content, "key"), **answers)
            if turn == "same page" and seen:
                form = [(its, dict(seen).get(its, value) if its == "key" else value) for its, value in form]
            request = data.draw(twisted(form, seen)) if turn == "twisted" else as_it_is(form)
            if turn == "again" and sent:
                request = data.draw(st.sampled_from(sent))
            assert client.generic("POST", path, **request).status_code < 500
            seen += form
            sent.append(request)
            for page in ("mine", "letter_mine"):
                assert client.get(reverse(f"letters:{page}", args=[token])).status_code < 500
        staff = as_role(here)
        for letter in FamilyLetter.objects.all():
            assert staff.get(reverse("letters:letter", args=[letter.pk])).status_code == 200
            decided = staff.post(reverse("letters:decide_letter", args=[letter.pk]), {"decision": "approve"})
            assert decided.status_code == (403 if letter.stage == Stage.WITHDRAWN else 302)
            assert Client().get(reverse("letters:read", args=[letter.reference])).status_code in (200, 404)
        for message in Message.objects.all():
            assert staff.get(reverse("letters:message", args=[message.pk])).status_code == 200
        standing = FamilyLetter.objects.standing()  # a newer letter withdraws the one before
        assert standing.count() == standing.values("person").distinct().count()
        assert Message.objects.count() == Message.objects.values("person").distinct().count()
        for address in (
            *(reverse(f"letters:{each}", args=[call.pk]) for each in ("drive", "messages", "queue")),
            reverse("letters:letters"),
        ):
            assert staff.get(address, follow=True).status_code == 200, address
        assert Client().get(reverse("letters:wall")).status_code == Client().get(reverse("letters:reading")).status_code == 200
        staff.post(reverse("letters:close_drive", args=[call.pk]))
        call.refresh_from_db()
        assert call.stage == "closed"
        transaction.set_rollback(True)

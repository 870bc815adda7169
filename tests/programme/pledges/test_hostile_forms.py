"""Whatever anybody sends to a pledge, its lists, its sums, its booklet and its closing still work, and each person counts once."""

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

from jiafeng.programme.pledges import queries
from jiafeng.programme.pledges.models import Pledge, PledgeTrace
from jiafeng.programme.pledges.stages import DriveStage
from tests.hostile import as_it_is, filled, form_of, play, twisted
from tests.programme.events.factories import NOW, Place, place
from tests.programme.pledges.factories import DRAWN, drive
from tests.programme.pledges.test_pages import as_role

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
def test_a_drive_is_listed_bound_and_closed_whatever_was_sent_to_it(here: Place, data: st.DataObject, turns: list[str]) -> None:
    with transaction.atomic():
        call = drive(here)
        start, sign = (reverse(f"pledges:{name}", args=[call.token]) for name in ("start", "sign"))
        seen: list[tuple[str, str]] = []
        sent: list[dict[str, Any]] = []
        for number, turn in enumerate(turns):
            cache.clear()
            client = Client()
            who = filled(form_of(client.get(start).content, "name"), name=f"示例{'甲乙丙丁戊'[number]}", phone=f"1380013800{number}")
            odd = data.draw(twisted(who, seen)) if turn == "twisted" and data.draw(st.booleans()) else as_it_is(who)
            assert client.generic("POST", start, **odd).status_code < 500
            if client.get(sign).status_code != 200:
                continue
            page = form_of(client.get(sign).content, "have_read")
            name = dict(who)["name"]
            form = filled(page, strokes=DRAWN, have_read="on", typed_name=data.draw(st.sampled_from(["", name])), step="submit")
            if turn == "same page" and seen:
                form = [(its, dict(seen).get(its, value) if its in ("key", "text") else value) for its, value in form]
            request = data.draw(twisted(form, seen)) if turn == "twisted" else as_it_is(form)
            if turn == "again" and sent:
                request = data.draw(st.sampled_from(sent))
            assert client.generic("POST", sign, **request).status_code < 500
            seen += [*who, *form]
            sent.append(request)
        standing = Pledge.objects.standing().filter(drive=call)
        assert standing.values("person").distinct().count() == standing.count()
        assert PledgeTrace.objects.filter(drive=call).values("pledge").distinct().count() == Pledge.objects.filter(drive=call).count()
        staff = as_role(here)
        for each in ("drive", "signers", "reconciliation", "disputes"):
            assert staff.get(reverse(f"pledges:{each}", args=[call.pk])).status_code == 200, each
        assert staff.post(reverse("pledges:booklet", args=[call.pk])).status_code == 302
        staff.post(reverse("pledges:close_drive", args=[call.pk]))
        call.refresh_from_db()
        assert call.stage == DriveStage.CLOSED
        found = queries.reckon(call)
        assert found.persons - found.withdrawn - found.disputed == found.total == standing.count()
        transaction.set_rollback(True)

"""Whatever two readers type or send, in which order and how often: the sheet is closed, each row is taken over once or told, and the sums agree."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from jiafeng.ground.papers.models import PaperRow, Reading
from jiafeng.ground.papers.stages import RowStage
from jiafeng.programme.pledges.models import Pledge, PledgeTrace
from tests.factories import signed_in
from tests.ground.papers.factories import printed, ready, typist
from tests.hostile import as_it_is, filled, form_of, play, twisted
from tests.programme.events.factories import NOW, Place, place
from tests.programme.pledges.factories import drive

pytestmark = pytest.mark.django_db
TURNS = st.lists(st.sampled_from(["honest", "same", "twisted", "twisted", "again", "enter"]), min_size=3, max_size=7)


@pytest.fixture(autouse=True)
def _that_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def here(db: None) -> Place:
    return place()


@play
@given(data=st.data(), turns=TURNS)
def test_a_sheet_is_settled_and_closed_whatever_was_typed(here: Place, data: st.DataObject, turns: list[str]) -> None:
    with transaction.atomic():
        call = drive(here)
        sheet = ready(here, printed(here, call))
        readers = [signed_in(here.staff), signed_in(typist(here))]
        read, enter = reverse("papers:read", args=[sheet.pk]), reverse("papers:enter", args=["pledge", call.pk])
        seen: list[tuple[str, str]] = []
        sent: list[tuple[str, dict[str, Any]]] = []
        for number, turn in enumerate(turns):
            client: Client = readers[number % 2]
            path, field = (enter, "key") if turn == "enter" else (read, "mark")
            page = client.get(path)
            if page.status_code != 200:
                continue
            said = {"name": f"示例{data.draw(st.sampled_from('甲乙'))}", "signed_on": "2026-03-05", "organisation": here.water.pk}
            form = filled(form_of(page.content, "name"), **said, **({} if turn == "enter" else {"mark": "signed"}))
            if turn == "same" and seen:
                form = [(its, dict(seen).get(its, value)) for its, value in form]
            request = data.draw(twisted(form, seen)) if turn in ("twisted", "enter") and data.draw(st.booleans()) else as_it_is(form)
            if turn == "again" and sent:
                path, request = data.draw(st.sampled_from(sent))
            assert client.generic("POST", path, **request).status_code < 500, field
            seen += form
            sent.append((path, request))
        entered = PaperRow.objects.filter(sheet=sheet, stage=RowStage.ENTERED)
        standing = Pledge.objects.standing().filter(drive=call)
        # whoever stands on two rows is entered once, and the second row says that nothing was added
        people = set(standing.values_list("person", flat=True))
        assert set(entered.values_list("person", flat=True)) <= people
        assert len(people) <= PledgeTrace.objects.filter(drive=call).count()
        assert standing.values("person").distinct().count() == standing.count()
        staff = readers[0]
        for reader in readers:
            reader.post(reverse("papers:rest", args=[sheet.pk]))
        for row in PaperRow.objects.filter(sheet=sheet, stage__in=[RowStage.DIFFERS, RowStage.HELD]):
            path = reverse("papers:settle", args=[sheet.pk, row.number])
            form = filled(form_of(staff.get(path).content, "mark"), mark="blank")
            assert staff.generic("POST", path, **as_it_is(form)).status_code == 302
        for address in (reverse("papers:sheet", args=[sheet.pk]), reverse("papers:sheets", args=["pledge", call.pk])):
            assert staff.get(address).status_code == 200
        staff.post(reverse("papers:close", args=[sheet.pk]))
        sheet.refresh_from_db()
        assert sheet.stage == "closed"
        assert not Reading.objects.filter(row__sheet=sheet).exclude(facts="").exists()
        transaction.set_rollback(True)

"""One count of all channels: arithmetic that adds up, and every number opens exactly its rows."""

import io
import itertools
import random

import pytest
import time_machine
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from jiafeng.ground.records.figures import FigureScope
from jiafeng.programme.pledges import actions, figures, queries
from jiafeng.programme.pledges.models import Channel, PledgeDrive
from tests.programme.events.factories import NOW, Place, person, place
from tests.programme.pledges.factories import drive, on_paper, sign
from tests.programme.pledges.test_pages import as_role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _that_day():
    with time_machine.travel(NOW, tick=False):
        yield


def crowd(here: Place, call: PledgeDrive, people: int = 24) -> None:
    """People on every set of channels, some withdrawn, some disputed."""
    ways = {
        Channel.PHONE: lambda who: sign(call, who),
        Channel.PAPER: lambda who: on_paper(here, call, who),
        Channel.STAFF: lambda who: sign(call, who, channel=Channel.STAFF, by=here.staff),
        Channel.KIOSK: lambda who: sign(call, who, channel=Channel.KIOSK),
    }
    sets = [each for size in range(1, 5) for each in itertools.combinations(Channel, size)]
    chance = random.Random(7)
    for number in range(people):
        who = person(here)
        made = [ways[channel](who) for channel in sets[number % len(sets)]][-1].pledge
        if chance.random() < 0.2:
            actions.withdraw_pledge(by=None, at=NOW, pledge=made)
        elif chance.random() < 0.2:
            actions.dispute_pledge(at=NOW, pledge=made)


def test_it_adds_up_and_every_number_opens_its_rows() -> None:
    here = place()
    call, staff = drive(here), as_role(here)
    crowd(here, call)
    found = queries.reckon(call)
    assert found.adds_up
    assert found.withdrawn
    assert found.disputed
    page = staff.get(reverse("pledges:reconciliation", args=[call.pk])).content.decode()
    signers = reverse("pledges:signers", args=[call.pk])
    for step in found.steps:
        address = f"{signers}?{step.query}" if step.query else signers
        assert address.replace("&", "&amp;") in page
        shown = staff.get(address).context["page"].items
        assert len(shown) == step.number, step.label


def test_its_last_line_is_the_figure() -> None:
    here = place()
    call = drive(here)
    crowd(here, call)
    scope = FigureScope(county_id=here.county.pk, params={"drive": call.pk})
    found = queries.reckon(call)
    assert found.total == figures.SIGNERS.value(scope) == figures.PEOPLE.value(scope)
    by_figure = [figure.value(scope) for figure in (figures.ON_PHONE, figures.ON_PAPER, figures.ON_TABLET)]
    standing = queries.pledges_for(here.staff, call)
    channels = (Channel.PHONE, Channel.PAPER, Channel.KIOSK)
    assert by_figure == [queries.narrowed(standing, channels=[channel]).count() for channel in channels]


def test_a_number_exports_just_its_rows() -> None:
    here = place()
    call, staff = drive(here), as_role(here)
    crowd(here, call, 12)
    step = queries.reckon(call).overlaps[0]
    answer = staff.get(f"{reverse('pledges:signers', args=[call.pk])}?{step.query}&format=xlsx")
    assert answer["Content-Type"].endswith("sheet")
    cells = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(0).to_python()
    references = [row[0] for row in cells if len(str(row[0])) == 9 and str(row[0])[4] == "-"]
    assert len(references) == step.number


@pytest.mark.parametrize("people", [1, 30])
def test_it_costs_the_same_queries_however_many_signed(people: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    here = place()
    call, staff = drive(here), as_role(here)
    crowd(here, call, people)
    staff.get(reverse("pledges:reconciliation", args=[call.pk]))
    with django_assert_num_queries(7):
        staff.get(reverse("pledges:reconciliation", args=[call.pk]))


def test_a_coordinator_reads_only_the_own_units_list() -> None:
    here = place()
    call = drive(here)
    assert as_role(here, "unit_coordinator").get(reverse("pledges:reconciliation", args=[call.pk])).status_code == 403
    page = as_role(here, "unit_coordinator").get(reverse("pledges:drive", args=[call.pk])).content.decode()
    assert reverse("pledges:reconciliation", args=[call.pk]) not in page

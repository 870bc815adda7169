"""The catalogue: every figure opens the rows it counts."""

import json
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiafeng.common.refusals import Refused
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.people.models import Person
from jiafeng.ground.records.figures import Figure, FigureScope
from jiafeng.ground.units.models import Organisation
from jiafeng.programme.plans.models import PlanLine
from jiafeng.reporting.figures import queries
from jiafeng.reporting.figures.figures import CATALOGUE, catalogue
from tests.factories import make_user
from tests.programme.events.factories import person, place
from tests.programme.pledges.factories import drive, sign
from tests.reporting.bulletins import factories

FIGURES = list(CATALOGUE.values())
ALL = FigureScope()


def read(client: Client, url: str) -> bytes:
    answer = client.get(url)
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.code)
def test_a_figure_looks_at_no_clock(figure: Figure) -> None:
    """Its statement is made once for a period and used for years."""
    asked = set()
    for year in (2026, 2031):
        with time_machine.travel(datetime(year, 5, 6, tzinfo=UTC), tick=False):
            asked |= {str(figure.rows(scope).query) for scope in (ALL, FigureScope(1, date(2026, 1, 1), date(2027, 1, 1)))}
    assert len(asked) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.code)
def test_a_figure_is_whole(figure: Figure) -> None:
    """Its code, label, definition and columns are there, and its columns, amount and evidence can be read from its rows."""
    assert figure.code == CATALOGUE[figure.code].code
    assert all(str(text) for text in (figure.label, figure.unit, figure.definition))
    assert list(queries.counted_rows(figure, ALL)) == []
    assert figure.value(ALL) == 0


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.code)
def test_no_figure_shows_a_telephone_number_or_a_signature(figure: Figure) -> None:
    assert not [
        column for column in figure.columns if any(word in column for word in ("phone", "signature", "strokes", "token", "id_number"))
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.code)
def test_a_persons_name_is_masked(figure: Figure) -> None:
    model = figure.rows(ALL).model
    for column in figure.columns:
        found = queries.field_of(model, column)
        if found is not None and found.model is Person and found.name in ("name", "name_key", "pinyin"):
            assert queries.names_a_person(figure, model, column)


def test_two_figures_with_one_code_are_refused() -> None:
    with pytest.raises(ValueError, match=r"plans\.lines"):
        catalogue(CATALOGUE["plans.lines"], CATALOGUE["plans.lines"])


@pytest.mark.django_db
def test_the_listing_is_what_scripts_were_promised() -> None:
    factories.lines(4)
    rows = json.loads(json.dumps(queries.listing(ALL)))
    assert [row["code"] for row in rows] == list(CATALOGUE)
    assert {"code", "label", "unit", "value", "rows"} == rows[0].keys()
    assert next(row for row in rows if row["code"] == "plans.lines")["value"] == 4


@pytest.mark.django_db
def test_a_value_is_the_sum_of_its_rows() -> None:
    at = place()
    signing = drive(at)
    for name in ("示例甲", "示例乙丙"):
        sign(signing, person(at, name))
    figure = queries.get("pledges.signers")
    scope = FigureScope(at.county.pk, params={"drive": signing.pk})
    rows = list(queries.counted_rows(figure, scope))
    assert sum(row.amount for row in rows) == figure.value(scope) == 2
    names = list(figure.columns).index("person__name")
    assert [row.cells[names] for row in rows] == ["示*甲", "示**丙"]
    assert figure.value(FigureScope(at.county.pk, params={"drive": signing.pk + 1})) == 0


@pytest.mark.django_db
def test_rows_are_read_in_order_and_in_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    factories.lines(7)
    monkeypatch.setattr(queries, "CHUNK", 3)
    told = []
    rows = list(queries.counted_rows(queries.get("plans.lines"), ALL, progress=lambda done, total: told.append((done, total))))
    assert [row.pk for row in rows] == sorted(PlanLine.objects.values_list("pk", flat=True))
    assert told == [(3, 7), (6, 7), (7, 7)]


@pytest.mark.django_db
@pytest.mark.parametrize("wanted", [(1, 3), (0, 6)])
def test_rows_are_read_without_their_neighbours(wanted: tuple[int, ...]) -> None:
    keys = sorted(line.pk for line in factories.lines(7))
    rows = queries.read_rows(queries.get("plans.lines"), [keys[i] for i in wanted], ALL)
    assert [row.pk for row in rows] == [keys[i] for i in wanted]


@pytest.mark.django_db
def test_a_seal_tells_a_change_only_to_whoever_holds_the_key() -> None:
    factories.lines(1)
    figure = queries.get("plans.lines")

    def seal(key: bytes) -> str:
        return next(queries.counted_rows(figure, ALL, seal_key=key)).seal

    before = seal(b"one")
    assert seal(b"one") == before != seal(b"two")
    PlanLine.objects.update(title="改过")
    assert seal(b"one") != before


@pytest.mark.django_db
def test_a_reference_is_read_back_as_it_was_written() -> None:
    wanted = queries.reference("pledges.signers?drive=12")
    assert (str(wanted), dict(wanted.params)) == ("pledges.signers?drive=12", {"drive": 12})
    for wrong in ("no.such", "pledges.signers?drive=x", "pledges.signers?other=1", "plans.lines?drive=1"):
        with pytest.raises(Refused):
            queries.reference(wrong)


@pytest.mark.django_db
def test_a_plan_line_takes_a_figure_as_its_target() -> None:
    line, *_rest = factories.lines(3)
    assert dict(queries.target_choices()).keys() == CATALOGUE.keys()
    line.target_figure, line.target_value = "plans.lines", 5
    body = Organisation.objects.filter(county=line.county).first()
    staff, coordinator = make_user(Role.COUNTY_STAFF, body), make_user(Role.UNIT_COORDINATOR, body)
    target = queries.target_of(line, staff)
    assert target is not None
    assert (target.value, target.url) == (3, reverse("figures:figure", args=["plans.lines"]) + f"?year={line.plan.year}")
    unseen = queries.target_of(line, coordinator)
    assert unseen is not None
    assert unseen.url == ""
    line.target_figure = "gone"
    assert queries.target_of(line, staff) is None


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.COUNTY_STAFF, Role.PARTNER_STAFF, Role.AUDITOR])
def test_every_figure_is_on_the_list_and_opens_its_rows(client: Client, role: Role) -> None:
    factories.lines(4)
    client.force_login(factories.user(role))
    shown = read(client, reverse("figures:figures")).decode()
    for figure in FIGURES:
        url = reverse("figures:figure", args=[figure.code])
        assert url in shown
        assert str(figure.definition) in read(client, url).decode()
    assert "示例措施4" in read(client, reverse("figures:figure", args=["plans.lines"])).decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "value"),
    [("", 4), ("?year=2026", 4), ("?year=2025", 0), ("?start=2026-01-01&last=2026-12-31", 4), ("?last=2025-12-31", 0), ("?year=x", 4)],
)
def test_the_period_is_chosen_in_the_address(client: Client, query: str, value: int) -> None:
    factories.lines(4)
    client.force_login(factories.user())
    answer = client.get(reverse("figures:figure", args=["plans.lines"]) + query)
    assert answer.context["value"] == value


@pytest.mark.django_db
def test_lists_are_exported(client: Client) -> None:
    factories.lines(2)
    client.force_login(factories.user())
    for url in (reverse("figures:figures"), reverse("figures:figure", args=["plans.lines"])):
        assert read(client, f"{url}?format=xlsx").startswith(b"PK")


@pytest.mark.django_db
def test_a_page_of_rows_asks_no_more_for_three_than_for_one(client: Client) -> None:
    client.force_login(factories.user())
    counts = []
    for count in (1, 2):
        factories.lines(count)
        client.get(reverse("figures:figure", args=["plans.lines"]))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("figures:figure", args=["plans.lines"]))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 11


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.UNIT_COORDINATOR, Role.VOLUNTEER])
def test_others_do_not_open_figures(client: Client, role: Role) -> None:
    client.force_login(factories.user(role))
    assert client.get(reverse("figures:figures")).status_code == 403
    assert client.get(reverse("figures:figure", args=["plans.lines"])).status_code == 403


@pytest.mark.django_db
def test_another_county_counts_its_own(client: Client) -> None:
    factories.lines(4)
    client.force_login(factories.user(region=factories.county("990102", domain="other.example")))
    assert client.get(reverse("figures:figure", args=["plans.lines"])).context["value"] == 0


@pytest.mark.django_db
def test_an_unknown_figure_is_not_there_and_nothing_is_posted(client: Client) -> None:
    client.force_login(factories.user())
    assert client.get(reverse("figures:figure", args=["no.such"])).status_code == 404
    assert client.post(reverse("figures:figures")).status_code == 405


@pytest.mark.django_db
def test_strangers_sign_in_first(client: Client) -> None:
    assert client.get(reverse("figures:figures"))["Location"].startswith("/accounts/login/")


def test_a_scope_is_half_open() -> None:
    scope = queries.reference("plans.lines").scope(None, date(2026, 1, 1), date(2027, 1, 1))
    assert (scope.county_id, scope.start, scope.end) == (None, date(2026, 1, 1), date(2027, 1, 1))

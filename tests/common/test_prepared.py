"""A question that is compiled once answers each who asks with their own."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from jiafeng.common.prepared import SHAPES, Number, Prepared
from jiafeng.common.scoping import Reach
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.people.models import Person
from jiafeng.ground.units.models import Organisation
from tests.factories import make_county

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> list[Any]:
    """Two in each of three units."""
    county = make_county()
    units = [county.school, county.water, county.federation]
    names = [(unit, f"示例{n}{m}") for n, unit in enumerate(units) for m in range(2)]
    return [
        Person.objects.create(county=county.region, organisation=unit, name=name, name_key=name, pinyin="shili") for unit, name in names
    ]


def reach_over(units: set[int]) -> Reach:
    return Reach(organisation_ids=frozenset(units), roles={Role.UNIT_COORDINATOR: frozenset({1})})


def asked(reach: Reach) -> Any:
    return Person.objects.within(reach).select_related("organisation").order_by("pk")


def test_each_who_asks_gets_their_own_rows_with_what_belongs_to_them(people: list[Any]) -> None:
    find = Prepared(asked)
    for person in people:
        reach = reach_over({person.organisation_id})
        with CaptureQueriesContext(connection) as queries:
            found = find(reach)
            assert [each.organisation.name for each in found] == [person.organisation.name] * 2
        assert found == list(asked(reach))
        assert len(queries) == 1


def test_one_more_unit_is_another_shape(people: list[Any]) -> None:
    find = Prepared(asked)
    for number in range(4):
        reach = reach_over({person.organisation_id for person in people[: 2 * number]})
        assert find(reach) == find(reach) == list(asked(reach))


def test_what_nobody_can_be_told_is_not_asked(people: list[Any]) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert Prepared(lambda ids: Person.objects.filter(pk__in=ids))(frozenset()) == []
        assert Number(lambda ids: Person.objects.filter(pk__in=ids).count())(frozenset()) == 0
    assert not queries


@pytest.mark.parametrize("number", [9 * 10**15 + 97, 2**63 - 1, 2**63, 10**40, -(2**63) - 1])
def test_a_number_that_no_column_holds_finds_nothing(people: list[Any], number: int) -> None:
    find = Prepared(lambda reach, pk: asked(reach).filter(pk=pk))
    reach = reach_over({people[0].organisation_id})
    assert find(reach, number) == []
    assert find.first(reach, people[0].pk) == people[0]


def test_values_of_every_kind_come_to_their_places(people: list[Any]) -> None:
    first = Person.objects.order_by("pk")[0]
    Person.objects.filter(pk=first.pk).update(posted_on=date(1990, 2, 3), left_at=datetime.now(UTC))

    def make(name: str, born: date, before: datetime, stage: Any, own: Any) -> Any:
        found = Person.objects.filter(name=name, posted_on=born, organisation_id__in=own, left_at__lt=before)
        return found.values_list("pk", "name") if stage else found.none()

    find = Prepared(make)
    soon = datetime.now(UTC) + timedelta(1)
    own = frozenset({first.organisation_id})
    assert find(first.name, date(1990, 2, 3), soon, True, own) == [(first.pk, first.name)]
    assert find(first.name, date(1990, 2, 4), soon, True, own) == []
    assert find("示例", date(1990, 2, 3), soon, True, own) == []
    assert find(first.name, date(1990, 2, 3), soon - timedelta(9), True, own) == []
    assert find(first.name, date(1990, 2, 3), soon, False, own) == []


@pytest.mark.parametrize(
    ("make", "value"),
    [
        (lambda day: Person.objects.filter(posted_on__lt=day + timedelta(1)), date(1990, 2, 3)),
        (lambda moment: Person.objects.filter(left_at__lt=moment - timedelta(hours=1)), datetime(2026, 1, 1, tzinfo=UTC)),
        (lambda pk: Person.objects.filter(pk=pk + 1), 1),
        (lambda pk: Person.objects.all(), 1),
        (lambda words: Person.objects.filter(name__icontains=words), "示例"),
    ],
)
def test_a_value_that_is_made_another_is_refused(make: Any, value: Any) -> None:
    with pytest.raises(ValueError, match="as it is"):
        Prepared(make)(value)


def test_a_number_is_counted_or_added_up_anew_each_time(people: list[Any]) -> None:
    count = Number(lambda unit: Person.objects.filter(organisation_id=unit).count())
    total = Number(lambda unit: Organisation.objects.filter(pk=unit).aggregate(Sum("depth")))
    for person in people:
        assert count(person.organisation_id) == 2
        assert total(person.organisation_id) == person.organisation.depth
    people[0].delete()
    assert count(people[0].organisation_id) == 1
    assert count(0) == total(0) == 0


def test_no_more_shapes_are_kept_than_that(people: list[Any]) -> None:
    find = Prepared(lambda shape: Person.objects.filter(name=f"示例{shape[0]}0"))
    assert [len(find((n,))) for n in range(SHAPES + 2)] == [1, 1, 1] + [0] * (SHAPES - 1)
    assert len(find._known) == 2

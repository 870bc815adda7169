"""What a statement made once may hold: only what is the same for every row."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from jiafeng.common.rows import First, Row, prepared
from jiafeng.ground.people.models import SavedList
from jiafeng.ground.records.models import ActionLog
from jiafeng.ground.units.models import Region, RegionLevel

pytestmark = pytest.mark.django_db
MOMENT = datetime(2015, 12, 1, tzinfo=UTC)


def test_a_default_that_is_another_each_time_has_to_be_given() -> None:
    row = Row(SavedList)
    given = [attname for attname in row._fields if attname != "key"]
    with pytest.raises(ValueError, match="key has to be given"):
        row.statement(given)
    assert "%(key)s" in row.statement([*given, "key"])


def test_what_all_rows_have_in_common_is_quoted_and_holds_no_place_for_a_parameter() -> None:
    common = {"verb": "it's", "detail": {"said": 'a "word"'}, "target_type": "示例"}
    row = Row(ActionLog, always=common)
    with prepared() as cursor:
        made = row.insert(cursor, {"at": MOMENT, "county_code": "990101", "target_id": "1"})
    entry = ActionLog.objects.get(pk=made)
    assert (entry.verb, entry.detail, entry.target_type, entry.by, entry.reason) == (*common.values(), None, "")
    with pytest.raises(ValueError, match="verb has to be given"):
        Row(ActionLog, always={"verb": "100%"}).statement(())


def test_a_row_that_is_there_already_is_not_made_again() -> None:
    common = {"name": "示例县", "level": RegionLevel.COUNTY.value, "path": "0001", "depth": 1}
    with prepared() as cursor:
        row = Row(Region, always=common)
        assert row.insert(cursor, {"code": "990101"})
        assert row.insert(cursor, {"code": "990101"}) is None
    assert Region.objects.count() == 1


def test_a_query_takes_its_texts_in_the_order_they_are_named_in() -> None:
    find = First(lambda verb, summary: ActionLog.objects.filter(summary=summary, verb=verb, reason="").values_list("pk", "at"), texts=2)
    with prepared() as cursor:
        made = Row(ActionLog).insert(
            cursor, {"at": MOMENT, "verb": "one", "summary": "100% two", "county_code": "", "target_id": "", "target_type": ""}
        )
        found = find(cursor, "one", "100% two")
        assert found is not None
        assert (found[0], found[1].year) == (made, 2015)
        assert find(cursor, "100% two", "one") is None

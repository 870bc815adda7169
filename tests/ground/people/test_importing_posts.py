"""A roster that gives another unit, post or rank dates the change: the post before is kept."""

from datetime import timedelta

import pytest

from jiafeng.ground.people.actions import import_people
from jiafeng.ground.people.models import Person, Posting, Rank
from jiafeng.library.calendars import local_day
from tests.factories import AT, make_county
from tests.ground.people.factories import roster, row

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=40)
SECOND = local_day(LATER)


@pytest.fixture
def load(tmp_path):
    """Import rows on a day; a dry run must have told the same."""
    county = make_county().region

    def run(*rows, at=AT):
        path = roster(tmp_path / "名册.xlsx", *rows)
        told = import_people(by=None, at=at, county=county, path=path, dry_run=True)
        done = import_people(by=None, at=at, county=county, path=path, dry_run=False)
        assert done.as_json() == told.as_json()
        return done

    return run


def posts():
    """Every earlier post, and today's."""
    person = Person.objects.get()
    ended = [
        (each.organisation.name, each.post, each.rank_as_written, each.since, each.until) for each in Posting.objects.order_by("until")
    ]
    return [*ended, (person.organisation.name, person.post, person.rank_as_written, person.posted_on)]


def test_another_post_begins_on_the_day_of_the_import_and_the_one_before_is_kept(load):
    load(row("示例甲", 职务="科员", 职级="科员"))
    report = load(row("示例甲", 职务="副局长", 职级="副科级"), at=LATER)
    assert (report.update, report.posts) == (1, 1)
    assert posts() == [("示例局", "科员", "科员", None, SECOND), ("示例局", "副局长", "副科级", SECOND)]
    assert Person.objects.get().rank == Rank.SECTION_DEPUTY


def test_the_same_sheet_again_changes_nothing(load):
    load(row("示例甲", 职务="科员"))
    load(row("示例甲", 职务="副局长"), at=LATER)
    before, revision = posts(), Person.objects.get().revision
    for at in (LATER, LATER + timedelta(hours=2), LATER + timedelta(days=3)):
        report = load(row("示例甲", 职务="副局长"), at=at)
        assert (report.skipped, report.posts) == (1, 0)
    assert (posts(), Person.objects.get().revision) == (before, revision)


def test_who_moves_to_another_unit_was_in_the_one_before_until_then(load):
    load(row("示例甲", 手机="13800001234", 职务="科员"))
    load(row("示例甲", "另一局", 手机="13800001234"), at=LATER)
    assert posts() == [("示例局", "科员", "", None, SECOND), ("另一局", "科员", "", SECOND)]


def test_what_was_unknown_is_filled_in_and_a_rank_written_otherwise_is_the_same_rank(load):
    load(row("示例甲"))
    load(row("示例甲", 职务="局长", 职级="正科"), at=LATER)
    load(row("示例甲", 职级="正科级"), at=LATER)
    report = load(row("示例甲", 职级="正科级干部"), at=LATER)
    assert (report.update, report.posts) == (1, 0)
    assert posts() == [("示例局", "局长", "正科级干部", None)]


def test_a_correction_on_the_same_day_takes_the_place_of_the_mistake(load):
    load(row("示例甲", 职务="科员"))
    load(row("示例甲", 职务="副局长"), at=LATER)
    report = load(row("示例甲", 职务="局长"), at=LATER)
    assert (report.update, report.posts) == (1, 0)
    assert posts() == [("示例局", "科员", "", None, SECOND), ("示例局", "局长", "", SECOND)]


def test_who_is_corrected_back_on_the_same_day_never_left_the_post(load):
    load(row("示例甲", 职务="科员"))
    load(row("示例甲", 职务="副局长"), at=LATER)
    load(row("示例甲", 职务="科员"), at=LATER)
    assert posts() == [("示例局", "科员", "", None)]


def test_a_mistake_of_the_roster_that_brought_somebody_is_corrected_on_its_day(load):
    load(row("示例甲", 职务="局长"))
    load(row("示例甲", 职务="科长"))
    assert posts() == [("示例局", "科长", "", None)]


def test_many_changes_take_as_many_queries_as_one(load, django_assert_max_num_queries):
    load(*[row(f"示例子{n}", 职务="科员") for n in range(60)])
    with django_assert_max_num_queries(40):
        report = load(*[row(f"示例子{n}", 职务="科长") for n in range(60)], at=LATER)
    assert (report.posts, Posting.objects.count()) == (60, 60)


def test_a_spouse_whose_own_unit_comes_later_never_worked_in_the_cadres(load):
    load(row("示例甲", 与干部关系="本人", 配偶姓名="示例乙"))
    report = load(row("示例乙", "示例厂", 手机="13800001234", 与干部关系="配偶", 配偶姓名="示例甲"), at=LATER)
    assert (report.update, report.posts) == (1, 0)
    spouse = Person.objects.get(name="示例乙")
    assert (spouse.organisation.name, spouse.posted_on) == ("示例厂", None)
    assert not Posting.objects.exists()

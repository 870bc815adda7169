"""Laws that hold on every day, not only on the remembered ones."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jiafeng.library.calendars import add_working_days, is_provisional, is_working_day, notice_period, working_days_between

DAY = timedelta(days=1)
days = st.dates(date(2001, 1, 1), date(2096, 12, 31))
counts = st.integers(0, 60)


@given(days, st.integers(1, 60))
def test_a_deadline_is_a_working_day_and_counts_back_to_n(start: date, n: int) -> None:
    deadline = add_working_days(start, n).day
    assert is_working_day(deadline)
    assert working_days_between(start + DAY, deadline + DAY) == n


@given(days, counts, counts)
def test_adding_in_two_steps_is_adding_once(start: date, m: int, n: int) -> None:
    assert add_working_days(add_working_days(start, m).day, n).day == add_working_days(start, m + n).day


@given(days, counts)
def test_more_days_never_end_sooner_and_never_become_more_certain(start: date, n: int) -> None:
    shorter, longer = add_working_days(start, n), add_working_days(start, n + 1)
    assert shorter.day < longer.day
    assert shorter.provisional <= longer.provisional


@given(days, st.integers(1, 60))
def test_there_and_back_again_from_a_working_day(start: date, n: int) -> None:
    worked = add_working_days(start, 1).day
    assert add_working_days(add_working_days(worked, n).day, -n).day == worked


@given(days, counts)
def test_a_deadline_is_provisional_exactly_when_a_day_it_counts_is(start: date, n: int) -> None:
    deadline = add_working_days(start, n)
    span = [start + DAY * i for i in range(1, (deadline.day - start).days + 1)]
    assert deadline.provisional == any(is_provisional(day) for day in span)


@given(days, days, days)
def test_spans_of_working_days_add_up(a: date, b: date, c: date) -> None:
    first, middle, last = sorted((a, b, c))
    middle, last = min(middle, first + 200 * DAY), min(last, first + 400 * DAY)
    assert working_days_between(first, middle) + working_days_between(middle, last) == working_days_between(first, last)


@given(days, st.integers(1, 30), st.booleans(), st.booleans(), st.booleans())
def test_a_notice_holds_whole_days_and_as_many_as_it_promises(start: date, n: int, working: bool, next_day: bool, rolled: bool) -> None:
    period = notice_period(start, n, working=working, from_next_day=next_day, ends_on_working_day=rolled)
    first = start + DAY if next_day else start
    assert period.start.date() == first
    assert (period.start.hour, period.end.hour) == (0, 0)
    assert period.start in period
    assert period.end not in period
    if working:
        assert working_days_between(first, period.end.date()) == n
        assert is_working_day(period.last_day)
    elif rolled:
        assert is_working_day(period.last_day)
        assert working_days_between(first + (n - 1) * DAY, period.end.date()) == 1
    else:
        assert period.end.date() - first == n * DAY

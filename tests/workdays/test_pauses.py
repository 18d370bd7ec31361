"""A clock that stops: the deadline follows from its events alone."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.workdays.calendar import Calendar
from apps.workdays.pauses import due_with_pauses_on, elapsed_on, merged

KNOWN = Calendar()
MONDAY = date(2026, 11, 2)


def d(day: int) -> date:
    return date(2026, 11, day)


def slow_due(start, n, pauses):
    """Day by day: a working day counts unless a pause covers it."""
    day = start
    while n:
        day += timedelta(days=1)
        if day.year > 2026:
            return None
        paused = any(a <= day and (b is None or day < b) for a, b in pauses)
        n -= KNOWN.is_workday(day) and not paused
    return day


def test_without_pauses_it_is_the_plain_deadline():
    assert due_with_pauses_on(KNOWN, MONDAY, 5, []).date == d(9)


def test_days_of_a_pause_do_not_count():
    # Tuesday counts; Wednesday to Friday do not; Monday counts again.
    assert due_with_pauses_on(KNOWN, MONDAY, 2, [(d(4), d(9))]).date == d(9)


def test_stopped_and_started_again_on_one_day_changes_nothing():
    assert due_with_pauses_on(KNOWN, MONDAY, 5, [(d(4), d(4))]).date == d(9)


def test_an_open_pause_has_no_end_but_says_what_remains():
    due = due_with_pauses_on(KNOWN, MONDAY, 5, [(d(4), None)])

    assert (due.date, due.is_stopped, due.days_left) == (None, True, 4)
    assert due.earliest == d(4)


def test_a_clock_that_ran_out_before_it_was_stopped_has_its_end():
    assert due_with_pauses_on(KNOWN, MONDAY, 1, [(d(4), None)]).date == d(3)


def test_overlapping_pauses_count_once():
    twice = [(d(4), d(6)), (d(5), d(9)), (d(9), d(10))]
    assert merged(twice) == [(d(4), d(10))]
    assert due_with_pauses_on(KNOWN, MONDAY, 2, twice).date == d(10)


def test_a_pause_across_an_unknown_year_makes_the_end_unknown():
    pauses = [(date(2026, 12, 30), date(2027, 1, 11))]
    due = due_with_pauses_on(KNOWN, date(2026, 12, 28), 5, pauses)

    assert (due.date, due.unknown_year) == (None, 2027)
    assert due.earliest == date(2027, 1, 14)


def test_nights_that_nobody_ran_anything_change_nothing():
    """Asked every day or once after a month: the same answer."""
    pauses = [(d(4), d(6))]
    daily = [elapsed_on(KNOWN, MONDAY, pauses, d(day)) for day in range(2, 28)]

    assert daily[-1] == elapsed_on(KNOWN, MONDAY, pauses, d(27)) == 17
    assert daily == sorted(daily)


DAYS = st.dates(date(2026, 1, 1), date(2026, 6, 30))


@st.composite
def pauses(draw):
    found = []
    for _count in range(draw(st.integers(0, 4))):
        begin = draw(DAYS)
        end = draw(st.none() | st.integers(0, 30))
        found.append((begin, None if end is None else begin + timedelta(days=end)))
    return found


@given(start=DAYS, n=st.integers(1, 40), stops=pauses())
def test_any_clock_agrees_with_counting_day_by_day(start, n, stops):
    due = due_with_pauses_on(KNOWN, start, n, stops)

    assert due.date == slow_due(start, n, stops)
    if due.date is not None:
        assert elapsed_on(KNOWN, start, stops, due.date) == n
        assert elapsed_on(KNOWN, start, stops, due.date - timedelta(days=1)) == n - 1


@pytest.mark.parametrize("until", [d(2), d(1)])
def test_nothing_has_elapsed_before_the_first_day(until):
    assert elapsed_on(KNOWN, MONDAY, [], until) == 0

"""The arithmetic against a brute-force oracle, over every day of seven years."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from apps.workdays.calendar import ALWAYS_OFF, LIBRARY_YEARS, Calendar, UnknownYear

FIRST, LAST = date(2020, 1, 1), date(2026, 12, 31)
ONE = timedelta(days=1)
LIMITS = (1, 2, 3, 5, 7, 10, 15, 20, 45)
KNOWN = Calendar()


def every_day(first=FIRST, last=LAST):
    day = first
    while day <= last:
        yield day
        day += ONE


def slow_add(start: date, n: int) -> date | None:
    """Step day by day and ask the library about each; ``None`` past its last year."""
    day = start
    while n:
        day += ONE
        if day.year > LAST.year:
            return None
        n -= chinese_calendar.is_workday(day)
    return day


def test_the_library_ends_with_2026_and_its_years_are_the_known_ones():
    assert range(2004, 2027) == LIBRARY_YEARS
    with pytest.raises(NotImplementedError):
        chinese_calendar.is_workday(date(2027, 1, 4))


def test_every_day_is_what_the_library_says():
    wrong = [
        day
        for day in every_day()
        if KNOWN.is_workday(day) != chinese_calendar.is_workday(day)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("day", "is_workday"),
    [
        ("2026-02-14", True),
        ("2026-02-28", True),
        ("2026-09-20", True),
        ("2026-10-10", True),
        ("2026-02-16", False),
        ("2026-10-01", False),
        ("2026-11-21", False),
        ("2026-11-23", True),
    ],
)
def test_make_up_days_work_and_holidays_do_not(day, is_workday):
    assert KNOWN.is_workday(date.fromisoformat(day)) == is_workday


@pytest.mark.parametrize("n", LIMITS)
def test_adding_agrees_with_the_oracle_from_every_day(n):
    for start in every_day():
        expected = slow_add(start, n)
        if expected is None:
            with pytest.raises(UnknownYear) as refusal:
                KNOWN.add(start, n)
            assert refusal.value.year == 2027
        else:
            assert KNOWN.add(start, n) == expected, start


def test_between_is_the_inverse_of_adding_from_every_day():
    for start in every_day(last=date(2026, 10, 1)):
        for n in LIMITS:
            end = KNOWN.add(start, n)
            assert KNOWN.between(start, end) == n
            assert KNOWN.between(end, start) == -n


def test_between_agrees_with_counting_across_every_turn_of_a_year():
    for year in range(2021, 2027):
        for back in range(0, 40, 3):
            first = date(year, 1, 10) - timedelta(days=back)
            last = date(year, 2, 20) + timedelta(days=back)
            expected = sum(
                chinese_calendar.is_workday(first + timedelta(days=step))
                for step in range(1, (last - first).days + 1)
            )
            assert KNOWN.between(first, last) == expected


def test_zero_days_is_the_day_itself_even_in_an_unknown_year():
    assert KNOWN.add(date(2026, 11, 22), 0) == date(2026, 11, 22)
    assert KNOWN.between(date(2027, 5, 1), date(2027, 5, 1)) == 0


def test_time_limits_do_not_run_backwards():
    with pytest.raises(ValueError):
        KNOWN.add(date(2026, 11, 22), -1)


class TestUnknownYear:
    def test_the_last_working_day_of_the_known_year_is_still_known(self):
        start = date(2026, 12, 1)
        last = KNOWN.between(start, date(2026, 12, 31))

        assert KNOWN.due(start, last).date == date(2026, 12, 31)
        assert KNOWN.due(start, last + 1).date is None
        assert KNOWN.due(start, last + 1).unknown_year == 2027

    def test_nothing_is_guessed_about_a_day(self):
        for day in (date(2027, 1, 4), date(2003, 12, 31), date(2027, 1, 2)):
            with pytest.raises(UnknownYear):
                KNOWN.is_workday(day)

    def test_says_a_day_that_the_end_cannot_be_before(self):
        due = KNOWN.due(date(2026, 12, 28), 8)  # three in 2026, five more

        assert not due.is_known
        # 1 January is off by law, every other day may be made a working day.
        assert due.earliest == date(2027, 1, 6)

    @pytest.mark.parametrize("year", range(2016, 2027))
    @pytest.mark.parametrize("n", [1, 5, 20, 60])
    def test_the_bound_holds_for_every_year_that_was_once_unknown(self, year, n):
        """As if ``year`` had not been announced: the truth is never before the bound."""

        class Before(Calendar):
            def is_known(self, asked):
                return asked < year

        for start in every_day(date(year - 1, 12, 1), date(year - 1, 12, 31)):
            bound = Before().earliest(start, n)
            assert bound <= KNOWN.add(start, n)

    def test_what_is_off_by_law_was_off_in_every_year_so_far(self):
        worked = [
            date(year, month, day)
            for year in range(2008, 2027)
            for month, day in ALWAYS_OFF
            if chinese_calendar.is_workday(date(year, month, day))
            and (month, day) != (5, 2)  # a holiday again since 2025
        ]
        assert worked == []

    def test_an_announced_year_goes_by_its_entries_and_weekdays(self):
        days = {date(2027, 1, 1): False, date(2027, 1, 3): True}
        known = Calendar(days, frozenset({2027}))

        assert known.add(date(2026, 12, 31), 1) == date(2027, 1, 3)  # a Sunday, make-up
        assert known.add(date(2026, 12, 31), 2) == date(2027, 1, 4)

    def test_entries_alone_do_not_make_a_year_known(self):
        known = Calendar({date(2027, 1, 1): False})

        assert not known.due(date(2026, 12, 31), 1).is_known


def test_the_table_goes_before_the_library():
    closed = Calendar({date(2026, 11, 23): False, date(2026, 11, 22): True})

    assert closed.add(date(2026, 11, 20), 1) == date(2026, 11, 22)
    assert closed.add(date(2026, 11, 22), 1) == date(2026, 11, 24)


class TestLeft:
    @pytest.mark.parametrize(
        ("on", "left"),
        [
            ("2026-11-17", 3),
            ("2026-11-19", 1),
            ("2026-11-20", 0),  # Friday, the day itself
            ("2026-11-21", -1),  # Saturday: over, though no working day has passed
            ("2026-11-22", -1),
            ("2026-11-23", -1),
            ("2026-11-24", -2),
        ],
    )
    def test_before_on_and_after(self, on, left):
        assert KNOWN.left(date(2026, 11, 20), date.fromisoformat(on)) == left

    def test_what_is_overdue_stays_overdue_in_an_unknown_year(self):
        assert KNOWN.left(date(2026, 12, 31), date(2027, 1, 2)) == -1
        assert KNOWN.left(date(2026, 12, 30), date(2027, 3, 1)) == -1

    def test_cannot_be_told_across_an_unknown_year(self):
        assert KNOWN.left(date(2027, 1, 10), date(2026, 12, 30)) is None
        assert KNOWN.left(None, date(2026, 12, 30)) is None

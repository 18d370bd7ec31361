"""Working days as a value: pure arithmetic, no clock and no database.

A year is *known* when the calendar library covers it or an administrator has marked it
announced.  Nothing is ever guessed about any other year.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from chinese_calendar import constants
from django.utils.translation import gettext as _

from apps.core.errors import DomainError

ONE_DAY = timedelta(days=1)
LIBRARY_YEARS = range(
    min(constants.holidays).year,
    max(constants.holidays).year + 1,
)
# Days off by law whatever the yearly notice says: 1 January, 1–2 May, 1–3 October.
# source: 全国年节及纪念日放假办法, State Council order 795, art. 2 (2025).  The others
# follow the moon and are left out: a bound may be early, never late.
ALWAYS_OFF = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})


class UnknownYear(DomainError):
    """The yearly notice for a year that an answer needs is not out."""

    code = "unknown_year"

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(
            _("The working days of {year} have not been announced yet.").format(
                year=year
            )
        )


@dataclass(frozen=True)
class DueDate:
    """When a time limit ends.

    ``date`` is ``None`` while it cannot be told: the calendar of a year that it reaches
    into is not announced (``unknown_year``) or the clock is stopped (``is_stopped``).
    ``earliest`` can be relied on either way: the end is on that day or later.
    ``days_left`` counts the working days that a stopped clock still has to run.
    """

    date: date | None
    earliest: date
    unknown_year: int | None = None
    is_stopped: bool = False
    days_left: int | None = None

    @property
    def is_known(self) -> bool:
        return self.date is not None


@dataclass(frozen=True)
class Calendar:
    """What is known about working days at one moment.

    ``exceptions`` go before the library; ``announced`` years are known though the
    library does not cover them.
    """

    exceptions: Mapping[date, bool] = field(default_factory=dict)
    announced: frozenset[int] = frozenset()
    _years: dict[int, tuple[int, ...]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def is_known(self, year: int) -> bool:
        return year in LIBRARY_YEARS or year in self.announced

    def is_workday(self, day: date) -> bool:
        """Raises ``UnknownYear``."""
        if not self.is_known(day.year):
            raise UnknownYear(day.year)
        found = self.exceptions.get(day)
        return _by_library(day) if found is None else found

    def _ordinals(self, year: int) -> tuple[int, ...]:
        """The working days of a year, in order.  Raises ``UnknownYear``."""
        days = self._years.get(year)
        if days is None:
            if not self.is_known(year):
                raise UnknownYear(year)
            days = self._years[year] = tuple(
                day.toordinal() for day in days_of(year) if self.is_workday(day)
            )
        return days

    def add(self, start: date, days: int) -> date:
        """The ``days``-th working day after ``start``, which itself is not counted.

        Zero gives ``start`` itself.  Raises ``UnknownYear`` when the answer lies in a
        year that is not announced, or beyond one.
        """
        if days < 0:
            raise ValueError("time limits run forwards")
        if days == 0:
            return start
        year, left = start.year, days
        inside = self._ordinals(year)
        skipped = bisect_right(inside, start.toordinal())
        while len(inside) - skipped < left:
            left -= len(inside) - skipped
            year, skipped = year + 1, 0
            inside = self._ordinals(year)
        return date.fromordinal(inside[skipped + left - 1])

    def between(self, after: date, until: date) -> int:
        """How many working days lie in ``(after, until]``; negative the other way.

        So ``between(start, add(start, n)) == n``.  Raises ``UnknownYear``.
        """
        if until < after:
            return -self.between(until, after)
        return sum(self._count(first, last) for first, last in _by_year(after, until))

    def _count(self, after: date, until: date) -> int:
        """Working days in ``(after, until]``, which lie in the year of ``until``."""
        inside = self._ordinals(until.year)
        return bisect_right(inside, until.toordinal()) - bisect_right(
            inside, after.toordinal()
        )

    def next_workday(self, day: date) -> date:
        """``day`` itself when it is a working day, else the first one after it."""
        year = day.year
        inside = self._ordinals(year)
        place = bisect_left(inside, day.toordinal())
        while place == len(inside):
            year, place = year + 1, 0
            inside = self._ordinals(year)
        return date.fromordinal(inside[place])

    def due(self, start: date, days: int) -> DueDate:
        """The end of a time limit of ``days`` working days; never raises for a year."""
        try:
            end = self.add(start, days)
        except UnknownYear as unknown:
            return DueDate(None, self.earliest(start, days), unknown.year)
        return DueDate(end, end)

    def earliest(self, start: date, days: int) -> date:
        """A day that the end cannot be before, whatever will be announced.

        In a year that is not known every day but the holidays fixed by law may become a
        working day (make-up days fall on week-ends), so each of them is counted.
        """
        day, left = start, days
        while left:
            day += ONE_DAY
            if self.is_known(day.year):
                left -= self.is_workday(day)
            else:
                left -= (day.month, day.day) not in ALWAYS_OFF
        return day

    def left(self, due: date | DueDate | None, on: date) -> int | None:
        """Working days from ``on`` to ``due``; 0 on the day itself, negative once over.

        One day after a Friday is overdue by 1, although Saturday is no working day.
        ``None`` when it cannot be told.
        """
        if isinstance(due, DueDate):
            due = due.date
        if due is None:
            return None
        if on <= due:
            try:
                return self.between(on, due)
            except UnknownYear:
                return None
        return -max(1, self._at_least_between(due, on))

    def _at_least_between(self, after: date, until: date) -> int:
        """Working days in ``(after, until]``, counting nothing in unknown years."""
        return sum(
            self._count(first, last)
            for first, last in _by_year(after, until)
            if self.is_known(last.year)
        )

    def replaced(
        self,
        exceptions: Mapping[date, bool | None] | None = None,
        announced: Iterable[int] | None = None,
    ) -> Calendar:
        """The calendar as it would be after an edit; ``None`` takes a day out."""
        days = dict(self.exceptions)
        for day, is_workday in (exceptions or {}).items():
            if is_workday is None:
                days.pop(day, None)
            else:
                days[day] = is_workday
        years = self.announced if announced is None else frozenset(announced)
        return Calendar(days, years)


def _by_year(after: date, until: date) -> Iterable[tuple[date, date]]:
    """``(after, until]`` cut at the turns of the years; empty pieces are left out."""
    for year in range(after.year, until.year + 1):
        first = max(after, date(year - 1, 12, 31))
        last = min(until, date(year, 12, 31))
        if first < last:
            yield first, last


def days_of(year: int) -> Iterable[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += ONE_DAY


def _by_library(day: date) -> bool:
    """By the yearly notices as the library has them; by weekday outside its years."""
    if day in constants.workdays:
        return True
    return day.weekday() < 5 and day not in constants.holidays


def library_name(day: date) -> str:
    """The holiday's English name in the library, or an empty string."""
    return constants.holidays.get(day) or constants.workdays.get(day) or ""


@cache
def empty() -> Calendar:
    return Calendar()

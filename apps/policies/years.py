"""Years counted between dates, as the Civil Code counts them."""

from __future__ import annotations

import calendar
from datetime import date


def add_years(day: date, years: int) -> date:
    """The same day of a later year; of 29 February the last day of that month.

    source: Civil Code, article 202: without a corresponding day the period ends on the
    last day of the month.
    """
    year = day.year + years
    last = calendar.monthrange(year, day.month)[1]
    return date(year, day.month, min(day.day, last))


def add_months(day: date, months: int) -> date:
    """The same day of a later month; without a corresponding day its last one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def full_years(born: date, on: date) -> int:
    """Completed years: 46 on the 46th birthday, 45 on the day before."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))

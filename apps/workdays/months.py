"""A year as its page shows it: months of weeks of days, with what is special."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from apps.workdays.calendar import Calendar, days_of, library_name
from apps.workdays.models import HolidayException

# The library speaks English; these are its words.
LIBRARY_NAMES = {
    "New Year's Day": gettext_lazy("New Year's Day"),
    "Spring Festival": gettext_lazy("Spring Festival"),
    "Tomb-sweeping Day": gettext_lazy("Tomb-sweeping Day"),
    "Labour Day": gettext_lazy("Labour Day"),
    "Dragon Boat Festival": gettext_lazy("Dragon Boat Festival"),
    "Mid-autumn Festival": gettext_lazy("Mid-autumn Festival"),
    "National Day": gettext_lazy("National Day"),
    "Anti-Fascist 70th Day": gettext_lazy("Victory Day, 70 years"),
}


@dataclass(frozen=True)
class Day:
    """``css`` colours the cell, ``letter`` says the same, ``text`` says it in words."""

    date: date
    css: str = ""
    letter: str = ""
    text: str = ""
    is_special: bool = False


@dataclass(frozen=True)
class Month:
    name: str
    weeks: list[list[Day | None]]
    workdays: int | None


@dataclass(frozen=True)
class YearFacts:
    months: list[Month]
    special: list[Day]
    workdays: int | None
    days_off: int
    make_up_days: int


def year_facts(
    year: int, known: Calendar, rows: dict[date, HolidayException]
) -> YearFacts:
    days = {day: _day(day, known, rows.get(day)) for day in days_of(year)}
    months = [_month(year, number, days, known) for number in range(1, 13)]
    special = [day for day in days.values() if day.is_special]
    is_known = known.is_known(year)
    return YearFacts(
        months=months,
        special=special,
        workdays=sum(month.workdays for month in months) if is_known else None,
        days_off=sum(day.css == "off" for day in special),
        make_up_days=sum(day.css == "work" for day in special),
    )


def _month(year: int, number: int, days: dict[date, Day], known: Calendar) -> Month:
    weeks = [
        [days[day] if day.month == number else None for day in week]
        for week in calendar.Calendar().monthdatescalendar(year, number)
    ]
    workdays = None
    if known.is_known(year):
        workdays = sum(
            known.is_workday(day.date) for week in weeks for day in week if day
        )
    return Month(
        date_format(date(year, number, 1), pgettext("a month as heading", "F")),
        weeks,
        workdays,
    )


def _day(day: date, known: Calendar, row: HolidayException | None) -> Day:
    is_weekend = day.weekday() >= 5
    if row is not None:
        is_workday = row.is_workday
    elif known.is_known(day.year):
        is_workday = known.is_workday(day)
    else:
        is_workday = not is_weekend
    name = row.name if row else name_of(day)
    if is_workday == is_weekend:
        if is_workday:
            return _special(day, "work", pgettext("letter of a make-up day", "W"), name)
        return _special(day, "off", pgettext("letter of a day off", "H"), name)
    if row is not None or (name and is_weekend):
        # A week-end inside a holiday, or an entry that says what is so anyway.
        css = "plain-work" if is_workday else "off"
        letter = "" if is_workday else pgettext("letter of a day off", "H")
        return _special(day, css, letter, name)
    return Day(day, "weekend" if is_weekend else "")


def _special(day: date, css: str, letter: str, name: str) -> Day:
    state = _("working day") if css in {"work", "plain-work"} else _("day off")
    weekday = str(WEEKDAYS[day.weekday()])
    text = ", ".join(part for part in (weekday, state, name) if part)
    return Day(day, css, letter, text, is_special=True)


def name_of(day: date) -> str:
    """The holiday a day belongs to, by the library; empty for ordinary days."""
    name = library_name(day)
    return str(LIBRARY_NAMES.get(name, name))

"""Promised days in a sentence, the unknown ones included."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.templatetags.ui import day_in_words
from apps.workdays.services import DueDate, workdays_left


def shown_day(day: date, on: date) -> str:
    """A day in a sentence; with its year where that is not this one."""
    return day_in_words(day) if day.year == on.year else day.isoformat()


def promise(due: DueDate, on: date) -> str:
    """By when the office wants to be done, and how many working days that leaves."""
    if due.is_stopped:
        return _("The clock stands still until you answer.")
    if due.date is None:
        return _(
            "No earlier than {day}: the working days of {year} have not been announced."
        ).format(
            day=shown_day(due.earliest, on), year=due.unknown_year or due.earliest.year
        )
    left = workdays_left(due, on)
    day = shown_day(due.date, on)
    if left is None:
        return _("Promised by {day}.").format(day=day)
    if left < 0:
        return ngettext(
            "Was promised for {day}: {late} working day late.",
            "Was promised for {day}: {late} working days late.",
            -left,
        ).format(day=day, late=-left)
    return _("Promised by {day}: {left}.").format(day=day, left=days_left(left))


def window(due: DueDate, on: date) -> str:
    """Until when the person has time for something."""
    if due.date is None:
        return _(
            "You have time until {day} at least; the working days of {year} have not "
            "been announced."
        ).format(
            day=shown_day(due.earliest, on), year=due.unknown_year or due.earliest.year
        )
    left = workdays_left(due, on)
    day = shown_day(due.date, on)
    if left is None:
        return _("You have time until {day}.").format(day=day)
    if left < 0:
        return _("The time ended on {day}.").format(day=day)
    return _("You have time until {day}: {left}.").format(day=day, left=days_left(left))


def days_left(left: int) -> str:
    if left == 0:
        return _("today is the last day")
    return ngettext(
        "{count} working day left", "{count} working days left", left
    ).format(count=left)

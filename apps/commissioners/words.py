"""Sentences about silence and load, said the same way on every page."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.commissioners.queries import Silence


def silent_for(silence: Silence) -> str:
    """“63 working days”; days of the calendar where the year is not announced."""
    if silence.workdays is None:
        return _("since {day}").format(day=silence.since.isoformat())
    return ngettext("{n} working day", "{n} working days", silence.workdays).format(
        n=silence.workdays
    )


def next_due(silence: Silence, next_date: date | None) -> str:
    """When the next contact is due, or that it cannot be told yet."""
    if next_date is not None:
        return _("planned {day}").format(day=next_date.isoformat())
    if silence.due.date is not None:
        return silence.due.date.isoformat()
    return _("not before {day} ({year} not announced)").format(
        day=silence.due.earliest.isoformat(), year=silence.due.unknown_year
    )

"""Questions about working days.  None of them reads the clock.

They answer from the calendar in force; pass ``calendar=`` to ask another one (an effect
that previews an edit does).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from apps.workdays.calendar import Calendar, DueDate
from apps.workdays.current import get_calendar
from apps.workdays.pauses import Pause, due_with_pauses_on, elapsed_on


def is_workday(day: date, *, calendar: Calendar | None = None) -> bool:
    """Raises ``UnknownYear``."""
    return (calendar or get_calendar()).is_workday(day)


def next_workday(day: date, *, calendar: Calendar | None = None) -> date:
    """``day`` or the first working day after it.  Raises ``UnknownYear``."""
    return (calendar or get_calendar()).next_workday(day)


def add_workdays(start: date, n: int, *, calendar: Calendar | None = None) -> date:
    """The ``n``-th working day after ``start``, not counting ``start`` itself.

    Raises ``UnknownYear``; ``due`` does not.
    """
    return (calendar or get_calendar()).add(start, n)


def workdays_between(
    after: date, until: date, *, calendar: Calendar | None = None
) -> int:
    """Working days in ``(after, until]``, negative backwards.  Raises ``UnknownYear``."""
    return (calendar or get_calendar()).between(after, until)


def due(start: date, n: int, *, calendar: Calendar | None = None) -> DueDate:
    """The end of a limit of ``n`` working days; unknown is an answer, not an error."""
    return (calendar or get_calendar()).due(start, n)


def workdays_left(
    due: date | DueDate | None, on: date, *, calendar: Calendar | None = None
) -> int | None:
    """0 on the day itself, negative once it is over, ``None`` when it cannot be told."""
    return (calendar or get_calendar()).left(due, on)


def elapsed(
    start: date,
    pauses: Iterable[Pause],
    until: date,
    *,
    calendar: Calendar | None = None,
) -> int:
    """Working days the clock has run in ``(start, until]``.  Raises ``UnknownYear``."""
    return elapsed_on(calendar or get_calendar(), start, pauses, until)


def due_with_pauses(
    start: date,
    n: int,
    pauses: Iterable[Pause],
    *,
    calendar: Calendar | None = None,
) -> DueDate:
    """The end of a limit whose clock stopped during ``pauses``.

    Computed from the events each time, so a skipped night changes nothing.  While the
    last pause is open the end is not known: ``is_stopped``, ``days_left``.
    """
    return due_with_pauses_on(calendar or get_calendar(), start, n, pauses)

"""A clock of working days that stops: computed from its events, never counted down."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from apps.workdays.calendar import Calendar, DueDate, UnknownYear

# From the first day that does not count to the first that counts again; an open pause
# ends with None.  Stopped and started again on one day is no pause at all.
Pause = tuple[date, date | None]
ONE_DAY = timedelta(days=1)


def merged(pauses: Iterable[Pause]) -> list[Pause]:
    """In order, overlapping ones joined, empty ones dropped."""
    found: list[Pause] = []
    far = date.max
    for begin, end in sorted(pauses, key=lambda pause: (pause[0], pause[1] or far)):
        if end is not None and end <= begin:
            continue
        if found and (found[-1][1] or far) >= begin:
            last_begin, last_end = found[-1]
            joined = None if last_end is None or end is None else max(last_end, end)
            found[-1] = (last_begin, joined)
        else:
            found.append((begin, end))
    return found


def running(start: date, pauses: Iterable[Pause], until: date) -> list[Pause]:
    """The stretches ``(after, until]`` in which the clock ran, up to ``until``."""
    stretches = []
    after = start
    for begin, end in merged(pauses):
        last = min(begin - ONE_DAY, until)
        if after < last:
            stretches.append((after, last))
        if end is None:
            return stretches
        after = max(after, end - ONE_DAY)
    if after < until:
        stretches.append((after, until))
    return stretches


def elapsed_on(
    calendar: Calendar, start: date, pauses: Iterable[Pause], until: date
) -> int:
    return sum(
        calendar.between(after, last) for after, last in running(start, pauses, until)
    )


def due_with_pauses_on(
    calendar: Calendar, start: date, days: int, pauses: Iterable[Pause]
) -> DueDate:
    if days == 0:
        return DueDate(start, start)
    pauses = merged(pauses)
    stretches = running(start, pauses, date.max)
    unknown = None
    left = days
    for after, last in stretches:
        if last == date.max:
            found = calendar.due(after, left)
            if unknown is None:
                return found
            return DueDate(None, found.earliest, unknown)
        try:
            ran = calendar.between(after, last)
        except UnknownYear as error:
            # How long it ran cannot be told: allow that every day counted.
            unknown = unknown or error.year
            ran = _at_most(calendar, after, last)
        if ran >= left:
            found = calendar.due(after, left)
            if unknown is None:
                return found
            return DueDate(None, found.earliest, unknown)
        left -= ran
    stopped_on = pauses[-1][0]
    return DueDate(
        None,
        max(start, stopped_on),
        unknown,
        is_stopped=True,
        days_left=None if unknown else left,
    )


def _at_most(calendar: Calendar, after: date, last: date) -> int:
    total = 0
    day = after
    while day < last:
        day += ONE_DAY
        total += calendar.is_workday(day) if calendar.is_known(day.year) else 1
    return total

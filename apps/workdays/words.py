"""A deadline in words.  Views of long lists prepare these, templates use the tag."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.workdays.calendar import DueDate
from apps.workdays.services.questions import workdays_left

SOON = 2  # working days; assumption: asked of the office with the screens


@dataclass(frozen=True)
class DeadlineWords:
    """``kind`` is one of the status chip's: ok, due, late, wait, info, muted."""

    kind: str
    text: str
    date: date | None = None


def describe(
    due: date | DueDate | None, on: date, *, is_stopped: bool = False
) -> DeadlineWords:
    """How a deadline stands on a day.

    ``is_stopped`` for a stored date whose clock stands still; a ``DueDate`` knows itself.
    """
    found = due if isinstance(due, DueDate) else None
    if is_stopped or (found and found.is_stopped):
        return DeadlineWords("wait", _stopped(found))
    day = found.date if found else due
    if day is None:
        if found is not None:
            return DeadlineWords("info", _unknown(found))
        return DeadlineWords("muted", _("No deadline"))
    left = workdays_left(day, on)
    if left is None:
        return DeadlineWords("info", _("due {day}").format(day=day.isoformat()), day)
    if left < 0:
        return DeadlineWords("late", _overdue(-left), day)
    if left == 0:
        text = _("due today") if day == on else _("due on {day}").format(day=day)
        return DeadlineWords("due", text, day)
    text = ngettext("{n} working day left", "{n} working days left", left).format(
        n=left
    )
    return DeadlineWords("due" if left <= SOON else "ok", text, day)


def _overdue(days: int) -> str:
    return ngettext(
        "overdue by {n} working day", "overdue by {n} working days", days
    ).format(n=days)


def _stopped(found: DueDate | None) -> str:
    if found is None or found.days_left is None:
        return _("Clock stopped")
    return ngettext(
        "Clock stopped, {n} working day remains",
        "Clock stopped, {n} working days remain",
        found.days_left,
    ).format(n=found.days_left)


def _unknown(found: DueDate) -> str:
    return _("no earlier than {day} ({year} calendar not announced)").format(
        day=found.earliest.isoformat(), year=found.unknown_year
    )

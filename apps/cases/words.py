"""Deadlines in words, the same on every page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.cases.clock import ClockFace, face_of_row

# Shape and colour of each level (see the ``status`` tag).
KINDS = {
    "ok": "info",
    "due": "due",
    "late": "late",
    "late_answer": "late",
    "wait": "wait",
    "unknown": "muted",
    "over": "muted",
}


@dataclass(frozen=True)
class Deadline:
    """One deadline, ready for a template."""

    kind: str
    text: str
    detail: str

    @property
    def is_late(self) -> bool:
        return self.kind == "late"


def deadline(clock: ClockFace) -> Deadline:
    kind = KINDS[clock.level]
    if clock.level == "over":
        return Deadline(kind, _("answered in time"), "")
    if clock.level == "late_answer":
        return Deadline(kind, _("answered late"), "")
    if clock.level == "wait":
        if clock.left is None:
            return Deadline(kind, _("clock stopped"), "")
        return Deadline(kind, _("clock stopped"), _left(clock.left))
    if clock.level == "unknown":
        return Deadline(
            kind,
            _("not before {day}").format(day=clock.due.earliest.isoformat()),
            _("{year} is not announced yet").format(year=clock.due.earliest.year),
        )
    day = clock.due.date.isoformat() if clock.due.date else ""
    if clock.level == "late":
        return Deadline(
            kind,
            ngettext(
                "{n} working day overdue", "{n} working days overdue", clock.overdue_by
            ).format(n=clock.overdue_by),
            day,
        )
    if clock.left is None:
        return Deadline(kind, day, "")
    return Deadline(kind, _left(clock.left), day)


def row_deadline(case, on: date) -> Deadline | None:
    """For a list: from the kept columns, without a query; ``None`` once it is over."""
    if not case.is_open:
        return None
    return deadline(
        face_of_row(
            due_date=case.due_date,
            due_earliest=case.due_earliest,
            status=case.status,
            on=on,
        )
    )


def task_deadline(task, on: date) -> Deadline | None:
    if not task.is_open:
        return None
    return deadline(
        face_of_row(
            due_date=task.due_date,
            due_earliest=task.due_earliest,
            status=task.case.status,
            on=on,
        )
    )


def _left(days: int) -> str:
    if days == 0:
        return _("due today")
    return ngettext("{n} working day left", "{n} working days left", days).format(
        n=days
    )

"""A case's time limit, computed from its events each time it is asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from apps.cases.models import Case, CasePause, DepartmentTask
from apps.cases.states import CaseStatus
from apps.workdays.services import (
    Calendar,
    DueDate,
    Pause,
    UnknownYear,
    due,
    due_with_pauses,
    get_calendar,
)

SOON = 2  # working days: amber from here on


def local_date(at: datetime) -> date:
    return timezone.localtime(at).date()


def pauses_of(case: Case, pauses: Iterable[CasePause]) -> list[Pause]:
    """Of the present round, as days: asked today, today counts no more."""
    return [
        (local_date(p.from_at), local_date(p.until_at) if p.until_at else None)
        for p in pauses
        if p.round == case.round
    ]


def due_of(
    case: Case, pauses: Iterable[CasePause], *, calendar: Calendar | None = None
) -> DueDate:
    """When the case has to be answered.  Asking on another day gives the same."""
    return due_with_pauses(
        case.clock_from,
        case.total_workdays,
        pauses_of(case, pauses),
        calendar=calendar,
    )


def due_of_task(
    task: DepartmentTask,
    case: Case,
    pauses: Iterable[CasePause],
    *,
    calendar: Calendar | None = None,
) -> DueDate:
    """A department's limit; it stands still with the case's."""
    return due_with_pauses(
        local_date(task.sent_at),
        task.limit_workdays,
        pauses_of(case, pauses),
        calendar=calendar,
    )


def confirm_until(
    answered: date, workdays: int, *, calendar: Calendar | None = None
) -> date | None:
    """The last day to object before silence confirms; ``None`` while not known."""
    return due(answered, workdays, calendar=calendar).date


def return_until(sent_at: datetime) -> datetime | None:
    """Until when a department may say that it is not its duty.

    24 hours by the hotline rules (domain facts, section 3).  Assumption: hours on days
    off do not count, so what is sent on a Friday can be returned on Monday.  ``None``
    while the next working day is not known.
    """
    local = timezone.localtime(sent_at)
    calendar = get_calendar()
    try:
        # Sent on a day off, it is read on the next working day.
        begins = calendar.next_workday(local.date())
        end = calendar.add(begins, 1)
    except UnknownYear:
        return None
    if begins != local.date():
        return timezone.make_aware(
            datetime.combine(end, datetime.min.time())  # noqa: DTZ001 - made aware here
        )
    return local + timedelta(days=(end - begins).days)


@dataclass(frozen=True)
class ClockFace:
    """What a page shows of a clock.

    ``level``: ok · due (at most ``SOON`` working days) · late · wait (stopped) ·
    unknown (the year is not announced) · over (answered or withdrawn).
    """

    level: str
    due: DueDate
    left: int | None

    @property
    def overdue_by(self) -> int:
        return -self.left if self.left is not None and self.left < 0 else 0


def face(case: Case, due: DueDate, on: date) -> ClockFace:
    """The clock of a case on a day, from its ``due_of``."""
    if not case.is_open:
        late = case.is_overdue(on)
        return ClockFace("late_answer" if late else "over", due, None)
    if case.status == CaseStatus.WAITING:
        return ClockFace("wait", due, due.days_left)
    return ClockFace(*_level(due, on))


def face_of_row(
    *, due_date: date | None, due_earliest: date, status: str, on: date
) -> ClockFace:
    """The same from the kept columns, for lists: no query for each row."""
    if status == CaseStatus.WAITING:
        stopped = DueDate(None, due_earliest, is_stopped=True)
        return ClockFace("wait", stopped, None)
    if due_date is None:
        return ClockFace("unknown", DueDate(None, due_earliest), None)
    return ClockFace(*_level(DueDate(due_date, due_date), on))


def _level(due: DueDate, on: date) -> tuple[str, DueDate, int | None]:
    if due.date is None:
        return "unknown", due, None
    left = get_calendar().left(due, on)
    if left is None or left > SOON:
        return "ok", due, left
    return ("late" if left < 0 else "due"), due, left


def soon_until(on: date) -> date:
    """The last due day that is amber on ``on``; known days only."""
    try:
        return get_calendar().add(on, SOON)
    except UnknownYear:
        # Later days of this year are all there is to know; they are that near.
        return date(on.year, 12, 31)

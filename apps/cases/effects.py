"""What an edit of the calendar moves: every kept deadline that is still open."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Model

from apps.cases.clock import confirm_until, due_of, due_of_task, local_date
from apps.cases.models import Case, DepartmentTask, FollowUp
from apps.cases.services.answers import CALL_BACK_WORKDAYS
from apps.cases.states import OPEN, TASK_OPEN, CaseStatus
from apps.workdays.services import Calendar, due

BATCH = 500


def move(calendar: Calendar, *, save: bool) -> int:
    """Count, and with ``save`` write, the deadlines that differ under ``calendar``."""
    changed: dict[type[Model], list] = {}
    count = 0
    for row, fields in _moved(calendar):
        count += 1
        changed.setdefault(type(row), []).append((row, fields))
    if save:
        for model, rows in changed.items():
            model.objects.bulk_update(
                [row for row, _fields in rows], rows[0][1], batch_size=BATCH
            )
    return count


def _moved(calendar: Calendar) -> Iterator[tuple[Model, list[str]]]:
    names = ["due_date", "due_earliest"]
    open_cases = Case.objects.filter(status__in=OPEN).prefetch_related("pauses")
    answered = Case.objects.filter(
        status__in=[CaseStatus.ANSWERED, CaseStatus.CONFIRMED]
    ).select_related("item")
    case_fields = [*names, "confirm_until"]
    for case in open_cases:
        old = case.due_date, case.due_earliest
        case.keep_due(due_of(case, case.pauses.all(), calendar=calendar))
        if old != (case.due_date, case.due_earliest):
            yield case, case_fields
    for case in answered:
        until = confirm_until(
            local_date(case.answered_at), case.item.confirm_workdays, calendar=calendar
        )
        if until != case.confirm_until:
            case.confirm_until = until
            yield case, case_fields
    tasks = (
        DepartmentTask.objects.filter(status__in=TASK_OPEN)
        .select_related("case")
        .prefetch_related("case__pauses")
    )
    for task in tasks:
        old = task.due_date, task.due_earliest
        pauses = task.case.pauses.all()
        task.keep_due(due_of_task(task, task.case, pauses, calendar=calendar))
        if old != (task.due_date, task.due_earliest):
            yield task, names
    for follow_up in FollowUp.objects.filter(done_at__isnull=True):
        limit = due(
            local_date(follow_up.asked_at), CALL_BACK_WORKDAYS, calendar=calendar
        )
        if (limit.date, limit.earliest) != (
            follow_up.due_date,
            follow_up.due_earliest,
        ):
            follow_up.due_date = limit.date
            follow_up.due_earliest = limit.earliest
            yield follow_up, names

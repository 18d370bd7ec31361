"""What every act on a case does the same way: lock, edge, write, trace."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import Office, User
from apps.audit.services import record
from apps.cases.clock import due_of, due_of_task
from apps.cases.models import Case, CaseEvent, CasePause, DepartmentTask, EventKind
from apps.cases.states import TASK_OPEN, CaseStatus, TaskStatus, check_edge
from apps.core.errors import DomainError, StaleVersion


class TextNeeded(DomainError):
    code = "text_needed"


def lock(case_id: int, version: int | None = None) -> Case:
    """Lock and read again.  Raises ``StaleVersion`` when ``version`` is not the row's.

    The sentence says who did what meanwhile, so both can be seen side by side.
    """
    case = (
        Case.objects.select_for_update(of=("self",))
        .select_related("talent", "item")
        .get(pk=case_id)
    )
    if version is not None and version != case.version:
        last = case.events.select_related("by").last()
        raise StaleVersion(
            _(
                "{name} changed this case at {time}: {what}. "
                "You see it as it is now, with what you typed; send it again if it "
                "still fits."
            ).format(
                name=(last and last.by) or _("The system"),
                time=f"{timezone.localtime(last.at):%H:%M}" if last else "",
                what=last.get_kind_display() if last else "",
            )
        )
    return case


def lock_task(task_id: int) -> tuple[Case, DepartmentTask]:
    """The case first, then its task."""
    case_id = DepartmentTask.objects.values_list("case_id", flat=True).get(pk=task_id)
    case = lock(case_id)
    task = (
        DepartmentTask.objects.select_for_update(of=("self",))
        .select_related("office")
        .get(pk=task_id)
    )
    task.case = case
    return case, task


def need(text: str, what: str | None = None) -> str:
    """The text without blanks around it.  Raises ``TextNeeded`` for an empty one."""
    text = text.strip()
    if not text:
        raise TextNeeded(what or _("Say what or why."))
    return text


def move(case: Case, new: CaseStatus) -> None:
    """Take an edge; ``write`` saves it."""
    check_edge(case.status, new)
    case.status = new


def write(case: Case) -> None:
    """Save the case with its clock and those of its departments' tasks."""
    pauses = list(case.pauses.all())
    if case.is_open:
        case.keep_due(due_of(case, pauses))
        for task in case.tasks.filter(status__in=TASK_OPEN):
            task.keep_due(due_of_task(task, case, pauses))
            task.save(update_fields=["due_date", "due_earliest"])
    case.version += 1
    case.save()


def log(
    case: Case,
    kind: EventKind,
    *,
    by: User | None,
    at: datetime,
    old: str = "",
    text: str = "",
    visible: bool = False,
    data: dict | None = None,
) -> CaseEvent:
    """The case's own history and the audit trail, in one go."""
    event = CaseEvent.objects.create(
        case=case,
        kind=kind,
        old_status=old,
        new_status=case.status,
        by=by,
        at=at,
        text=text,
        data=data or {},
        visible_to_talent=visible,
    )
    record(
        f"cases.case.{kind}",
        target=case,
        by=by,
        at=at,
        old=old or None,
        new=case.status if old else None,
        data={"event": event.pk, **(data or {})},
    )
    return event


def open_pause(case: Case, *, at: datetime, question: str) -> None:
    CasePause.objects.create(case=case, round=case.round, from_at=at, question=question)


def end_pause(case: Case, *, at: datetime) -> None:
    CasePause.objects.filter(case=case, until_at__isnull=True).update(until_at=at)


def words(office: Office) -> list[str]:
    """An office's two names, for the ``data`` of an event."""
    return [office.name, office.name_en]


def call_off_tasks(case: Case, *, at: datetime, why: str = "") -> list[DepartmentTask]:
    """End what departments still have to do; the caller tells them."""
    tasks = list(
        case.tasks.select_for_update(of=("self",))
        .filter(status__in=TASK_OPEN)
        .select_related("office")
    )
    for task in tasks:
        task.status = TaskStatus.CANCELLED
        task.ended_at = at
        task.answer = why
        task.save(update_fields=["status", "ended_at", "answer"])
    return tasks

"""Hand a case over to departments, and what they do with it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Office, User
from apps.cases import messages
from apps.cases.clock import local_date, return_until
from apps.cases.models import Case, DepartmentTask, EventKind
from apps.cases.permissions import (
    is_head,
    why_not_city,
    why_not_handle,
    why_not_work,
    works_on,
)
from apps.cases.services.acting import (
    lock,
    lock_task,
    log,
    move,
    need,
    words,
    write,
)
from apps.cases.states import TASK_OPEN, CaseStatus, TaskStatus, check_task_edge
from apps.core.errors import DomainError, NotAllowed
from apps.workdays.services import due

TASK_WORKDAYS = 3  # assumption: the default a commissioner sees, and can change


class CannotReturn(DomainError):
    code = "cannot_return"


class BusyDepartment(DomainError):
    code = "busy_department"


@transaction.atomic
def send_to_departments(
    *,
    case_id: int,
    main_id: int,
    assisting_ids: Iterable[int] = (),
    question: str,
    workdays: int = TASK_WORKDAYS,
    by: User,
    at: datetime,
    version: int | None = None,
) -> list[DepartmentTask]:
    """Give a case to one main department and any number of assisting ones.

    ``question`` is all they read: no identity number, no telephone belongs in it.
    Raises ``BusyDepartment`` where one of them, or another main one, is still at it.
    """
    case = lock(case_id, version)
    if refusal := why_not_work(by, case):
        raise NotAllowed(refusal)
    question = need(question, gettext("Write what the department is to do."))
    assisting = [pk for pk in dict.fromkeys(assisting_ids) if pk != main_id]
    busy = DepartmentTask.objects.open().filter(case=case)
    if busy.filter(duty=DepartmentTask.Duty.MAIN).exists():
        raise BusyDepartment(gettext("The case has a main department already."))
    if busy.filter(office_id__in=[main_id, *assisting]).exists():
        raise BusyDepartment(
            gettext("One of these departments has an open task already.")
        )
    offices = _departments([main_id, *assisting])
    old = case.status
    if case.status != CaseStatus.WITH_DEPARTMENT:
        move(case, CaseStatus.WITH_DEPARTMENT)
    tasks = [
        _send(
            case,
            office,
            duty=DepartmentTask.Duty.MAIN
            if office.pk == main_id
            else DepartmentTask.Duty.ASSISTING,
            question=question,
            workdays=workdays,
            by=by,
            at=at,
        )
        for office in offices
    ]
    write(case)
    _tell_sent(case, tasks, old=old, by=by, at=at)
    return tasks


@transaction.atomic
def accept_task(*, task_id: int, by: User, at: datetime) -> DepartmentTask:
    """By the department: it is our duty, I do it.  Accepted already: changes nothing."""
    case, task = lock_task(task_id)
    if refusal := why_not_handle(by, task):
        raise NotAllowed(refusal)
    if task.status == TaskStatus.ACCEPTED:
        return task
    check_task_edge(task.status, TaskStatus.ACCEPTED)
    task.status = TaskStatus.ACCEPTED
    task.handler = by
    task.accepted_at = at
    task.save(update_fields=["status", "handler", "accepted_at"])
    log(
        case,
        EventKind.ACCEPTED,
        by=by,
        at=at,
        visible=True,
        data={"task": task.pk, "office": words(task.office)},
    )
    return task


@transaction.atomic
def return_task(*, task_id: int, reason: str, by: User, at: datetime) -> DepartmentTask:
    """By the department: not our duty.  Within 24 hours and with the reason.

    A department that the city has named cannot.  The return of the main one sends the
    case back to the commissioner.  Raises ``CannotReturn``.
    """
    case, task = lock_task(task_id)
    if refusal := why_not_handle(by, task):
        raise NotAllowed(refusal)
    reason = need(reason, gettext("Say whose duty it is, or why it is not yours."))
    check_task_edge(task.status, TaskStatus.RETURNED)
    if refusal := why_not_return(task, at=at):
        raise CannotReturn(refusal)
    _end(task, TaskStatus.RETURNED, text=reason, at=at)
    old = ""
    if case.status == CaseStatus.WITH_DEPARTMENT:
        old = _after_a_task(case, task, returned=True)
    write(case)
    event = log(
        case,
        EventKind.RETURNED,
        by=by,
        at=at,
        old=old,
        text=reason,
        data={"task": task.pk, "office": words(task.office)},
    )
    messages.tell(
        event,
        [case.commissioner_id],
        format_lazy(
            _("{office} returned case {number}"),
            office=str(task.office),
            number=case.number,
        ),
        body=reason,
    )
    return task


@transaction.atomic
def answer_task(*, task_id: int, text: str, by: User, at: datetime) -> DepartmentTask:
    """By the department: what was found or done.  The commissioner answers the talent."""
    case, task = lock_task(task_id)
    if refusal := why_not_handle(by, task):
        raise NotAllowed(refusal)
    text = need(text, gettext("Write the answer."))
    check_task_edge(task.status, TaskStatus.ANSWERED)
    _end(task, TaskStatus.ANSWERED, text=text, at=at)
    old = ""
    if case.status == CaseStatus.WITH_DEPARTMENT:
        old = _after_a_task(case, task, returned=False)
    write(case)
    event = log(
        case,
        EventKind.TASK_ANSWERED,
        by=by,
        at=at,
        old=old,
        text=text,
        data={"task": task.pk, "office": words(task.office)},
    )
    messages.tell(
        event,
        [case.commissioner_id],
        format_lazy(
            _("{office} answered in case {number}"),
            office=str(task.office),
            number=case.number,
        ),
    )
    return task


@transaction.atomic
def call_off_task(
    *, task_id: int, reason: str, by: User, at: datetime
) -> DepartmentTask:
    """By the commissioner or the head: the department need not go on."""
    case, task = lock_task(task_id)
    if not works_on(by, case) and not is_head(by, case):
        raise NotAllowed(gettext("Only the commissioner of this case does that."))
    reason = need(reason)
    check_task_edge(task.status, TaskStatus.CANCELLED)
    _end(task, TaskStatus.CANCELLED, text=reason, at=at)
    old = ""
    if case.status == CaseStatus.WITH_DEPARTMENT:
        old = _after_a_task(case, task, returned=False)
    write(case)
    event = log(
        case,
        EventKind.CALLED_OFF,
        by=by,
        at=at,
        old=old,
        text=reason,
        data={"task": task.pk, "office": words(task.office)},
    )
    messages.tell_department(
        event,
        task,
        format_lazy(_("Task {number} was called off"), number=case.number),
        at,
    )
    return task


@transaction.atomic
def name_main(
    *,
    case_id: int,
    office_id: int,
    question: str,
    reason: str,
    workdays: int = TASK_WORKDAYS,
    by: User,
    at: datetime,
    version: int | None = None,
) -> DepartmentTask:
    """By the city after a dispute: this department does it and cannot return it.

    Only once a department has returned the case; an open main task is called off.
    """
    case = lock(case_id, version)
    if refusal := why_not_city(by, case):
        raise NotAllowed(refusal)
    reason = need(reason)
    question = need(question, gettext("Write what the department is to do."))
    if not case.tasks.filter(status=TaskStatus.RETURNED).exists():
        raise DomainError(gettext("No department has returned this case."))
    (office,) = _departments([office_id])
    for task in case.tasks.filter(status__in=TASK_OPEN):
        if task.duty == DepartmentTask.Duty.MAIN or task.office_id == office_id:
            _end(task, TaskStatus.CANCELLED, text=reason, at=at)
    old = case.status
    if case.status != CaseStatus.WITH_DEPARTMENT:
        move(case, CaseStatus.WITH_DEPARTMENT)
    task = _send(
        case,
        office,
        duty=DepartmentTask.Duty.MAIN,
        question=question,
        workdays=workdays,
        by=by,
        at=at,
        is_binding=True,
    )
    write(case)
    _tell_sent(case, [task], old=old, by=by, at=at, why=reason)
    return task


def why_not_return(task: DepartmentTask, *, at: datetime) -> str | None:
    """The sentence a department reads instead of the button."""
    if task.is_binding:
        return gettext(
            "The city has named your department: this task cannot be returned."
        )
    until = return_until(task.sent_at)
    if until is not None and at > until:
        return gettext("A task can be returned within 24 hours only.")
    return None


def _departments(ids: Iterable[int]) -> list[Office]:
    """In the order given.  Raises when one is no department in use."""
    ids = list(ids)
    found = {
        office.pk: office
        for office in Office.objects.filter(pk__in=ids, is_active=True).exclude(
            kind=Office.Kind.TALENT
        )
    }
    if len(found) < len(set(ids)):
        raise DomainError(gettext("One of these is not a department in use."))
    return [found[pk] for pk in ids]


def _send(
    case: Case,
    office: Office,
    *,
    duty: str,
    question: str,
    workdays: int,
    by: User,
    at: datetime,
    is_binding: bool = False,
) -> DepartmentTask:
    limit = due(local_date(at), workdays)
    return DepartmentTask.objects.create(
        case=case,
        office=office,
        duty=duty,
        question=question,
        limit_workdays=workdays,
        due_date=limit.date,
        due_earliest=limit.earliest,
        is_binding=is_binding,
        sent_by=by,
        sent_at=at,
    )


def _end(task: DepartmentTask, status: TaskStatus, *, text: str, at: datetime) -> None:
    task.status = status
    task.ended_at = at
    task.answer = text
    task.save(update_fields=["status", "ended_at", "answer"])


def _after_a_task(case: Case, task: DepartmentTask, *, returned: bool) -> str:
    """Back to the commissioner when nobody is at it, or the main one gave it back."""
    is_main = task.duty == DepartmentTask.Duty.MAIN
    others = case.tasks.filter(status__in=TASK_OPEN).exclude(pk=task.pk)
    if returned and is_main:
        old = case.status
        move(case, CaseStatus.RETURNED)
        return old
    if others.exists():
        return ""
    old = case.status
    move(case, CaseStatus.IN_PROGRESS)
    return old


def _tell_sent(
    case: Case,
    tasks: list[DepartmentTask],
    *,
    old: str,
    by: User,
    at: datetime,
    why: str = "",
) -> None:
    event = log(
        case,
        EventKind.SENT,
        by=by,
        at=at,
        old=old,
        text=why,
        visible=not why,
        data={"offices": [[*words(task.office), task.duty] for task in tasks]},
    )
    for task in tasks:
        messages.tell_department(
            event,
            task,
            format_lazy(_("New task {number}"), number=case.number),
            at,
        )
    messages.tell_talent(
        event,
        format_lazy(
            _("Your request {number} is with {office}"),
            number=case.number,
            office=tasks[0].office.name,
        ),
    )
    if case.commissioner_id != by.pk:
        messages.tell(
            event,
            [case.commissioner_id],
            format_lazy(
                _("The city named {office} for case {number}"),
                office=tasks[0].office.name,
                number=case.number,
            ),
        )

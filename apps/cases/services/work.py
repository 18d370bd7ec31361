"""What the commissioner and the talent do while a case is open."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.cases import messages
from apps.cases.models import Case, EventKind
from apps.cases.permissions import (
    is_head,
    is_its_talent,
    why_not_talent,
    why_not_work,
    works_on,
)
from apps.cases.services.acting import (
    call_off_tasks,
    end_pause,
    lock,
    log,
    move,
    need,
    open_pause,
    write,
)
from apps.cases.states import TASK_OPEN, CaseStatus
from apps.core.errors import DomainError, NotAllowed


class NotWaiting(DomainError):
    code = "not_waiting"


@transaction.atomic
def start_work(
    *, case_id: int, by: User, at: datetime, version: int | None = None
) -> Case:
    """Say that one has begun.  Already begun: changes nothing."""
    case = lock(case_id, version)
    if refusal := why_not_work(by, case):
        raise NotAllowed(refusal)
    if case.status == CaseStatus.IN_PROGRESS:
        return case
    old = case.status
    move(case, CaseStatus.IN_PROGRESS)
    write(case)
    log(case, EventKind.STARTED, by=by, at=at, old=old, visible=True)
    return case


@transaction.atomic
def add_note(
    *,
    case_id: int,
    text: str,
    by: User,
    at: datetime,
    visible_to_talent: bool = False,
) -> Case:
    """Write something down; with ``visible_to_talent`` the talent reads it too."""
    case = lock(case_id)
    if not works_on(by, case) and not is_head(by, case):
        raise NotAllowed(gettext("Only the commissioner of this case does that."))
    event = log(
        case,
        EventKind.NOTE,
        by=by,
        at=at,
        text=need(text),
        visible=visible_to_talent,
    )
    if visible_to_talent:
        messages.tell_talent(
            event,
            format_lazy(_("News about your request {number}"), number=case.number),
        )
    elif case.commissioner_id != by.pk:
        messages.tell(
            event,
            [case.commissioner_id],
            format_lazy(_("A note on case {number}"), number=case.number),
        )
    return case


@transaction.atomic
def ask_talent(
    *,
    case_id: int,
    question: str,
    by: User,
    at: datetime,
    version: int | None = None,
) -> Case:
    """Ask the talent something: the clock stands still until the reply."""
    case = lock(case_id, version)
    if refusal := why_not_work(by, case):
        raise NotAllowed(refusal)
    question = need(question, gettext("Write what the talent is to answer."))
    old = case.status
    move(case, CaseStatus.WAITING)
    open_pause(case, at=at, question=question)
    write(case)
    event = log(
        case, EventKind.ASKED, by=by, at=at, old=old, text=question, visible=True
    )
    messages.tell_talent(
        event,
        format_lazy(_("A question about your request {number}"), number=case.number),
        body=question,
    )
    return case


@transaction.atomic
def reply(*, case_id: int, text: str, by: User, at: datetime) -> Case:
    """By the talent: answers the question, and the clock runs again.

    Without a question it only adds to the request.
    """
    case = lock(case_id)
    if refusal := why_not_talent(by, case):
        raise NotAllowed(refusal)
    text = need(text, gettext("Write your reply."))
    if not case.is_open:
        raise DomainError(
            gettext("This request has been answered. Rate it, or make a new one.")
        )
    old = ""
    if case.status == CaseStatus.WAITING:
        old = _go_on(case, at=at)
    event = log(case, EventKind.REPLIED, by=by, at=at, old=old, text=text, visible=True)
    messages.tell(
        event,
        [case.commissioner_id or messages.server_of(case.talent_id)],
        format_lazy(_("Reply to case {number}"), number=case.number),
    )
    return case


@transaction.atomic
def resume(
    *,
    case_id: int,
    note: str,
    by: User,
    at: datetime,
    version: int | None = None,
) -> Case:
    """The talent replied by phone or in person: the clock runs again."""
    case = lock(case_id, version)
    if refusal := why_not_work(by, case):
        raise NotAllowed(refusal)
    if case.status != CaseStatus.WAITING:
        raise NotWaiting(gettext("This case does not wait for the talent."))
    note = need(note, gettext("Write what the talent replied."))
    old = _go_on(case, at=at)
    log(case, EventKind.RESUMED, by=by, at=at, old=old, text=note, visible=True)
    return case


@transaction.atomic
def withdraw(
    *,
    case_id: int,
    reason: str,
    by: User,
    at: datetime,
    version: int | None = None,
) -> Case:
    """The talent needs it no more; a commissioner notes the talent's word for it."""
    case = lock(case_id, version)
    if not is_its_talent(by, case) and (refusal := why_not_work(by, case)):
        raise NotAllowed(refusal)
    reason = need(reason, gettext("Say why."))
    old = case.status
    move(case, CaseStatus.WITHDRAWN)
    end_pause(case, at=at)
    tasks = call_off_tasks(case, at=at, why=reason)
    case.withdrawn_at = at
    case.due_date = None
    write(case)
    event = log(
        case, EventKind.WITHDRAWN, by=by, at=at, old=old, text=reason, visible=True
    )
    messages.tell(
        event,
        [case.commissioner_id],
        format_lazy(_("Case {number} was withdrawn"), number=case.number),
        body=reason,
    )
    messages.tell_talent(
        event,
        format_lazy(_("Your request {number} was withdrawn"), number=case.number),
        body=reason,
    )
    for task in tasks:
        messages.tell_department(
            event,
            task,
            format_lazy(_("Task {number} was called off"), number=case.number),
            at,
        )
    return case


def _go_on(case: Case, *, at: datetime) -> str:
    """Leave the pause: back to the departments that still have something to do."""
    old = case.status
    has_tasks = case.tasks.filter(status__in=TASK_OPEN).exists()
    move(
        case,
        CaseStatus.WITH_DEPARTMENT if has_tasks else CaseStatus.IN_PROGRESS,
    )
    end_pause(case, at=at)
    write(case)
    return old

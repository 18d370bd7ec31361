"""What a case may become.  The only place that names the edges."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.core.errors import DomainError


class CaseStatus(TextChoices):
    NEW = "new", _("New")
    CLAIMED = "claimed", _("Claimed")
    IN_PROGRESS = "in_progress", _("In progress")
    WITH_DEPARTMENT = "with_department", _("With a department")
    RETURNED = "returned", _("Returned by the department")
    WAITING = "waiting_talent", _("Waiting for the talent")
    ANSWERED = "answered", _("Answered")
    CONFIRMED = "confirmed", _("Confirmed")
    CLOSED = "closed", _("Closed")
    REOPENED = "reopened", _("Reopened")
    WITHDRAWN = "withdrawn", _("Withdrawn")


S = CaseStatus
EDGES: dict[CaseStatus, frozenset[CaseStatus]] = {
    S.NEW: frozenset({S.CLAIMED, S.WITHDRAWN}),
    S.CLAIMED: frozenset(
        {S.IN_PROGRESS, S.WITH_DEPARTMENT, S.WAITING, S.ANSWERED, S.WITHDRAWN}
    ),
    S.IN_PROGRESS: frozenset({S.WITH_DEPARTMENT, S.WAITING, S.ANSWERED, S.WITHDRAWN}),
    S.WITH_DEPARTMENT: frozenset(
        {S.IN_PROGRESS, S.RETURNED, S.WAITING, S.ANSWERED, S.WITHDRAWN}
    ),
    S.RETURNED: frozenset(
        {S.IN_PROGRESS, S.WITH_DEPARTMENT, S.WAITING, S.ANSWERED, S.WITHDRAWN}
    ),
    S.WAITING: frozenset({S.IN_PROGRESS, S.WITH_DEPARTMENT, S.RETURNED, S.WITHDRAWN}),
    S.ANSWERED: frozenset({S.CONFIRMED, S.CLOSED, S.REOPENED}),
    S.CONFIRMED: frozenset({S.CLOSED, S.REOPENED}),
    S.CLOSED: frozenset({S.REOPENED}),
    S.REOPENED: frozenset(
        {S.IN_PROGRESS, S.WITH_DEPARTMENT, S.WAITING, S.ANSWERED, S.WITHDRAWN}
    ),
    S.WITHDRAWN: frozenset(),
}
# The clock runs in these, is stopped in WAITING, and is over in the rest.
RUNNING = (
    S.NEW,
    S.CLAIMED,
    S.IN_PROGRESS,
    S.WITH_DEPARTMENT,
    S.RETURNED,
    S.REOPENED,
)
OPEN = (*RUNNING, S.WAITING)
# An answer has been given: nothing gets here without one.
WITH_ANSWER = (S.ANSWERED, S.CONFIRMED, S.CLOSED)
# What a commissioner is working on.
WORKING = (S.CLAIMED, S.IN_PROGRESS, S.WITH_DEPARTMENT, S.RETURNED, S.REOPENED)
# Shape and colour of the word (see the ``status`` tag).
KINDS = {
    S.NEW: "info",
    S.CLAIMED: "info",
    S.IN_PROGRESS: "info",
    S.WITH_DEPARTMENT: "info",
    S.RETURNED: "due",
    S.WAITING: "wait",
    S.ANSWERED: "ok",
    S.CONFIRMED: "ok",
    S.CLOSED: "muted",
    S.REOPENED: "late",
    S.WITHDRAWN: "muted",
}


class TaskStatus(TextChoices):
    SENT = "sent", _("Sent")
    ACCEPTED = "accepted", _("Accepted")
    RETURNED = "returned", _("Returned")
    ANSWERED = "answered", _("Answered")
    CANCELLED = "cancelled", _("Called off")


TASK_EDGES: dict[TaskStatus, frozenset[TaskStatus]] = {
    TaskStatus.SENT: frozenset(
        {TaskStatus.ACCEPTED, TaskStatus.RETURNED, TaskStatus.CANCELLED}
    ),
    TaskStatus.ACCEPTED: frozenset(
        {TaskStatus.ANSWERED, TaskStatus.RETURNED, TaskStatus.CANCELLED}
    ),
    TaskStatus.RETURNED: frozenset(),
    TaskStatus.ANSWERED: frozenset(),
    TaskStatus.CANCELLED: frozenset(),
}
TASK_OPEN = (TaskStatus.SENT, TaskStatus.ACCEPTED)
TASK_KINDS = {
    TaskStatus.SENT: "info",
    TaskStatus.ACCEPTED: "info",
    TaskStatus.RETURNED: "due",
    TaskStatus.ANSWERED: "ok",
    TaskStatus.CANCELLED: "muted",
}


class IllegalTransition(DomainError):
    code = "illegal_transition"


def check_edge(old: str, new: str) -> None:
    """Raise ``IllegalTransition`` unless ``old`` → ``new`` is in ``EDGES``."""
    if CaseStatus(new) not in EDGES[CaseStatus(old)]:
        raise IllegalTransition(
            gettext("A case that is “{old}” cannot become “{new}”.").format(
                old=CaseStatus(old).label, new=CaseStatus(new).label
            )
        )


def check_task_edge(old: str, new: str) -> None:
    if TaskStatus(new) not in TASK_EDGES[TaskStatus(old)]:
        raise IllegalTransition(
            gettext("A task that is “{old}” cannot become “{new}”.").format(
                old=TaskStatus(old).label, new=TaskStatus(new).label
            )
        )

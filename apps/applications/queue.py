"""What waits for whom at the desk, in the order of time left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.applications.models import Application, Decision
from apps.applications.states import DECIDING_STEPS, HOLDERS, IN_NOTICE, STEP_OF

ORDER = ("due_sort", "pk")
# Never needed on a list, and costly: one is decrypted, the other is long.
HEAVY = ("draft_text", "facts")


def queue_of(user) -> QuerySet[Application]:
    """What ``user`` may decide now: the steps of his or her duties in their reach.

    Without what he or she applied for, prepared, or decided at another step.
    """
    held = Q(pk__in=[])
    for status, step in STEP_OF.items():
        if status in IN_NOTICE:
            continue
        role = HOLDERS.get(step)
        reach = user.reach(role) if role else None
        if reach:
            held |= Q(status=status) & reach.filter("region")
    others = Decision.objects.filter(
        application=OuterRef("pk"), by=user, step_code__in=DECIDING_STEPS
    ).exclude(step_code=OuterRef("status"))
    return (
        Application.objects.visible_to(user)
        .filter(held)
        .exclude(Q(talent__user_id=user.pk) | Q(prepared_by=user) | Q(helper=user))
        .exclude(
            Exists(others),
            status__in=DECIDING_STEPS,
        )
    )


@dataclass(frozen=True)
class Neighbours:
    before: str | None
    after: str | None


def neighbours(user, application: Application) -> Neighbours:
    """Numbers of the applications before and after one in the queue; two queries."""
    queue = queue_of(user).exclude(pk=application.pk)
    place = (application.due_sort, application.pk)
    after = (
        queue.filter(Q(due_sort__gt=place[0]) | Q(due_sort=place[0], pk__gt=place[1]))
        .order_by(*ORDER)
        .values_list("number", flat=True)
        .first()
    )
    before = (
        queue.filter(Q(due_sort__lt=place[0]) | Q(due_sort=place[0], pk__lt=place[1]))
        .order_by("-due_sort", "-pk")
        .values_list("number", flat=True)
        .first()
    )
    return Neighbours(before, after)


def is_overdue(application: Application, on: date) -> bool:
    return application.due_date is not None and on > application.due_date

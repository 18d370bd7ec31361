"""What people are told about a case, in their language; no personal matters in it."""

from __future__ import annotations

from datetime import date, datetime

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise

from apps.accounts.models import User
from apps.cases.models import Case, CaseEvent, DepartmentTask
from apps.commissioners.models import Assignment
from apps.core.roles import Role
from apps.notifications.services import NewMessage, post_messages

# The talent's own page of a case, in the layer above.
TALENT_PAGE = "portal:request"


def staff_url(case: Case) -> str:
    return reverse("cases:detail", args=[case.number])


def talent_url(case: Case) -> str:
    try:
        return reverse(TALENT_PAGE, args=[case.number])
    except NoReverseMatch:
        return ""


def tell(
    event: CaseEvent,
    people,
    subject: Promise,
    *,
    body: str | Promise = "",
    url: str | None = None,
) -> None:
    """Once for each person and event."""
    case = event.case
    post_messages(
        [
            NewMessage(
                key=f"case-event:{event.pk}",
                recipient_id=person,
                subject=subject,
                body=body,
                url=staff_url(case) if url is None else url,
            )
            for person in sorted({p for p in people if p is not None})
            if person != event.by_id
        ],
        at=event.at,
    )


def tell_talent(
    event: CaseEvent, subject: Promise, *, body: str | Promise = ""
) -> None:
    tell(
        event,
        [event.case.talent.user_id],
        subject,
        body=body,
        url=talent_url(event.case),
    )


def tell_department(
    event: CaseEvent, task: DepartmentTask, subject: Promise, at: datetime
) -> None:
    on = timezone.localtime(at).date()
    tell(
        event,
        handlers_of(task.office_id, on),
        subject,
        url=reverse("cases:task", args=[task.pk]),
    )


def handlers_of(office_id: int, on: date) -> list[int]:
    return list(
        User.objects.filter(
            is_active=True,
            grants__in=User.grants.rel.related_model.objects.active(on).filter(
                role=Role.DEPARTMENT_HANDLER, office_id=office_id
            ),
        )
        .order_by("pk")
        .values_list("pk", flat=True)
        .distinct()
    )


def heads_of(region_code: str, on: date) -> list[int]:
    """The district's heads; the city's where a district has none."""
    for role in (Role.DISTRICT_REVIEWER, Role.CITY_REVIEWER):
        found = list(
            User.objects.holding(role, on=on, region_code=region_code)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        if found:
            return found
    return []


def city_heads(region_code: str, on: date) -> list[int]:
    return list(
        User.objects.holding(Role.CITY_REVIEWER, on=on, region_code=region_code)
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def server_of(talent_id: int) -> int | None:
    """The user id of the commissioner who serves the talent now."""
    return (
        Assignment.objects.open()
        .filter(talent_id=talent_id)
        .values_list("commissioner__user_id", flat=True)
        .first()
    )

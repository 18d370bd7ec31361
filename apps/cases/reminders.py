"""What is due soon, what is overdue and who must know it.

Each rule gives everything that is due *by* a day, so that days without the scheduler
are made up for; the key names the fact, so each is said once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from apps.cases.clock import soon_until
from apps.cases.messages import city_heads, heads_of, server_of, staff_url
from apps.cases.models import Case, DepartmentTask, FollowUp
from apps.core.reminders import Reminder
from apps.workdays.services import get_calendar

# Working days overdue from which the city is told as well (assumption: the hotline
# rules name a list for supervision but no number of days).
CITY_AFTER = 3


def due_soon(on: date) -> Iterator[Reminder]:
    """To the commissioner, when two working days or fewer are left."""
    for case in _running(due_date__gte=on, due_date__lte=soon_until(on)):
        recipient = case.commissioner_id or server_of(case.talent_id)
        if recipient is not None:
            yield Reminder(
                key=f"case-due:{case.pk}:{case.due_date}",
                recipient_id=recipient,
                subject=format_lazy(
                    _("Case {number} is due on {day}"),
                    number=case.number,
                    day=case.due_date.isoformat(),
                ),
                body=case.title,
                url=staff_url(case),
            )


def overdue(on: date) -> Iterator[Reminder]:
    """To the commissioner and the office head at once, to the city after three days."""
    district, city = _people(on)
    calendar = get_calendar()
    for case in _running(due_date__lt=on):
        late = -(calendar.left(case.due_date, on) or 0)
        levels = [(1, [case.commissioner_id, *district(case.region_id)])]
        if late >= CITY_AFTER:
            levels.append((2, city(case.region_id)))
        for level, people in levels:
            for person in sorted({p for p in people if p is not None}):
                yield Reminder(
                    key=f"case-overdue:{case.pk}:{case.due_date}:{level}",
                    recipient_id=person,
                    subject=format_lazy(
                        _("Case {number} is overdue since {day}"),
                        number=case.number,
                        day=case.due_date.isoformat(),
                    ),
                    body=case.title,
                    url=staff_url(case),
                )


def call_backs(on: date) -> Iterator[Reminder]:
    """After a low rating: the call that is due, to the commissioner and the head."""
    district, _city = _people(on)
    waiting = FollowUp.objects.filter(
        done_at__isnull=True, due_date__lte=on
    ).select_related("case")
    for follow_up in waiting.order_by("pk"):
        case = follow_up.case
        people = [case.commissioner_id]
        if follow_up.due_date < on:
            people += district(case.region_id)
        for person in sorted({p for p in people if p is not None}):
            yield Reminder(
                key=f"case-call-back:{follow_up.pk}",
                recipient_id=person,
                subject=format_lazy(
                    _("Call the talent of case {number} back"), number=case.number
                ),
                body=follow_up.why,
                url=staff_url(case),
            )


def tasks_overdue(on: date) -> Iterator[Reminder]:
    """A department is late: its handler and the commissioner are told once."""
    late = (
        DepartmentTask.objects.open()
        .filter(due_date__lt=on)
        .select_related("case", "office")
        .order_by("pk")
    )
    for task in late:
        for person in {task.handler_id, task.sent_by_id} - {None}:
            yield Reminder(
                key=f"case-task-overdue:{task.pk}:{task.due_date}",
                recipient_id=person,
                subject=format_lazy(
                    _("{office} is late with case {number}"),
                    office=task.office.name,
                    number=task.case.number,
                ),
                url=reverse("cases:task", args=[task.pk]),
            )


def _running(**due) -> Iterator[Case]:
    return Case.objects.running().filter(**due).order_by("pk").iterator()


def _people(on: date):
    """Heads by region, asked once for each region."""
    return (
        cache(lambda region: heads_of(region, on)),
        cache(lambda region: city_heads(region, on)),
    )

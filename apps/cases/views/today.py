"""The commissioner's day: whom to call, what is due, what is new."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from apps.cases.models import Case
from apps.cases.states import RUNNING, CaseStatus
from apps.cases.words import row_deadline
from apps.commissioners.links import talent_url
from apps.commissioners.models import Assignment, HandOver
from apps.commissioners.queries import due_for_contact, silence_of
from apps.commissioners.words import silent_for
from apps.core.access import roles_required
from apps.core.roles import Role
from apps.core.templatetags.ui import day
from apps.notifications.models import Message

SHOWN = 8  # rows of each block; the rest is one click away


@roles_required(Role.COMMISSIONER)
def today(request: HttpRequest) -> HttpResponse:
    """A fixed number of queries, however many talents and cases there are."""
    on = timezone.localdate()
    user = request.user
    mine = Assignment.objects.active(on).filter(commissioner__user=user)
    due = list(due_for_contact(mine, on).select_related("talent__employer"))
    for row in due[:SHOWN]:
        silence = silence_of(row, on)
        row.url = talent_url(row.talent)
        row.silent_text = silent_for(silence)
        row.was_reached = silence.was_reached
        row.is_planned = silence.is_planned
    visible = Case.objects.visible_to(user).select_related("talent", "item")
    new = list(visible.filter(status=CaseStatus.NEW).order_by("due_earliest", "pk"))
    own = list(
        visible.filter(commissioner=user, status__in=[*RUNNING, CaseStatus.WAITING])
        .exclude(status=CaseStatus.NEW)
        .order_by("due_earliest", "pk")
    )
    for row in (*new, *own):
        row.deadline = row_deadline(row, on)
        row.opened_text = day(row.opened_at)
    waiting = [row for row in own if row.status == CaseStatus.WAITING]
    running = [row for row in own if row.status != CaseStatus.WAITING]
    overdue = sum(row.is_overdue(on) for row in running)
    answered = visible.filter(
        commissioner=user, status__in=[CaseStatus.ANSWERED, CaseStatus.CONFIRMED]
    ).count()
    handovers = list(
        HandOver.objects.pending()
        .filter(to_commissioner__user=user)
        .select_related("from_commissioner__user")
    )
    return render(
        request,
        "cases/today.html",
        {
            "on": on,
            "due": due[:SHOWN],
            "due_count": len(due),
            "new": new[:SHOWN],
            "new_count": len(new),
            "running": running[:SHOWN],
            "running_count": len(running),
            "overdue_count": overdue,
            "waiting": waiting[:SHOWN],
            "waiting_count": len(waiting),
            "answered_count": answered,
            "handovers": handovers,
            "unread_count": Message.objects.visible_to(user).unread().count(),
            "talents_count": mine.count(),
        },
    )

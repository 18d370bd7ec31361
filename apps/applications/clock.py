"""Deadlines of steps: computed from their events, kept only so that queues can sort."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from apps.applications.models import Application, Pause, Step
from apps.applications.states import DECIDING_STEPS, LIVE, STEP_OF
from apps.policies.choices import StepCode
from apps.workdays.services import Calendar, DueDate, due_with_pauses

FAR_AWAY = date(9999, 12, 31)
EFFECT_LABEL = _("time limits of applications")


def due_of(
    step: Step, pauses: Sequence[Pause], *, calendar: Calendar | None = None
) -> DueDate:
    return due_with_pauses(
        step.start_date,
        step.days,
        [(pause.from_date, pause.until_date) for pause in pauses],
        calendar=calendar,
    )


def kept_due(step: Step) -> DueDate:
    """What was computed last, without computing again."""
    return DueDate(
        step.due_date, step.earliest_date, step.unknown_year, step.is_stopped
    )


def set_due(step: Step, *, calendar: Calendar | None = None) -> bool:
    """Compute the end of a step and write it where it differs; return whether it did."""
    pauses = list(step.pauses.all()) if step.pk else []
    due = due_of(step, pauses, calendar=calendar)
    now = (due.date, due.earliest, due.unknown_year, due.is_stopped)
    before = (step.due_date, step.earliest_date, step.unknown_year, step.is_stopped)
    step.due_date, step.earliest_date, step.unknown_year, step.is_stopped = now
    return now != before


STEP_FIELDS = ("due_date", "earliest_date", "unknown_year", "is_stopped")
DUE_FIELDS = ("due_date", "due_unknown_year", "due_sort")


def copy_due(application: Application, step: Step | None) -> None:
    """Put the end of the step under way on the application, for queues and lists."""
    if step is None:
        application.due_date, application.due_unknown_year = None, None
        application.due_sort = FAR_AWAY
        return
    application.due_date = step.due_date
    application.due_unknown_year = step.unknown_year
    application.due_sort = step.due_date or step.earliest_date


def move_deadlines(calendar: Calendar, *, save: bool) -> int:
    """What an edit of the calendar moves (``workdays.register_effect``)."""
    steps = Step.objects.filter(
        closed_at__isnull=True, application__status__in=LIVE
    ).select_related("application")
    if save:
        # The order of every act: the application first, then its steps.
        ids = steps.order_by("application_id").values_list("application_id", flat=True)
        list(Application.objects.select_for_update().filter(pk__in=list(ids)))
    moved_steps, moved_applications = [], []
    for step in steps.prefetch_related("pauses").order_by("pk"):
        if not set_due(step, calendar=calendar):
            continue
        moved_steps.append(step)
        if STEP_OF.get(step.application.status) == step.code:
            copy_due(step.application, step)
            moved_applications.append(step.application)
    if save:
        Step.objects.bulk_update(moved_steps, STEP_FIELDS, batch_size=500)
        Application.objects.bulk_update(moved_applications, DUE_FIELDS, batch_size=500)
    return len(moved_steps)


def limits_of(application: Application) -> dict[str, int]:
    """Working days of each step by the version used."""
    limits = application.version_used.limits.all()
    return {limit.step: limit.days for limit in limits}


def _is_asked(limit, amount: Decimal | None) -> bool:
    return limit.above is None or (amount is not None and amount > limit.above)


def route_of(application: Application, *, amount: Decimal | None = None) -> list[str]:
    """The steps of review in their order; with those that only such an amount needs."""
    limits = application.version_used.limits.all()
    steps = [
        limit
        for limit in limits
        if limit.order is not None and _is_asked(limit, amount)
    ]
    return [limit.step for limit in sorted(steps, key=lambda limit: limit.order)]


def next_step(
    application: Application, code: str, *, amount: Decimal | None = None
) -> str | None:
    """The step of review after ``code``; the first one after acceptance."""
    route = route_of(application, amount=amount)
    if code == StepCode.ACCEPTANCE:
        return route[0] if route else None
    place = route.index(code)
    return route[place + 1] if place + 1 < len(route) else None


def previous_step(application: Application, code: str) -> str | None:
    """The step before at which somebody decided; notices and checks are not undone."""
    limits = application.version_used.limits.all()
    by_place = {limit.step: limit.order for limit in limits if limit.order is not None}
    before = [
        step
        for step, place in by_place.items()
        if place < by_place[code] and step in DECIDING_STEPS
    ]
    return max(before, key=by_place.get, default=None)

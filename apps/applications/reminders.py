"""What is due at the desk, for the applicant, and what a head must know.

Rules yield what is due or was due before; the key names the step and its date, so each
is said once however many days were missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.applications import permissions
from apps.applications.links import applicant_page
from apps.applications.models import Application, Step
from apps.applications.states import HOLDERS, LIVE
from apps.core.reminders import Reminder
from apps.core.roles import Role
from apps.policies.choices import StepCode
from apps.workdays.services import workdays_left

# assumption: not in any document; a day is enough to act, three to find a paper.
OFFICE_DAYS_AHEAD = 1
APPLICANT_DAYS_AHEAD = 3
LOOK_AHEAD = timedelta(days=16)  # calendar days that hold 3 working days, holidays too


class _Holders:
    """Who holds a role for a region on a day; each pair asked once."""

    def __init__(self, on: date) -> None:
        self.on = on
        self.known: dict[tuple[str, str], list[User]] = {}

    def of(self, role: str, region: str) -> list[User]:
        key = (role, region)
        if key not in self.known:
            self.known[key] = list(
                User.objects.holding(role, on=self.on, region_code=region)
            )
        return self.known[key]


def _open_steps(codes: Iterable[str]):
    return Step.objects.filter(
        closed_at=None,
        is_stopped=False,
        code__in=codes,
        due_date__isnull=False,
        application__status__in=LIVE,
    ).select_related("application__talent")


def _page(application: Application) -> str:
    return reverse("applications:detail", args=[application.number])


def due_soon(on: date) -> Iterator[Reminder]:
    """To everybody who may act on a step that ends today or on the next working day."""
    holders = _Holders(on)
    for step in _open_steps(HOLDERS).filter(due_date__lte=on + LOOK_AHEAD).iterator():
        left = workdays_left(step.due_date, on)
        if left is None or left > OFFICE_DAYS_AHEAD:
            continue
        application = step.application
        for user in holders.of(HOLDERS[step.code], application.region_id):
            if permissions.is_applicant(user, application) or user.pk in {
                application.prepared_by_id,
                application.helper_id,
            }:
                continue
            yield Reminder(
                key=f"application-due:{step.pk}:{step.due_date}",
                recipient_id=user.pk,
                subject=format_lazy(
                    _("{number} is due on {day}"),
                    number=application.number,
                    day=step.due_date.isoformat(),
                ),
                body=format_lazy(_("Step: {step}."), step=StepCode(step.code).label),
                url=_page(application),
            )


def correction_ending(on: date) -> Iterator[Reminder]:
    """To the applicant, and the helper, before the window for correcting closes."""
    steps = _open_steps([StepCode.CORRECTION]).filter(
        due_date__gte=on, due_date__lte=on + LOOK_AHEAD
    )
    for step in steps.iterator():
        left = workdays_left(step.due_date, on)
        if left is None or left > APPLICANT_DAYS_AHEAD:
            continue
        application = step.application
        for recipient in {application.talent.user_id, application.helper_id} - {None}:
            yield Reminder(
                key=f"application-correct:{step.pk}:{step.due_date}",
                recipient_id=recipient,
                subject=format_lazy(
                    _("Please correct {number} by {day}"),
                    number=application.number,
                    day=step.due_date.isoformat(),
                ),
                body=_("After that day it counts as withdrawn."),
                url=applicant_page(application),
            )


def overdue(on: date) -> Iterator[Reminder]:
    """To the heads in whose reach a step of the office is over its limit."""
    holders = _Holders(on)
    for step in _open_steps(HOLDERS).filter(due_date__lt=on).iterator():
        application = step.application
        for user in holders.of(Role.LEADER, application.region_id):
            yield Reminder(
                key=f"application-overdue:{step.pk}:{step.due_date}",
                recipient_id=user.pk,
                subject=format_lazy(
                    _("{number} is overdue since {day}"),
                    number=application.number,
                    day=step.due_date.isoformat(),
                ),
                body=format_lazy(_("Step: {step}."), step=StepCode(step.code).label),
            )

"""What silence means: the clock decides only what the law lets it decide.

Safe to run at any time and any number of times.  Dates come from the steps, never from
when it ran, so days without a scheduler change nothing about the result.
"""

from __future__ import annotations

import logging
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy

from apps.applications.models import Step
from apps.applications.services.moves import (
    accept_now,
    close_step,
    lock,
    move,
    open_step_of,
    tell_applicant,
)
from apps.applications.services.submission import close_all_steps
from apps.applications.states import Status
from apps.policies.choices import StepCode

logger = logging.getLogger(__name__)
TACIT = {
    StepCode.ACCEPTANCE: Status.SUBMITTED,
    StepCode.CORRECTION: Status.RETURNED,
}


def settle_due(*, on: date, at: datetime) -> int:
    """Settle everything whose time is over; return how many.

    Each in a transaction of its own: one that fails is logged and stops nobody else.
    """
    ids = list(
        Step.objects.filter(closed_at=None, code__in=TACIT, due_date__lt=on)
        .order_by("application_id")
        .values_list("application_id", flat=True)
        .distinct()
    )
    settled = 0
    for application_id in ids:
        try:
            settled += settle(application_id=application_id, on=on, at=at)
        except Exception:
            logger.exception("application %s could not be settled", application_id)
    return settled


@transaction.atomic
def settle(*, application_id: int, on: date, at: datetime) -> bool:
    """Settle one application if its time is over; return whether it did anything."""
    application = lock(application_id)
    for code, status in TACIT.items():
        if application.status != status:
            continue
        step = open_step_of(application, code)
        if step.due_date is None or on <= step.due_date:
            return False
        if code == StepCode.ACCEPTANCE:
            _deem_accepted(application, step, at)
        else:
            _deem_withdrawn(application, at)
        return True
    return False


def _deem_accepted(application, step: Step, at: datetime) -> None:
    """Not told within the limit: accepted since the day of receipt.

    source: Administrative Licensing Law, article 32 (4).  The next step is counted from
    the end of the limit, whenever this runs.
    """
    close_step(step, by=None, at=at, is_tacit=True)
    accept_now(
        application,
        by=None,
        at=at,
        accepted_at=application.submitted_at,
        start=step.due_date,
        reason="deemed",
    )
    tell_applicant(
        application,
        "deemed-accepted",
        subject=gettext_lazy("Your application counts as accepted"),
        body=gettext_lazy(
            "The time for acceptance is over, so it counts as accepted since the day it "
            "was received."
        ),
        at=at,
    )


def _deem_withdrawn(application, at: datetime) -> None:
    """Not corrected within the window."""
    close_all_steps(application, by=None, at=at, is_tacit=True)
    move(application, Status.DEEMED_WITHDRAWN, by=None, at=at, reason="deemed")
    tell_applicant(
        application,
        "deemed-withdrawn",
        subject=gettext_lazy("Your application counts as withdrawn"),
        body=gettext_lazy(
            "It was not corrected within the time given. You may apply again at any time."
        ),
        at=at,
        is_statutory=True,
    )

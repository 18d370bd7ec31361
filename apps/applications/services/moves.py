"""What every act shares: the lock, the version, one change of state, the clock rows."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import User
from apps.applications import clock
from apps.applications.links import applicant_page
from apps.applications.models import Application, Step, Transition
from apps.applications.services.asking import open_checks
from apps.applications.states import (
    DECIDED,
    FINAL,
    REVIEWS,
    Status,
    check_edge,
)
from apps.audit.services import record
from apps.core.days import day_of
from apps.core.errors import NotAllowed, StaleVersion
from apps.notifications.services import post_message
from apps.policies.choices import StepCode

Text = str | Promise


def lock(application_id: int, *, version: int | None = None) -> Application:
    """The application, locked and read again, as every act begins.

    Raises ``StaleVersion`` when somebody acted since ``version`` was shown.
    """
    application = (
        Application.objects.select_for_update(of=("self",))
        .select_related("talent__user", "policy", "version_used", "region")
        .get(pk=application_id)
    )
    if version is not None:
        check_current(application, version)
    return application


def check_current(application: Application, version: int) -> None:
    """Raise ``StaleVersion`` when ``version`` is not what the application is at."""
    if application.version != version:
        raise StaleVersion(_what_happened(application, version))


def _what_happened(application: Application, version: int) -> str:
    """What the others did meanwhile, so that nobody has to look for it."""
    newer = (
        application.transitions.filter(version__gt=version)
        .select_related("by")
        .order_by("-version")
        .first()
    )
    if newer is None:
        return _(
            "Somebody else changed this application since you opened it. Look at it "
            "again; what you typed is kept."
        )
    return _(
        "While you had this page open, {who} changed it on {when}: it is now “{status}”. "
        "Nothing of yours was recorded; what you typed is kept."
    ).format(
        who=newer.by or _("the system (time limit over)"),
        when=f"{timezone.localtime(newer.at):%Y-%m-%d %H:%M}",
        status=Status(newer.new).label,
    )


def refuse(reason: str | None) -> None:
    if reason:
        raise NotAllowed(reason)


def move(
    application: Application,
    new: Status,
    *,
    by: User | None,
    at: datetime,
    reason: str = "",
    note: str = "",
    why: str = "",
) -> None:
    """The only writer of ``status``: edge, columns, transition and trace together.

    The caller holds the lock and saves nothing itself but its own columns before.
    """
    old = application.status
    check_edge(old, new)
    application.status = new
    application.version += 1
    if new in DECIDED and application.decided_at is None:
        application.decided_at = at
    if new in FINAL:
        application.closed_at = at
        clock.copy_due(application, None)
    application.save()
    Transition.objects.create(
        application=application,
        old=old,
        new=new,
        at=at,
        by=by,
        reason=reason,
        note=note,
        version=application.version,
    )
    record(
        "applications.application.moved",
        target=application,
        by=by,
        at=at,
        old={"status": old},
        new={"status": new, "version": application.version},
        why=why or reason,
    )


def open_step(
    application: Application, code: str, *, at: datetime, start: date | None = None
) -> Step:
    """Begin a step; its days are counted after ``start`` (the day of ``at``)."""
    days = clock.limits_of(application)[code]
    turn = application.steps.filter(code=code).count() + 1
    start = start or day_of(at)
    step = Step(
        application=application,
        code=code,
        turn=turn,
        start_date=start,
        days=days,
        earliest_date=start,
        opened_at=at,
    )
    clock.set_due(step)
    step.save()
    clock.copy_due(application, step)
    return step


def close_step(
    step: Step, *, by: User | None, at: datetime, is_tacit: bool = False
) -> None:
    step.closed_at = at
    step.closed_by = by
    step.is_tacit = is_tacit
    step.save(update_fields=["closed_at", "closed_by", "is_tacit"])


def open_step_of(application: Application, code: str) -> Step:
    return application.steps.select_for_update().get(code=code, closed_at=None)


def enter_review(
    application: Application,
    code: str,
    *,
    by: User | None,
    at: datetime,
    start: date | None = None,
    reason: str = "",
) -> Step:
    """Go to a step of review and start its clock."""
    step = open_step(application, code, at=at, start=start)
    if code == StepCode.JOINT_CHECK:
        open_checks(application, step, start=start or day_of(at), at=at)
    move(application, REVIEWS[code], by=by, at=at, reason=reason)
    return step


def advance(
    application: Application,
    step: Step,
    *,
    by: User | None,
    at: datetime,
    amount: Decimal | None = None,
    start: date | None = None,
    reason: str = "",
    note: str = "",
) -> str | None:
    """Close a step and enter the next; ``None`` where there is none: then it is decided.

    ``amount`` says which further steps are needed; ``start`` whence days are counted.
    """
    close_step(step, by=by, at=at)
    following = clock.next_step(application, step.code, amount=amount)
    if following is None:
        return None
    enter_review(application, following, by=by, at=at, start=start, reason=reason)
    tell_applicant(
        application,
        "moved-on",
        subject=gettext_lazy("Your application goes on to the next step"),
        body=note,
        at=at,
    )
    return following


def accept_now(
    application: Application,
    *,
    by: User | None,
    at: datetime,
    accepted_at: datetime,
    start: date | None = None,
    reason: str = "",
    note: str = "",
) -> None:
    """Accepted, and at once in the first step of the route."""
    application.accepted_at = accepted_at
    application.is_deemed_accepted = by is None
    move(application, Status.ACCEPTED, by=by, at=at, reason=reason, note=note)
    first = clock.next_step(application, StepCode.ACCEPTANCE)
    enter_review(application, first, by=by, at=at, start=start)


def tell_applicant(
    application: Application,
    what: str,
    *,
    subject: Text,
    body: Text,
    at: datetime,
    is_statutory: bool = False,
) -> None:
    """To the applicant and the helper.  Number and status only: no amount, no name."""
    recipients = {application.talent.user_id, application.helper_id} - {None}
    for recipient in sorted(recipients):
        post_message(
            key=f"application-{what}:{application.pk}:{application.version}",
            recipient=recipient,
            subject=format_lazy("{} · {}", subject, application.number or ""),
            body=body,
            url=applicant_page(application),
            at=at,
            is_statutory=is_statutory,
        )

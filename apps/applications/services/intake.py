"""The counter: accept, ask for correction once, or do not accept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import User
from apps.applications import clock, permissions
from apps.applications.assessment import assess
from apps.applications.matters import matter_of
from apps.applications.models import (
    Application,
    Correction,
    CorrectionItem,
    Decision,
    Pause,
    Step,
)
from apps.applications.reasons import REMEDY
from apps.applications.services.moves import (
    accept_now,
    close_step,
    lock,
    move,
    open_step,
    open_step_of,
    refuse,
    tell_applicant,
)
from apps.applications.services.submission import close_all_steps
from apps.applications.states import Outcome, Status, check_edge
from apps.core.days import day_of
from apps.core.errors import DomainError
from apps.policies.choices import StepCode
from apps.policies.models import Material


class CorrectionAskedAlready(DomainError):
    """Everything is told at once, once (Administrative Licensing Law, article 32)."""

    code = "correction_asked_already"


class TooLate(DomainError):
    """The acceptance limit has passed: the application counts as accepted."""

    code = "too_late"


class NothingListed(DomainError):
    code = "nothing_listed"


@dataclass(frozen=True)
class Listed:
    """One thing to correct: ``material`` (a code) or ``field`` (``claim.area``)."""

    text: str
    material: str = ""
    field: str = ""


@transaction.atomic
def accept(
    *,
    application_id: int,
    by: User,
    at: datetime,
    version: int,
    reason: str = "complete",
    opinion: str = "",
    note: str = "",
) -> Application:
    """Accept a complete application; the first review begins.

    After the limit it is accepted all the same, as of the day of receipt.
    """
    application, step = _at_the_counter(application_id, by, version, Status.ACCEPTED)
    is_late = _is_over(step, at)
    _write_decision(
        application, step, Outcome.ACCEPT, by, at, reason, opinion=opinion, note=note
    )
    close_step(step, by=by, at=at)
    accept_now(
        application,
        by=by,
        at=at,
        accepted_at=application.submitted_at if is_late else at,
        reason=reason,
        note=note,
    )
    tell_applicant(
        application,
        "accepted",
        subject=gettext_lazy("Your application was accepted"),
        body=note or gettext_lazy("The review begins."),
        at=at,
    )
    return application


@transaction.atomic
def refuse_acceptance(
    *,
    application_id: int,
    by: User,
    at: datetime,
    version: int,
    reason: str,
    note: str,
    opinion: str = "",
) -> Application:
    """Do not accept, with the reason and the ways to object.  Only a person does this.

    Raises ``TooLate`` once the limit has passed, ``DomainError`` without reasons.
    """
    application, step = _at_the_counter(
        application_id, by, version, Status.NOT_ACCEPTED
    )
    _check_in_time(step, at)
    check_has_reasons(reason, note)
    _write_decision(
        application,
        step,
        Outcome.NOT_ACCEPT,
        by,
        at,
        reason,
        opinion=opinion,
        note=note,
    )
    close_all_steps(application, by=by, at=at)
    move(application, Status.NOT_ACCEPTED, by=by, at=at, reason=reason, note=note)
    tell_applicant(
        application,
        "not-accepted",
        subject=gettext_lazy("Your application was not accepted"),
        body=format_lazy("{}\n{}", note, REMEDY),
        at=at,
        is_statutory=True,
    )
    return application


@transaction.atomic
def request_correction(
    *,
    application_id: int,
    by: User,
    at: datetime,
    version: int,
    items: Sequence[Listed],
    reason: str = "incomplete",
    note: str = "",
    opinion: str = "",
) -> Application:
    """Tell once and completely what is missing; the clock stands still meanwhile.

    Raises ``CorrectionAskedAlready``, ``NothingListed``, ``TooLate``.
    """
    application, step = _at_the_counter(application_id, by, version, Status.RETURNED)
    _check_in_time(step, at)
    _check_items(application, items)
    try:
        with transaction.atomic():
            correction = Correction.objects.create(
                application=application,
                step=step,
                requested_by=by,
                requested_at=at,
                note=note,
            )
    except IntegrityError as error:
        raise CorrectionAskedAlready(
            _("Corrections were asked for once already: that must have been all.")
        ) from error
    CorrectionItem.objects.bulk_create(
        CorrectionItem(
            correction=correction,
            material=item.material,
            field=item.field,
            text=item.text.strip()[:300],
        )
        for item in items
    )
    _write_decision(
        application,
        step,
        Outcome.CORRECTION,
        by,
        at,
        reason,
        opinion=opinion,
        note=note,
    )
    Pause.objects.create(
        step=step, reason=Pause.Reason.CORRECTION, from_date=day_of(at)
    )
    clock.set_due(step)
    step.save(update_fields=clock.STEP_FIELDS)
    window = open_step(application, StepCode.CORRECTION, at=at)
    _remember_entries(application, items)
    move(
        application,
        Status.RETURNED,
        by=by,
        at=at,
        reason=reason,
        note=note,
    )
    tell_applicant(
        application,
        "correction",
        subject=gettext_lazy("Please correct your application"),
        body=_until_sentence(window),
        at=at,
        is_statutory=True,
    )
    return application


def _at_the_counter(
    application_id: int, by: User, version: int, wanted: Status
) -> tuple[Application, Step]:
    application = lock(application_id, version=version)
    check_edge(application.status, wanted)
    refuse(permissions.why_not_act(by, application))
    return application, open_step_of(application, StepCode.ACCEPTANCE)


def _is_over(step: Step, at: datetime) -> bool:
    return step.due_date is not None and day_of(at) > step.due_date


def _check_in_time(step: Step, at: datetime) -> None:
    if _is_over(step, at):
        raise TooLate(
            _(
                "The time for this ended on {day}: the application counts as accepted "
                "since it was received."
            ).format(day=step.due_date)
        )


def _check_items(application: Application, items: Sequence[Listed]) -> None:
    if not items:
        raise NothingListed(_("List what must be corrected."))
    papers = set(
        Material.objects.filter(version=application.version_used_id).values_list(
            "code", flat=True
        )
    )
    fields = {f"claim.{name}" for name, _label in matter_of(application).fields}
    stated = {f"stated.{name}" for name in application.draft.get("stated", {})}
    for item in items:
        known = item.material in papers or item.field in fields | stated
        if (
            not item.text.strip()
            or not known
            or bool(item.material) == bool(item.field)
        ):
            raise NothingListed(_("Say for each thing what is wrong with it."))


def check_has_reasons(reason: str, note: str) -> None:
    if not reason or not note.strip():
        raise DomainError(
            _("A refusal needs its reason, and words for the applicant."),
            code="no_reasons",
        )


def _write_decision(
    application: Application,
    step: Step,
    outcome: Outcome,
    by: User,
    at: datetime,
    reason: str,
    *,
    opinion: str,
    note: str,
) -> Decision:
    return Decision.objects.create(
        application=application,
        step=step,
        step_code=step.code,
        by=by,
        at=at,
        outcome=outcome,
        reason=reason,
        opinion=opinion,
        note=note,
        facts=assess(application, on=day_of(at)).as_data(),
        version=application.version,
    )


def _remember_entries(application: Application, items: Sequence[Listed]) -> None:
    """What the listed fields said, so that an unchanged one is noticed."""
    draft = application.draft
    before = {}
    for item in items:
        if item.field:
            part, _dot, name = item.field.partition(".")
            before[item.field] = draft.get(part, {}).get(name)
    draft["before_correction"] = before
    application.draft = draft


def _until_sentence(window: Step):
    if window.due_date is None:
        return format_lazy(
            gettext_lazy(
                "You have {days} working days. The working days of {year} are not "
                "announced yet, so the last day cannot be told."
            ),
            days=window.days,
            year=window.unknown_year,
        )
    return format_lazy(
        gettext_lazy(
            "The office lists what to correct. Last day: {day}. After that it counts as "
            "withdrawn; you may then apply again."
        ),
        day=window.due_date.isoformat(),
    )

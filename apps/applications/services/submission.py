"""Handing in, handing in again, taking back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import User
from apps.applications import clock, permissions
from apps.applications.assessment import assess, read_stated
from apps.applications.matters import Incomplete, matter_of
from apps.applications.models import (
    Application,
    Correction,
    FactEntry,
    Paper,
    PromisedPaper,
)
from apps.applications.services.drafts import AlreadyApplied, NotOpen, claim_of
from apps.applications.services.moves import (
    close_step,
    lock,
    move,
    open_step,
    open_step_of,
    refuse,
    tell_applicant,
)
from apps.applications.states import Status, check_edge
from apps.audit.numbers import next_number
from apps.audit.services import record
from apps.core.days import day_of
from apps.core.errors import DomainError
from apps.policies import facts
from apps.policies.choices import DecidedBy, StepCode
from apps.policies.models import Material
from apps.policies.services import version_for

PREFIX = "AL"
Errors = dict[str, list[str]]


class WindowOver(DomainError):
    code = "window_over"


@transaction.atomic
def submit(
    *, application_id: int, by: User, at: datetime, version: int | None = None
) -> Application:
    """Hand in a draft and take a receipt number.

    Everything that is missing or wrong comes at once (``Incomplete.errors``).  The
    version of the policy that holds for the deciding day is frozen here.  Raises also
    ``NotOpen``, ``AlreadyApplied``, ``StaleVersion``, and what the matter refuses.
    """
    application = lock(application_id, version=version)
    refuse(permissions.why_not_apply(by, application))
    check_edge(application.status, Status.SUBMITTED)
    if application.status != Status.DRAFT:
        raise DomainError(_("This application is corrected, not submitted anew."))
    _check_still_free(application)
    today = day_of(at)
    claim, errors = _read_claim(application, today)
    matter = matter_of(application)
    if claim is not None:
        dates = {DecidedBy.SUBMIT: today, **matter.dates(claim)}
        application.version_used = _version_in_force(application, dates)
        decided_by = application.version_used.decided_by
        application.reference_date = dates.get(decided_by) or today
    draft = application.draft
    errors |= _stated_errors(draft.get("stated", {}))
    errors |= _paper_errors(application, draft.get("promises", {}))
    if draft.get("declared") is not True:
        errors["declared"] = [_("Please declare that what you entered is true.")]
    if errors:
        raise Incomplete(_("Something is missing or wrong."), errors)
    application.region_id = matter.region(claim) or application.talent.region_id
    matter.save(application, claim)
    _keep_promises(application, draft.get("promises", {}), at)
    _keep_stated(application, by, at)
    application.submitted_at = at
    application.number = next_number(PREFIX, on=today)
    open_step(application, StepCode.ACCEPTANCE, at=at)
    move(application, Status.SUBMITTED, by=by, at=at)
    matter.keep(
        application=application,
        decision=None,
        worked=assess(application, on=today).worked,
        at=at,
    )
    tell_applicant(
        application,
        "submitted",
        subject=gettext_lazy("Your application was received"),
        body=gettext_lazy("The office will check whether it is complete."),
        at=at,
    )
    return application


@transaction.atomic
def resubmit_correction(
    *,
    application_id: int,
    by: User,
    at: datetime,
    note: str = "",
    version: int | None = None,
) -> Application:
    """Hand in what was asked; the clock of the office runs on from where it stood.

    Every listed paper needs a new file and every listed field another entry or a
    ``note``.  Raises ``Incomplete``, ``WindowOver``.
    """
    application = lock(application_id, version=version)
    refuse(permissions.why_not_apply(by, application))
    check_edge(application.status, Status.SUBMITTED)
    today = day_of(at)
    correction_step = open_step_of(application, StepCode.CORRECTION)
    if correction_step.due_date is not None and today > correction_step.due_date:
        raise WindowOver(
            _("The time for correcting ended on {day}.").format(
                day=correction_step.due_date
            )
        )
    correction = application.correction
    claim, errors = _read_claim(application, today)
    draft = application.draft
    errors |= _stated_errors(draft.get("stated", {}))
    errors |= _unanswered(application, correction, note)
    if errors:
        raise Incomplete(_("Something is missing or wrong."), errors)
    matter_of(application).save(application, claim)
    _keep_stated(application, by, at)
    correction.answered_at = at
    correction.save(update_fields=["answered_at"])
    close_step(correction_step, by=by, at=at)
    acceptance = open_step_of(application, StepCode.ACCEPTANCE)
    acceptance.pauses.filter(until_date=None).update(until_date=today)
    clock.set_due(acceptance)
    acceptance.save(update_fields=clock.STEP_FIELDS)
    clock.copy_due(application, acceptance)
    move(application, Status.SUBMITTED, by=by, at=at, note=note)
    matter_of(application).keep(
        application=application,
        decision=None,
        worked=assess(application, on=today).worked,
        at=at,
    )
    tell_applicant(
        application,
        "resubmitted",
        subject=gettext_lazy("Your correction was received"),
        body=gettext_lazy("The office will check it."),
        at=at,
    )
    return application


@transaction.atomic
def withdraw(
    *,
    application_id: int,
    by: User,
    at: datetime,
    note: str = "",
    version: int | None = None,
) -> Application:
    """Take an application back; it can be made again.  Twice changes nothing more."""
    application = lock(application_id, version=version)
    refuse(permissions.why_not_apply(by, application))
    if application.status == Status.WITHDRAWN:
        return application
    check_edge(application.status, Status.WITHDRAWN)
    was_handed_in = application.submitted_at is not None
    close_all_steps(application, by=by, at=at)
    move(application, Status.WITHDRAWN, by=by, at=at, note=note)
    if was_handed_in:
        tell_applicant(
            application,
            "withdrawn",
            subject=gettext_lazy("Your application was withdrawn"),
            body=gettext_lazy("You may apply again at any time."),
            at=at,
        )
    return application


def close_all_steps(
    application: Application, *, by: User | None, at: datetime, is_tacit: bool = False
) -> None:
    for step in application.steps.filter(closed_at=None).order_by("pk"):
        step.pauses.filter(until_date=None).update(until_date=day_of(at))
        close_step(step, by=by, at=at, is_tacit=is_tacit)


def _check_still_free(application: Application) -> None:
    """What was granted since the draft was begun."""
    granted = Application.objects.filter(
        talent=application.talent_id,
        policy=application.policy_id,
        status=Status.APPROVED,
        version_used__is_once=True,
    ).first()
    if granted is not None:
        raise AlreadyApplied(
            _("This benefit is given once, and {number} was approved.").format(
                number=granted.number
            ),
            granted,
        )


def _read_claim(
    application: Application, on: date
) -> tuple[dict[str, Any] | None, Errors]:
    try:
        return claim_of(application, on=on), {}
    except Incomplete as error:
        return None, {f"claim.{name}": texts for name, texts in error.errors.items()}


def _version_in_force(application: Application, dates: Mapping):
    version = version_for(application.policy, dates)
    if version is None:
        raise NotOpen(_("No version of this policy holds for the day that decides."))
    return version


def _stated_errors(stated: Mapping[str, Any]) -> Errors:
    errors: Errors = {}
    for name, raw in stated.items():
        if raw in (None, ""):
            continue
        if not facts.is_registered(name) or not facts.get(name).may_be_stated:
            errors[f"stated.{name}"] = [_("This is not asked.")]
            continue
        try:
            facts.get(name).parse(raw)
        except DomainError as error:
            errors[f"stated.{name}"] = [error.message]
    return errors


def _paper_errors(application: Application, promises: Mapping[str, bool]) -> Errors:
    have = set(
        Paper.objects.filter(application=application, removed_at=None).values_list(
            "material", flat=True
        )
    )
    errors: Errors = {}
    for material in Material.objects.filter(version=application.version_used_id):
        if not (material.is_required and material.is_asked) or material.code in have:
            continue
        if material.may_follow and promises.get(material.code):
            continue
        errors[f"material.{material.code}"] = [
            _("“{paper}” is missing: add it, or promise to hand it in later.").format(
                paper=material
            )
            if material.may_follow
            else _("“{paper}” is missing.").format(paper=material)
        ]
    return errors


def _unanswered(application: Application, correction: Correction, note: str) -> Errors:
    errors: Errors = defaultdict(list)
    draft = application.draft
    before = draft.get("before_correction", {})
    for item in correction.items.all():
        if item.material:
            is_new = application.papers.filter(
                material=item.material,
                removed_at=None,
                added_at__gte=correction.requested_at,
            ).exists()
            if not is_new:
                errors[f"material.{item.material}"].append(
                    _("Please add a new file: {what}").format(what=item.text)
                )
            continue
        part, _dot, name = item.field.partition(".")
        if draft.get(part, {}).get(name) == before.get(item.field) and not note.strip():
            errors[item.field].append(
                _("Please correct this, or explain in the note: {what}").format(
                    what=item.text
                )
            )
    return dict(errors)


def _keep_promises(
    application: Application, promises: Mapping[str, bool], at: datetime
) -> None:
    """Promises count only for papers that may follow and are not there yet."""
    have = set(
        application.papers.filter(removed_at=None).values_list("material", flat=True)
    )
    PromisedPaper.objects.bulk_create(
        PromisedPaper(application=application, material=material.code, promised_at=at)
        for material in Material.objects.filter(
            version=application.version_used_id, may_follow=True
        )
        if promises.get(material.code) and material.code not in have
    )


def _keep_stated(application: Application, by: User, at: datetime) -> None:
    """Answers become rows; one that says the same as the last adds nothing."""
    known = {
        entry.fact: entry.value
        for entry in application.fact_entries.filter(
            basis=FactEntry.Basis.STATED
        ).order_by("pk")
    }
    stated = read_stated(application.draft.get("stated", {}), as_of=day_of(at))
    entries = []
    for name, found in stated.items():
        value = facts.get(name).dump(found.value)
        if known.get(name) == value:
            continue
        entries.append(
            FactEntry(
                application=application,
                fact=name,
                basis=FactEntry.Basis.STATED,
                value=value,
                by=by,
                at=at,
            )
        )
    FactEntry.objects.bulk_create(entries)
    if entries:
        record(
            "applications.facts.stated",
            target=application,
            by=by,
            at=at,
            data={"facts": [entry.fact for entry in entries]},
        )

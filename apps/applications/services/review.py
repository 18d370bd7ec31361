"""District review, city review, approval: three people, one decision each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import User
from apps.applications import clock, permissions
from apps.applications.assessment import Assessment, assess, payment_plan
from apps.applications.circumstances import lock_household
from apps.applications.matters import matter_of
from apps.applications.models import Application, Decision, FactEntry, Step
from apps.applications.reasons import REMEDY
from apps.applications.services import joint
from apps.applications.services.intake import check_has_reasons
from apps.applications.services.moves import (
    advance,
    close_step,
    enter_review,
    lock,
    move,
    open_step_of,
    refuse,
    tell_applicant,
)
from apps.applications.services.submission import close_all_steps
from apps.applications.states import (
    IN_REVIEW,
    WITH_OFFICE,
    IllegalTransition,
    Outcome,
    Status,
)
from apps.audit.services import record
from apps.core.days import day_of
from apps.core.errors import DomainError, NotAllowed
from apps.policies import facts
from apps.policies.calculation import Worked
from apps.policies.choices import StepCode
from apps.policies.models import Material
from apps.policies.rules import Answer


class AmountChanged(DomainError):
    """Worked out again, the amount differs from the one that was reviewed."""

    code = "amount_changed"


class NotSettled(DomainError):
    """A condition is not met, or not known: nobody may agree to that."""

    code = "not_settled"


class PaperPromised(DomainError):
    code = "paper_promised"


@transaction.atomic
def check_fact(
    *,
    application_id: int,
    by: User,
    at: datetime,
    version: int,
    fact: str,
    value: Any,
    note: str,
) -> FactEntry:
    """Settle a fact from the papers; ``note`` names the paper that shows it.

    Goes before the register from now on, and is shown beside what the register says.
    Facts about what is claimed are corrected by the applicant, not here.
    """
    application = lock(application_id, version=version)
    if application.status not in WITH_OFFICE:
        raise NotAllowed(_("This application is not with the office."))
    refuse(permissions.why_not_act(by, application))
    known = facts.get(fact)
    if not known.may_be_stated or known.about_claim:
        raise NotAllowed(_("This fact is not settled by papers here."))
    if not note.strip():
        raise DomainError(_("Name the paper that shows it."), code="no_paper")
    parsed = known.parse(value)
    on_register = assess(application, on=day_of(at)).subject.on_register(fact)
    application.version += 1
    application.save(update_fields=["version"])
    entry = FactEntry.objects.create(
        application=application,
        fact=fact,
        basis=FactEntry.Basis.CHECKED,
        value=known.dump(parsed),
        register_value=known.dump(on_register.value) if on_register.is_known else None,
        by=by,
        at=at,
        note=note.strip()[:200],
    )
    record(
        "applications.fact.checked",
        target=application,
        by=by,
        at=at,
        why=entry.note,
        data={"fact": fact},
    )
    return entry


@transaction.atomic
def decide(
    *,
    application_id: int,
    by: User,
    at: datetime,
    version: int,
    outcome: str,
    reason: str = "",
    opinion: str = "",
    note: str = "",
) -> Application:
    """Agree, refuse or send back, at the step of review under way.

    Agreeing needs every condition met and an amount; at approval the amount is worked
    out again and must equal the reviewed one.  Exactly one decision counts: of two at
    once the second meets ``StaleVersion``.  Raises ``NotAllowed``, ``NotSettled``,
    ``AmountChanged``, ``PaperPromised``, ``IllegalTransition``.
    """
    application = lock(application_id, version=version)
    if application.status not in IN_REVIEW or outcome not in (
        Outcome.PASS,
        Outcome.REJECT,
        Outcome.SEND_BACK,
    ):
        raise IllegalTransition(
            _("This cannot be decided while the application is “{status}”.").format(
                status=Status(application.status).label
            )
        )
    refuse(permissions.why_not_act(by, application))
    if outcome == Outcome.PASS and application.step == StepCode.JOINT_CHECK:
        joint.check_answers(application, opinion)
    if outcome == Outcome.PASS:
        lock_household(application)
    assessment = assess(application, on=day_of(at))
    if outcome == Outcome.REJECT:
        check_has_reasons(reason, note)
    if outcome == Outcome.PASS:
        _check_may_agree(application, assessment.worked)
    step = open_step_of(application, application.step)
    decision = _write(
        application, step, by, at, outcome, reason, opinion, note, assessment
    )
    matter_of(application).keep(
        application=application, decision=decision, worked=assessment.worked, at=at
    )
    if outcome == Outcome.PASS:
        _go_on(application, step, assessment, by, at, reason, note)
    elif outcome == Outcome.REJECT:
        _reject(application, assessment, by, at, reason, note)
    else:
        _send_back(application, step, by, at, reason, opinion)
    return application


def _check_may_agree(application: Application, worked: Worked) -> None:
    if worked.answer is Answer.NOT_MET:
        failed = "; ".join(each.label for each in worked.failed())
        raise NotSettled(
            _("These conditions are not met: {list}.").format(
                list=failed or _("no amount is due")
            )
        )
    if worked.answer is Answer.UNKNOWN:
        unknown = "; ".join(each.label for each in worked.unsettled())
        raise NotSettled(
            _("Not known yet, settle it by the papers first: {list}.").format(
                list=unknown
            )
        )
    if application.step in (StepCode.APPROVAL, StepCode.SECOND_APPROVAL):
        _check_promises(application)
        matter_of(application).check_amount(application, worked)


def _check_promises(application: Application) -> None:
    codes = list(
        application.promised_papers.filter(handed_in_at=None).values_list(
            "material", flat=True
        )
    )
    if codes:
        names = Material.objects.filter(
            version=application.version_used_id, code__in=codes
        )
        raise PaperPromised(
            _("Promised and not handed in yet: {papers}.").format(
                papers="; ".join(str(each) for each in names)
            )
        )


def _write(
    application: Application,
    step: Step,
    by: User,
    at: datetime,
    outcome: str,
    reason: str,
    opinion: str,
    note: str,
    assessment: Assessment,
) -> Decision:
    try:
        with transaction.atomic():
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
                facts=assessment.as_data(),
                version=application.version,
            )
    except IntegrityError as error:
        raise NotAllowed(
            _("The database refused this decision: another person must decide.")
        ) from error


def _go_on(
    application: Application,
    step: Step,
    assessment: Assessment,
    by: User,
    at: datetime,
    reason: str,
    note: str,
) -> None:
    following = advance(
        application,
        step,
        by=by,
        at=at,
        amount=assessment.worked.amount,
        reason=reason,
        note=note,
    )
    if following is not None:
        return
    planned = payment_plan(application, assessment, approved_on=day_of(at))
    application.facts = assessment.as_data() | {"plan": planned}
    matter_of(application).grant(application=application, at=at)
    move(application, Status.APPROVED, by=by, at=at, reason=reason, note=note)
    tell_applicant(
        application,
        "approved",
        subject=gettext_lazy("Your application was approved"),
        body=note,
        at=at,
        is_statutory=True,
    )


def _reject(
    application: Application,
    assessment: Assessment,
    by: User,
    at: datetime,
    reason: str,
    note: str,
) -> None:
    close_all_steps(application, by=by, at=at)
    application.facts = assessment.as_data()
    move(application, Status.REJECTED, by=by, at=at, reason=reason, note=note)
    tell_applicant(
        application,
        "rejected",
        subject=gettext_lazy("Your application was refused"),
        body=format_lazy("{}\n{}", note, REMEDY),
        at=at,
        is_statutory=True,
    )


def _send_back(
    application: Application,
    step: Step,
    by: User,
    at: datetime,
    reason: str,
    opinion: str,
) -> None:
    """To the step before; whoever decided there decides there again, nobody else's."""
    earlier = clock.previous_step(application, step.code)
    if earlier is None:
        raise IllegalTransition(_("There is no step before this one."))
    if not reason or not opinion.strip():
        raise DomainError(
            _("Say for the colleague why it comes back."), code="no_reasons"
        )
    close_step(step, by=by, at=at)
    enter_review(application, earlier, by=by, at=at, reason=reason)

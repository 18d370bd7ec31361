"""What departments answer in the joint check, and how the application goes on."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.applications.models import Application, JointCheck, Step
from apps.applications.permissions import is_applicant
from apps.applications.services.moves import advance, lock, open_step_of
from apps.applications.states import IllegalTransition, Status
from apps.audit.services import record
from apps.core.errors import DomainError, NotAllowed
from apps.core.roles import Role
from apps.policies.choices import StepCode


class NotAnswered(DomainError):
    """A department has not answered: that is unknown, not a yes."""

    code = "not_answered"


class AnsweredAlready(DomainError):
    code = "answered_already"


def why_not_answer(user: User, check: JointCheck) -> str | None:
    if check.office_id not in user.offices(Role.DEPARTMENT_HANDLER):
        return _("Another department is asked.")
    if is_applicant(user, check.application):
        return _("Nobody decides on his or her own application.")
    if user.pk in {check.application.prepared_by_id, check.application.helper_id}:
        return _("Who prepared an application does not decide on it.")
    return None


@transaction.atomic
def answer_check(
    *, check_id: int, by: User, at: datetime, result: str, note: str = ""
) -> JointCheck:
    """Keep one department's answer.  An answer is given once.

    When the last one comes and nothing stands against it, the application goes on by
    itself; a problem waits for the city's reviewer: a department does not refuse.
    Locks the application.  Raises ``NotAllowed``, ``AnsweredAlready``.
    """
    found = JointCheck.objects.get(pk=check_id)
    application = lock(found.application_id)
    check = JointCheck.objects.select_for_update().get(pk=check_id)
    check.application = application
    if reason := why_not_answer(by, check):
        raise NotAllowed(reason)
    if check.result:
        raise AnsweredAlready(
            _("{who} has answered already: {result}.").format(
                who=check.answered_by, result=check.get_result_display()
            )
        )
    step = open_step_of_check(application, check)
    note = note.strip()[:500]
    if result not in JointCheck.Result.values:
        raise DomainError(_("Choose a result."), code="no_result")
    if result == JointCheck.Result.PROBLEM and not note:
        raise DomainError(_("Say what stands against it."), code="no_note")
    check.result, check.note = result, note
    check.answered_by, check.answered_at = by, at
    check.save(update_fields=["result", "note", "answered_by", "answered_at"])
    record(
        "applications.check.answered",
        target=application,
        by=by,
        at=at,
        new={"office": str(check.office), "result": result},
    )
    if all(each == JointCheck.Result.CLEAR for each in results_of(step)):
        advance(application, step, by=by, at=at)
    return check


def results_of(step: Step) -> list[str]:
    """What the departments have answered so far; empty where one has not."""
    return list(step.joint_checks.values_list("result", flat=True))


def open_step_of_check(application: Application, check: JointCheck) -> Step:
    """The step under way; raises where the check is about one that is over."""
    if application.status != Status.JOINT_CHECK:
        raise IllegalTransition(_("The joint check of this application is over."))
    step = open_step_of(application, StepCode.JOINT_CHECK)
    if step.pk != check.step_id:
        raise IllegalTransition(_("The joint check of this application is over."))
    return step


def check_answers(application: Application, opinion: str) -> None:
    """Whether the reviewer may agree in spite of a problem; never without an answer."""
    checks = application.joint_checks.filter(
        step__closed_at=None, step__code=StepCode.JOINT_CHECK
    ).select_related("office")
    silent = [str(check.office) for check in checks if not check.result]
    if silent:
        raise NotAnswered(
            _("Not answered yet, which is unknown and not a yes: {list}.").format(
                list="; ".join(silent)
            )
        )
    if any(c.result == JointCheck.Result.PROBLEM for c in checks) and not (
        opinion.strip()
    ):
        raise DomainError(
            _("A department found a problem: say why you agree all the same."),
            code="no_opinion",
        )

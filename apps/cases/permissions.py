"""Who may do what to a case: asked by services under the lock, by pages for buttons."""

from __future__ import annotations

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.cases.models import Case, DepartmentTask
from apps.cases.states import CaseStatus
from apps.commissioners.models import Assignment
from apps.commissioners.permissions import is_head_for
from apps.core.roles import Role


def works_on(user: User, case: Case) -> bool:
    """Whether it is this commissioner's case today."""
    return (
        case.commissioner_id == user.pk
        and user.has_role(Role.COMMISSIONER)
        and Case.objects.visible_to(user).filter(pk=case.pk).exists()
    )


def why_not_work(user: User, case: Case) -> str | None:
    if works_on(user, case):
        return None
    return _("Only the commissioner of this case does that.")


def why_not_claim(user: User, case: Case) -> str | None:
    if case.status != CaseStatus.NEW:
        return _("This request has been claimed already.")
    if not user.has_role(Role.COMMISSIONER):
        return _("Only a commissioner claims requests.")
    held = (
        Assignment.objects.open()
        .filter(talent_id=case.talent_id)
        .select_related("commissioner")
        .first()
    )
    if held is not None:
        if held.commissioner.user_id == user.pk:
            return None
        return _("The talent's own commissioner claims this request.")
    if user.reach(Role.COMMISSIONER).covers(case.region_id):
        return None
    return _("The request belongs to another region.")


def is_head(user: User, case: Case) -> bool:
    return is_head_for(user, case.region_id)


def why_not_head(user: User, case: Case) -> str | None:
    if is_head(user, case):
        return None
    return _("Only the head of the office does that.")


def is_its_talent(user: User, case: Case) -> bool:
    return case.talent.user_id is not None and case.talent.user_id == user.pk


def why_not_talent(user: User, case: Case) -> str | None:
    if is_its_talent(user, case):
        return None
    return _("Only the person who asked does that.")


def why_not_handle(user: User, task: DepartmentTask) -> str | None:
    if task.office_id in user.offices(Role.DEPARTMENT_HANDLER):
        return None
    return _("Only a handler of this department does that.")


def why_not_city(user: User, case: Case) -> str | None:
    if user.reach(Role.CITY_REVIEWER).covers(case.region_id):
        return None
    return _("Only the city reviewer decides whose duty it is.")

"""Who may do what to an application: a sentence why not, or ``None``.

The services ask under the lock; templates ask to know which buttons to draw.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.applications.models import Application, Decision
from apps.applications.states import (
    DECIDING_STEPS,
    HOLDERS,
    IN_NOTICE,
    REVIEWING_ROLES,
)
from apps.core.roles import Role


def why_not_act(user: User, application: Application) -> str | None:
    """Why ``user`` may not work on the step under way, as office staff."""
    role = HOLDERS.get(application.step)
    if role is None:
        return _("This application is not with the office.")
    if application.status in IN_NOTICE:
        return _("The public notice decides how it goes on.")
    if not user.reach(role).covers(application.region_id):
        return _("This step is for: {role}.").format(role=role.label)
    if is_applicant(user, application):
        return _("Nobody decides on his or her own application.")
    if user.pk in {application.prepared_by_id, application.helper_id}:
        return _("Who prepared an application does not decide on it.")
    if application.step in DECIDING_STEPS and decided_other_step(user, application):
        return _("You have decided another step of this application already.")
    return None


def decided_other_step(user: User, application: Application) -> bool:
    return (
        Decision.objects.filter(
            application=application, by=user, step_code__in=DECIDING_STEPS
        )
        .exclude(step_code=application.step)
        .exists()
    )


def why_not_apply(user: User, application: Application) -> str | None:
    """Why ``user`` may not fill in, correct or withdraw the application."""
    if is_applicant(user, application) or user.pk == application.helper_id:
        return None
    return _("Only the applicant, or a helper whom he or she asked, may do this.")


def is_applicant(user: User, application: Application) -> bool:
    return application.talent.user_id == user.pk


def may_read_papers(user: User, application: Application) -> bool:
    """Papers, facts and amounts; a commissioner sees only how far it has come."""
    return Application.objects.readable_by(user).filter(pk=application.pk).exists()


def may_read_opinions(user: User, application: Application) -> bool:
    """Internal opinions are for the office in reach, never for those it is about."""
    if is_applicant(user, application) or user.pk == application.helper_id:
        return False
    return user.reach(*REVIEWING_ROLES, Role.AUDITOR).covers(application.region_id)

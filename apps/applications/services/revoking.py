"""Take back what was approved: by a person, for a reason, with the ways to object."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import User
from apps.applications.matters import matter_of
from apps.applications.models import Application, Decision
from apps.applications.permissions import is_applicant
from apps.applications.reasons import REMEDY
from apps.applications.services.moves import lock, move, tell_applicant
from apps.applications.states import IllegalTransition, Outcome, Status
from apps.core.errors import DomainError
from apps.core.roles import Role
from apps.policies.choices import StepCode


def why_not_revoke(user: User, application: Application) -> str | None:
    """An approver who did not approve it; nobody takes back a decision of one's own."""
    if application.status != Status.APPROVED:
        return _("Only what was approved is revoked.")
    if not user.reach(Role.APPROVER).covers(application.region_id):
        return _("This step is for: {role}.").format(role=Role.APPROVER.label)
    if is_applicant(user, application):
        return _("Nobody decides on his or her own application.")
    signed = Decision.objects.filter(
        application=application,
        by=user,
        outcome=Outcome.PASS,
        step_code__in=[StepCode.APPROVAL, StepCode.SECOND_APPROVAL],
    )
    if signed.exists():
        return _("Another person than the one who approved it revokes it.")
    return None


@transaction.atomic
def revoke(
    *, application_id: int, by: User, at: datetime, version: int, note: str
) -> Application:
    """Revoke an approved application; its facts and calculation stay as decided.

    What it took (a home) is free again; money already paid is recovered by finance.
    Raises ``StaleVersion``, ``NotAllowed``, ``DomainError`` without reasons.
    """
    application = lock(application_id, version=version)
    if application.status != Status.APPROVED:
        raise IllegalTransition(_("Only what was approved is revoked."))
    if reason := why_not_revoke(by, application):
        raise IllegalTransition(reason)
    note = note.strip()
    if not note:
        raise DomainError(_("Say why, in words for the applicant."), code="no_reasons")
    matter_of(application).give_back(application)
    move(application, Status.REVOKED, by=by, at=at, reason="revoked", note=note)
    tell_applicant(
        application,
        "revoked",
        subject=gettext_lazy("Your approval was revoked"),
        body=format_lazy("{}\n{}", note, REMEDY),
        at=at,
        is_statutory=True,
    )
    return application

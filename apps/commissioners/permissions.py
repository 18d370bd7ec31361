"""Who may do what; asked by services under the lock and by templates for buttons."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.commissioners.models import Assignment, Commissioner
from apps.commissioners.models.people import HEAD_ROLES
from apps.core.roles import Role
from apps.talents.models import Talent


def is_head_for(user: User, region_code: str) -> bool:
    """Whether assigning people of that region is this person's duty."""
    return user.reach(*HEAD_ROLES).covers(region_code)


def why_not_assign(user: User, talent: Talent) -> str | None:
    if is_head_for(user, talent.region_id):
        return None
    return _("Only the head of the talent's district or of the city assigns.")


def why_not_lead(user: User, commissioner: Commissioner) -> str | None:
    if is_head_for(user, commissioner.office.region_id):
        return None
    return _("Only the head of the commissioner's office may do this.")


def serves(user: User, talent_id: int, *, on: date) -> bool:
    """Whether this person is the talent's commissioner on that day."""
    return (
        user.has_role(Role.COMMISSIONER)
        and Assignment.objects.active(on)
        .filter(talent_id=talent_id, commissioner__user_id=user.pk)
        .exists()
    )


def why_not_log_contact(user: User, talent: Talent, *, on: date) -> str | None:
    if serves(user, talent.pk, on=on) or is_head_for(user, talent.region_id):
        return None
    return _("Contacts are logged by the talent's commissioner or the office head.")

"""Who may see and do what with an import; asked by services and templates alike."""

from __future__ import annotations

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.roles import Role
from apps.talents.models.roster import IMPORT_ROLES, RosterImport


def why_not_act(user: User, roster: RosterImport) -> str | None:
    """Why ``user`` may not act on an import; ``None`` where that is allowed.

    The one who brought it, or a reviewer who works for the office's region.
    """
    if not user.has_role(*IMPORT_ROLES):
        return _("Your duties do not include imports.")
    if roster.by_id == user.pk:
        return None
    reach = user.reach(Role.DISTRICT_REVIEWER, Role.CITY_REVIEWER)
    if reach.covers(roster.office.region_id):
        return None
    return _("Only the importer or a reviewer of the office may do that.")


def can_see_file(user: User, roster_id: int) -> bool:
    """Whoever sees the import sees its file."""
    return RosterImport.objects.visible_to(user).filter(pk=roster_id).exists()

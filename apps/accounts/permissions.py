"""Who may do what to an account.  Asked by services under the lock, by pages for buttons.

Each function answers with the sentence of the refusal, or ``None``.  Separate
administrators (GB/T 22239-2019 §8.1.4): the system administrator keeps accounts and
offices, the security administrator gives and ends duties, the audit administrator reads.
"""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from apps.accounts.models import Office, RoleGrant, User
from apps.accounts.reach import Reach
from apps.core.roles import Role

GUARDED_ROLES = frozenset({Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})


def why_not_keep_accounts(by: User, office: Office | None) -> str | None:
    """May ``by`` open or change accounts of people who work at ``office``?"""
    reach = by.reach(Role.SYSTEM_ADMIN)
    if not reach:
        return _("Accounts are kept by the system administrator.")
    if not _covers_office(reach, office):
        return _("This office is outside your area.")
    return None


def why_not_change_account(by: User, person: User, on: date) -> str | None:
    """May ``by`` change or close the account of ``person``?"""
    refusal = why_not_keep_accounts(by, person.office)
    if refusal:
        return refusal
    if not _covers_grants(by.reach(Role.SYSTEM_ADMIN), person, on):
        return _("This person also has duties outside your area.")
    return None


def why_not_reset_password(by: User, person: User, on: date) -> str | None:
    """A new password lets one in as that person, so nobody resets a counterpart's.

    Passwords of security and audit administrators are reset by another security
    administrator, all others by the system administrator.
    """
    if by.pk == person.pk:
        return _("Change your own password under “My account”.")
    held = {grant.role for grant in RoleGrant.objects.active(on).filter(user=person)}
    if held.isdisjoint(GUARDED_ROLES):
        return why_not_change_account(by, person, on)
    reach = by.reach(Role.SECURITY_ADMIN)
    if not reach:
        return _(
            "A security administrator resets the passwords of security and audit "
            "administrators."
        )
    if not _covers_office(reach, person.office) or not _covers_grants(
        reach, person, on
    ):
        return _("This person also has duties outside your area.")
    return None


def why_not_give_duty(by: User, person: User, office: Office | None) -> str | None:
    """May ``by`` give ``person`` a duty at ``office``, or end one there?"""
    if by.pk == person.pk:
        return _("Nobody gives a role to himself or herself, or ends an own one.")
    reach = by.reach(Role.SECURITY_ADMIN)
    if not reach:
        return _("Duties are given and ended by the security administrator.")
    if not _covers_office(reach, office):
        return _("This office is outside your area.")
    return None


def why_not_keep_offices(by: User, region_code: str) -> str | None:
    reach = by.reach(Role.SYSTEM_ADMIN)
    if not reach:
        return _("Offices are kept by the system administrator.")
    if not reach.covers(region_code):
        return _("This region is outside your area.")
    return None


def _covers_office(reach: Reach, office: Office | None) -> bool:
    """Nobody's office, as a talent's account has it, belongs to the whole city."""
    return reach.covers(office.region_id if office else settings.TALENT_CITY)


def _covers_grants(reach: Reach, person: User, on: date) -> bool:
    regions = (
        RoleGrant.objects.active(on)
        .filter(user=person, office__isnull=False)
        .values_list("office__region_id", flat=True)
    )
    return all(reach.covers(region) for region in regions)

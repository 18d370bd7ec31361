"""Who may change what the register says; asked by services and by templates."""

from __future__ import annotations

from django.utils.translation import gettext as _

from apps.talents.models import Talent
from apps.talents.visibility import EDITING_ROLES, REVIEWING_ROLES


def why_not_edit(user, talent: Talent) -> str | None:
    """A sentence, or ``None`` when ``user`` may change ``talent``'s entry.

    ``talent`` has been read through ``visible_to``; that a commissioner sees it means
    that the person is assigned to him or her.
    """
    if talent.user_id == user.pk:
        return _(
            "Nobody changes an entry of his or her own; send a correction request."
        )
    if not user.has_role(*EDITING_ROLES):
        return _("Your duties do not include changing the register.")
    if user.reach(*REVIEWING_ROLES).covers(talent.region_id):
        return None
    # A commissioner changes the entries of those he or she serves; that somebody is
    # seen by another duty as well (an auditor's) does not help.
    if _is_among(Talent.objects.editable_by(user), talent):
        return None
    return _("This person belongs to a region that your duty does not reach.")


def why_not_reveal(user, talent: Talent) -> str | None:
    """A sentence, or ``None`` when ``user`` may look behind the masks of ``talent``."""
    if _is_among(Talent.objects.revealable_by(user), talent):
        return None
    return _("Your duties do not let you see this number.")


def why_not_register(user, region_code: str) -> str | None:
    """Whether ``user`` may put somebody on the register of a region.

    Not a commissioner: whom he or she entered would at once be out of sight.
    """
    return _why_not_there(user.reach(*REVIEWING_ROLES), region_code)


def why_not_employer(user, region_code: str) -> str | None:
    """Whether ``user`` may set up or change an employer of a region."""
    return _why_not_there(user.reach(*EDITING_ROLES), region_code)


def _why_not_there(reach, region_code: str) -> str | None:
    if not reach.covers(region_code):
        return _("Your duties do not reach this region.")
    return None


def why_not_merge(user, talent: Talent) -> str | None:
    """Joining two entries is for reviewers: it moves what hangs on a person."""
    if not user.reach(*REVIEWING_ROLES).covers(talent.region_id):
        return _("Entries are joined by a reviewer whose region includes both.")
    return None


def _is_among(queryset, talent: Talent) -> bool:
    return queryset.filter(pk=talent.pk).exists()

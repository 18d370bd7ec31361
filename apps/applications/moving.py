"""How applications move when two entries of the register turn out to be one person."""

from django.utils.translation import gettext as _

from apps.applications.models import Application
from apps.talents import merging
from apps.talents.models import Talent


def _move(old: Talent, kept: Talent) -> int:
    return Application.objects.filter(talent=old).update(talent=kept)


def _why_not(old: Talent, kept: Talent) -> str | None:
    """One person has one live application for a benefit, and so has a joined entry."""
    policies = Application.objects.live().filter(talent=kept).values("policy_id")
    twice = Application.objects.live().filter(talent=old, policy_id__in=policies)
    if twice.exists():
        return _("Both entries have a live application for the same benefit.")
    return None


def register() -> None:
    merging.register("applications.application", _move)
    merging.register_guard(_why_not)

"""Whom a policy need not look for any more: those who have applied, or had it."""

from __future__ import annotations

from django.db.models import OuterRef, Q

from apps.applications.models import Application
from apps.applications.states import LIVE, Status


def taken():
    """Live claims, and of policies that come once in a lifetime those granted."""
    granted = Q(status=Status.APPROVED, version_used__is_once=True)
    return Application.objects.filter(
        Q(status__in=LIVE) | granted,
        talent_id=OuterRef("talent_id"),
        policy_id=OuterRef("version__policy_id"),
    )

"""A commissioner sees those he or she serves today, and from the day it ends no more."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone

from apps.commissioners.models import Assignment
from apps.core.roles import Role


def served_by(user) -> QuerySet:
    """The ids of the talents this person serves today, as a subquery."""
    today = timezone.localdate()  # noqa: TID251 - "today" is what seeing means
    return (
        Assignment.objects.active(today)
        .filter(commissioner__user_id=user.pk)
        .values("talent_id")
    )


def assigned_to(user) -> Q | None:
    """The reason to be seen that ``talents.visibility`` asks for."""
    if not user.has_role(Role.COMMISSIONER):
        return None
    return Q(pk__in=served_by(user))

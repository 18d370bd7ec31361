"""Who may see whom on the register.

Region decides for reviewers, approvers and auditors.  Apps above add their own reason
(a commissioner sees the talents assigned to him or her) in ``ready()``.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q

from apps.core.roles import Role

REGISTRY_ROLES = (
    Role.DISTRICT_REVIEWER,
    Role.CITY_REVIEWER,
    Role.APPROVER,
    Role.AUDITOR,
)
# Who may change what the register says.
EDITING_ROLES = (Role.DISTRICT_REVIEWER, Role.CITY_REVIEWER, Role.COMMISSIONER)

_reasons: list[Callable[..., Q | None]] = []


def register_visibility(reason: Callable[..., Q | None]) -> None:
    """``reason(user)`` → a condition on Talent, or ``None`` where it gives nothing.

    The condition must not join to many rows (use ``pk__in`` of a subquery).
    """
    _reasons.append(reason)


def visible_talents(user) -> Q:
    """The condition that picks what ``user`` may see; never a join to many."""
    reach = user.reach(*REGISTRY_ROLES)
    if reach and reach.is_everything:
        return Q()
    # Each account's own entry, and nobody else's, is seen without any duty.
    found = Q(user_id=user.pk)
    if reach:
        found |= reach.filter("region")
    for reason in _reasons:
        condition = reason(user)
        if condition is not None:
            found |= condition
    return found

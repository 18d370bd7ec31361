"""Who may see whom on the register.

Region decides for reviewers, approvers and auditors.  Apps above add their own reason
(a commissioner sees the talents assigned to him or her) in ``ready()``.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, Q, QuerySet

from apps.core.roles import Role

REGISTRY_ROLES = (
    Role.DISTRICT_REVIEWER,
    Role.CITY_REVIEWER,
    Role.APPROVER,
    Role.AUDITOR,
)
# Who may change what the register says.
EDITING_ROLES = (Role.DISTRICT_REVIEWER, Role.CITY_REVIEWER, Role.COMMISSIONER)
# Whose duties keep the register of a region.
REVIEWING_ROLES = (Role.DISTRICT_REVIEWER, Role.CITY_REVIEWER)
# Who may look behind the mask, of those whom he or she sees at all.
REVEALING_ROLES = (*EDITING_ROLES, Role.APPROVER)

Reason = Callable[..., Q | None]
_reasons: list[Reason] = []
_read_only: list[Reason] = []


def register_visibility(reason: Reason, *, reads_only: bool = False) -> None:
    """``reason(user)`` → a condition on Talent, or ``None`` where it gives nothing.

    The condition must not join to many rows: give ``Q(pk__in=subquery)``.  With
    ``reads_only`` it lets nobody change an entry or look behind a mask.
    """
    _reasons.append(reason)
    if reads_only:
        _read_only.append(reason)


def visible_talents(user) -> Q:
    """The condition that picks what ``user`` may see; never a join to many."""
    reach = user.reach(*REGISTRY_ROLES)
    if reach and reach.is_everything:
        return Q()
    found = Q()
    # Each account's own entry is seen without any duty.
    if not reach or user.has_role(Role.TALENT):
        found = Q(user_id=user.pk)
    if reach:
        found |= reach.filter("region")
    return found | _by_reasons(user, _reasons)


def editable_talents(user) -> Q:
    """What ``user`` may change: less than is seen, for most people nothing."""
    return _talents_of_duty(user, *REVIEWING_ROLES)


def revealable_talents(user) -> Q:
    """Whose numbers ``user`` may ask to see."""
    return _talents_of_duty(user, *REVIEWING_ROLES, Role.APPROVER)


def _talents_of_duty(user, *roles: str) -> Q:
    found = user.reach(*roles).filter("region")
    if not found or not user.has_role(Role.COMMISSIONER):
        return found
    return found | _by_reasons(user, [r for r in _reasons if r not in _read_only])


def _by_reasons(user, reasons: list[Reason]) -> Q:
    found = Q()
    for reason in reasons:
        condition = reason(user)
        if condition is not None:
            found |= _indexable(condition)
    return found


def sees_whole_regions(user) -> bool:
    """Whether a count by region says how many ``user`` sees, neither more nor fewer."""
    reach = user.reach(*REGISTRY_ROLES)
    if not reach or user.has_role(Role.TALENT):
        return bool(reach) and reach.is_everything
    return reach.is_everything or all(reason(user) is None for reason in _reasons)


class _IsAnyOf(Func):
    """``key = ANY(array)``."""

    output_field = BooleanField()

    def as_sql(self, compiler, connection, **extra):
        left, values = self.get_source_expressions()
        left_sql, left_params = compiler.compile(left)
        values_sql, values_params = compiler.compile(values)
        return f"{left_sql} = ANY({values_sql})", (*left_params, *values_params)


def _indexable(condition: Q) -> Q:
    """``pk IN (subquery)`` as ``pk = ANY(ARRAY(subquery))``, which OR can use.

    Beside another condition, PostgreSQL tests ``IN (subquery)`` on every row of the
    register; the array is read once and looked up in the index.
    """
    if len(condition.children) != 1 or condition.negated:
        return condition
    child = condition.children[0]
    if not isinstance(child, tuple):
        return condition
    name, value = child
    if name not in {"pk__in", "id__in"} or not isinstance(value, QuerySet):
        return condition
    return Q(_IsAnyOf(F("pk"), ArraySubquery(value)))

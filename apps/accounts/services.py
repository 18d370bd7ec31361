"""Acts on accounts: roles given and ended, passwords, language."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.accounts.models import RoleGrant, User
from apps.audit.services import record
from apps.core.errors import DomainError
from apps.core.roles import Role, duty_group


class IncompatibleDuties(DomainError):
    code = "incompatible_duties"


class RoleHeldAlready(DomainError):
    code = "role_held_already"


class NotYourself(DomainError):
    code = "not_yourself"


@transaction.atomic
def grant_role(
    *,
    user_id: int,
    role: str,
    office_id: int | None,
    from_date: date,
    until_date: date | None = None,
    by: User | None,
    at: datetime,
    reason: str = "",
) -> RoleGrant:
    """Give a duty for ``[from_date, until_date)``.

    Locks the person, so two administrators cannot give two halves of an incompatible
    pair at once (the database has the same rule).  Raises ``IncompatibleDuties``,
    ``RoleHeldAlready``, ``NotYourself``.
    """
    user = User.objects.select_for_update().get(pk=user_id)
    if by is not None and by.pk == user.pk:
        raise NotYourself(_("Nobody gives a role to himself or herself."))
    overlapping = _overlapping(user, from_date, until_date)
    group = duty_group(role)
    for held in overlapping:
        if group and held.duty_group == group and held.role != role:
            raise IncompatibleDuties(
                _(
                    "{name} is {held} in that time: one person cannot be {wanted} as well."
                ).format(name=user, held=Role(held.role).label, wanted=Role(role).label)
            )
        if held.role == role and held.office_id == office_id:
            raise RoleHeldAlready(_("The person has this role there already."))
    try:
        with transaction.atomic():
            grant = RoleGrant.objects.create(
                user=user,
                role=role,
                office_id=office_id,
                from_date=from_date,
                until_date=until_date,
                granted_by=by,
                reason=reason,
            )
    except IntegrityError as error:
        raise DomainError(_("This role cannot be given like that.")) from error
    record(
        "accounts.role.granted",
        target=user,
        by=by,
        at=at,
        why=reason,
        new={"role": role, "office": office_id, "from": from_date, "until": until_date},
    )
    return grant


def _overlapping(user: User, start: date, end: date | None) -> list[RoleGrant]:
    return [
        held
        for held in RoleGrant.objects.filter(user=user)
        if (end is None or held.from_date < end)
        and (held.until_date is None or start < held.until_date)
    ]


@transaction.atomic
def end_role(
    *, grant_id: int, on: date, by: User, at: datetime, reason: str
) -> RoleGrant:
    """End a duty: ``on`` is the first day without it, today means at once.

    Asking again for a grant that has ended by then changes nothing.
    """
    grant = RoleGrant.objects.select_for_update().get(pk=grant_id)
    if by.pk == grant.user_id:
        raise NotYourself(_("Nobody ends a role of his or her own."))
    if grant.until_date is not None and grant.until_date <= on:
        return grant
    old = grant.until_date
    grant.until_date = max(on, grant.from_date)
    grant.save(update_fields=["until_date"])
    record(
        "accounts.role.ended",
        target=grant.user,
        by=by,
        at=at,
        why=reason,
        old={"role": grant.role, "office": grant.office_id, "until": old},
        new={"until": grant.until_date},
    )
    return grant


@transaction.atomic
def choose_language(*, user: User, language: str, at: datetime) -> None:
    """Remember a person's language; the next page is in it."""
    User.objects.filter(pk=user.pk).update(language=language)
    user.language = language

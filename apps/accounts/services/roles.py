"""Duties given and ended."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts import permissions
from apps.accounts.models import Office, RoleGrant, User
from apps.accounts.services.refusals import (
    IncompatibleDuties,
    NotYourself,
    RoleHeldAlready,
)
from apps.audit.services import record
from apps.core.errors import DomainError, NotAllowed
from apps.core.roles import Role, duty_group


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
    """Give a duty for ``[from_date, until_date)``; ``by=None`` for what the city sets up.

    Locks the person, so two administrators cannot give two halves of an incompatible
    pair at once (the database has the same rule).  Raises ``IncompatibleDuties``,
    ``RoleHeldAlready``, ``NotYourself``, ``NotAllowed``.
    """
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
    office = Office.objects.filter(pk=office_id).first() if office_id else None
    _check_person(user, office, by)
    _check_period(from_date, until_date)
    group = duty_group(role)
    for held in _overlapping(user, from_date, until_date):
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
        new={
            "role": role,
            "office": office.code if office else None,
            "from": from_date,
            "until": until_date,
        },
    )
    return grant


def _check_person(user: User, office: Office | None, by: User | None) -> None:
    if by is not None:
        if by.pk == user.pk:
            raise NotYourself(_("Nobody gives a role to himself or herself."))
        refusal = permissions.why_not_give_duty(by, user, office)
        if refusal:
            raise NotAllowed(refusal)
    if not user.is_active:
        raise DomainError(_("The account is closed: open it before giving a duty."))
    if office is not None and not office.is_active:
        raise DomainError(_("The office is no longer in use."))


def _check_period(start: date, end: date | None) -> None:
    if end is not None and end <= start:
        raise DomainError(_("A role cannot end before it begins."))


def _overlapping(user: User, start: date, end: date | None) -> list[RoleGrant]:
    """Duties held on any day of the period; one that ended as it began is none."""
    return [
        held
        for held in RoleGrant.objects.filter(user=user)
        if (end is None or held.from_date < end)
        and (held.until_date is None or start < held.until_date)
        and held.from_date != held.until_date
    ]


@transaction.atomic
def end_role(
    *, grant_id: int, on: date, by: User, at: datetime, reason: str
) -> RoleGrant:
    """End a duty: ``on`` is the first day without it, today means at once.

    Asking again for a grant that has ended by then changes nothing.
    """
    grant = RoleGrant.objects.select_for_update(of=("self",)).get(pk=grant_id)
    if by.pk == grant.user_id:
        raise NotYourself(_("Nobody ends a role of his or her own."))
    refusal = permissions.why_not_give_duty(by, grant.user, grant.office)
    if refusal:
        raise NotAllowed(refusal)
    if grant.until_date is not None and grant.until_date <= on:
        return grant
    if on < timezone.localtime(at).date():
        raise DomainError(_("A role cannot end in the past."))
    old = grant.until_date
    grant.until_date = max(on, grant.from_date)
    grant.save(update_fields=["until_date"])
    record(
        "accounts.role.ended",
        target=grant.user,
        by=by,
        at=at,
        why=reason,
        old={
            "role": grant.role,
            "office": grant.office.code if grant.office else None,
            "until": old,
        },
        new={"until": grant.until_date},
    )
    return grant

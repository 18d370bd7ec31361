"""Grade schemes and their levels, kept by the system administrator."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.audit.services import record
from apps.core.errors import DomainError, NotAllowed
from apps.core.roles import Role
from apps.talents.models import GradeLevel, GradeScheme


def _check(by: User) -> None:
    if not by.has_role(Role.SYSTEM_ADMIN):
        raise NotAllowed(_("Grade schemes are kept by the system administrator."))


@transaction.atomic
def save_scheme(
    *, scheme_id: int | None, by: User, at: datetime, **values
) -> GradeScheme:
    """Set up or change an edition of a classification catalogue."""
    _check(by)
    scheme = (
        GradeScheme.objects.select_for_update().get(pk=scheme_id)
        if scheme_id
        else GradeScheme()
    )
    start, end = values.get("from_date"), values.get("until_date")
    if start and end and end < start:
        raise DomainError(_("A scheme ends after it begins."))
    return _save(scheme, values, "talents.scheme", by, at)


@transaction.atomic
def save_level(
    *, scheme_id: int, level_id: int | None, by: User, at: datetime, **values
) -> GradeLevel:
    """Set up or change a level; rank 1 is the highest of its scheme."""
    _check(by)
    scheme = GradeScheme.objects.select_for_update().get(pk=scheme_id)
    level = (
        GradeLevel.objects.get(pk=level_id, scheme=scheme)
        if level_id
        else GradeLevel(scheme=scheme)
    )
    return _save(level, values, "talents.level", by, at)


def _save(row, values: dict, what: str, by: User, at: datetime):
    is_new = row.pk is None
    old = {} if is_new else {name: getattr(row, name) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise DomainError(_("This code or rank is taken.")) from error
    if old != values:
        record(
            f"{what}.set_up" if is_new else f"{what}.changed",
            target=row,
            by=by,
            at=at,
            old=old or None,
            new=values,
        )
    return row

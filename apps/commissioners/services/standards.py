"""How often talents are contacted, set by the city for everybody, a grade, an office."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.audit.services import record
from apps.commissioners.models import Assignment, ServiceStandard
from apps.commissioners.queries import due_for_contact
from apps.core.errors import DomainError, NotAllowed
from apps.core.roles import Role

KEEPERS = (Role.SYSTEM_ADMIN, Role.CITY_REVIEWER)


def may_keep_standards(user: User) -> bool:
    """They hold for the whole city: a district's administrator does not change them."""
    return user.reach(*KEEPERS).is_everything


def effects_of_standard(change: Callable[[], object], *, on: date) -> list[str]:
    """How many talents are due for contact before and after ``change``, tried and undone."""
    before = due_for_contact(Assignment.objects.active(on), on).count()
    with transaction.atomic():
        change()
        after = due_for_contact(Assignment.objects.active(on), on).count()
        transaction.set_rollback(True)
    if before == after:
        return [
            _("As many talents are due for contact today as before: {count}.").format(
                count=before
            )
        ]
    return [
        _("Talents due for contact today: {after} instead of {before}.").format(
            after=after, before=before
        )
    ]


def _check(by: User) -> None:
    if not may_keep_standards(by):
        raise NotAllowed(_("Contact standards are kept for the whole city."))


@transaction.atomic
def save_standard(
    *,
    standard_id: int | None,
    office,
    level,
    contact_every: int,
    source: str,
    by: User,
    at: datetime,
) -> ServiceStandard:
    """Set a standard; one a combination of office and grade.  ``contact_every`` is in
    working days.  Raises ``NotAllowed``, ``DomainError`` for a second of its kind.
    """
    _check(by)
    standard = (
        ServiceStandard.objects.select_for_update(of=("self",)).get(pk=standard_id)
        if standard_id
        else ServiceStandard()
    )
    old = standard.contact_every if standard_id else None
    standard.office, standard.level = office, level
    standard.contact_every, standard.source = contact_every, source
    try:
        with transaction.atomic():
            standard.save()
    except IntegrityError as error:
        raise DomainError(
            _("There is a standard for this office and grade already.")
        ) from error
    record(
        "commissioners.standard.set",
        target=standard,
        by=by,
        at=at,
        old={"contact_every": old} if old else None,
        new={
            "contact_every": contact_every,
            "office": office.code if office else "",
            "level": level.code if level else "",
        },
    )
    return standard


@transaction.atomic
def remove_standard(*, standard_id: int, by: User, at: datetime) -> None:
    """The next less particular one holds; the one for everybody stays."""
    _check(by)
    standard = ServiceStandard.objects.select_for_update(of=("self",)).get(
        pk=standard_id
    )
    if standard.office_id is None and standard.level_id is None:
        raise DomainError(_("The standard for everybody can be changed, not removed."))
    record(
        "commissioners.standard.removed",
        target=standard,
        by=by,
        at=at,
        old={"contact_every": standard.contact_every},
    )
    standard.delete()

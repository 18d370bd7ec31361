"""Employers: set up and changed by whoever keeps the register."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.audit.services import record
from apps.core.errors import DomainError, NotAllowed
from apps.talents import permissions
from apps.talents.identity.employer_code import read_employer_code
from apps.talents.models import Employer
from apps.talents.services.errors import BadNumber

FIELDS = ("name", "name_en", "uscc", "kind", "region_id", "contact")


@transaction.atomic
def save_employer(
    *, employer_id: int | None, by: User, at: datetime, **values
) -> Employer:
    """Set up an employer (``employer_id=None``) or change one.

    ``values`` are of ``FIELDS``.  Raises ``BadNumber`` for a credit code that fails its
    check, ``DomainError`` when another employer has the code, ``NotAllowed``.
    """
    refusal = permissions.why_not_employer(by, values["region_id"])
    if refusal:
        raise NotAllowed(refusal)
    typed = (values.pop("uscc") or "").strip()
    code = read_employer_code(typed)
    if typed and not code:
        raise BadNumber(_("The check of this credit code fails: look at it again."))
    employer = (
        Employer.objects.select_for_update(of=("self",)).get(pk=employer_id)
        if employer_id
        else Employer()
    )
    old = {name: getattr(employer, name) for name in FIELDS} if employer_id else {}
    for name, value in values.items():
        setattr(employer, name, value)
    employer.uscc = code or None
    try:
        with transaction.atomic():
            employer.save()
    except IntegrityError as error:
        raise DomainError(
            _("Another employer has this credit code or, without one, this name.")
        ) from error
    new = {name: getattr(employer, name) for name in FIELDS}
    changed = [name for name in FIELDS if old.get(name) != new[name]]
    if changed:
        record(
            "talents.employer.changed" if employer_id else "talents.employer.set_up",
            target=employer,
            by=by,
            at=at,
            old={name: old.get(name) for name in changed} if employer_id else None,
            new={name: new[name] for name in changed},
        )
    return employer

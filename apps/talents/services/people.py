"""Put somebody on the register, change what it says, take note that somebody left."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.audit.numbers import next_number
from apps.audit.services import record
from apps.core.errors import DomainError, NotAllowed
from apps.talents import permissions
from apps.talents.choices import TalentStatus
from apps.talents.identity.documents import read_document
from apps.talents.identity.resident_id import InvalidNumber
from apps.talents.models import Employment, IdentityDocument, Talent
from apps.talents.models.people import NUMBER_PREFIX, document_index
from apps.talents.services.errors import (
    AlreadyOnRegister,
    BadNumber,
    PossibleDuplicate,
)
from apps.talents.services.locking import lock_talent, refresh_search

# What an editor may change on the entry itself; the rest has acts of its own.
PERSON_FIELDS = (
    "name",
    "name_en",
    "gender",
    "birth_date",
    "nationality",
    "region_id",
    "category",
    "phone",
    "email",
    "title",
    "field",
    "remark",
)
SENSITIVE = frozenset({"phone"})


def checked_number(kind: str, number: str, *, on: date) -> str:
    """The number in its one form.  Raises ``BadNumber`` with the reason."""
    try:
        return read_document(kind, number, on=on).number
    except InvalidNumber as error:
        raise BadNumber(str(error.reason.label)) from error


def possible_duplicates(*, name: str, birth_date: date | None, employer_id: int | None):
    """Entries with the same name and birth month, or the same name and employer.

    Nobody on a list of 6,000 shared name, birth month and employer (domain facts, §9).
    """
    same = Talent.objects.active().filter(name=name)
    if birth_date is None and employer_id is None:
        return same
    alike = Talent.objects.none()
    if birth_date is not None:
        alike |= same.filter(
            birth_date__year=birth_date.year, birth_date__month=birth_date.month
        )
    if employer_id is not None:
        alike |= same.filter(employer_id=employer_id)
    return alike


@transaction.atomic
def register_talent(
    *,
    document_kind: str,
    document_number: str,
    country: str = "CN",
    employer_id: int | None = None,
    is_surely_new: bool = False,
    by: User,
    at: datetime,
    on: date,
    **person,
) -> Talent:
    """Put one person with a document on the register.

    ``person`` holds values of ``PERSON_FIELDS``.  ``on`` is the local day of ``at``.
    Raises ``BadNumber``, ``AlreadyOnRegister``, ``NotAllowed``, and
    ``PossibleDuplicate`` unless ``is_surely_new``: somebody looked and said so.
    """
    refusal = permissions.why_not_register(by, person["region_id"])
    if refusal:
        raise NotAllowed(refusal)
    number = checked_number(document_kind, document_number, on=on)
    holder = Talent.objects.filter(
        documents__number_index=document_index(document_kind, number)
    ).first()
    if holder is not None:
        raise _already_there(holder, by)
    if not is_surely_new:
        _look_for_duplicates(person, employer_id, by)
    talent = Talent(number=next_number(NUMBER_PREFIX, on=on), **person)
    talent.employer_id = employer_id
    talent.refresh_terms([number])
    talent.save()
    try:
        with transaction.atomic():
            IdentityDocument.objects.create(
                talent=talent, kind=document_kind, number=number, country=country
            )
    except IntegrityError as error:
        # Somebody entered the same person this very moment.
        first = Talent.objects.get(
            documents__number_index=document_index(document_kind, number)
        )
        raise _already_there(first, by) from error
    if employer_id is not None:
        Employment.objects.create(talent=talent, employer_id=employer_id)
    record("talents.talent.registered", target=talent, by=by, at=at)
    return talent


def _already_there(holder: Talent, by: User) -> AlreadyOnRegister:
    if Talent.objects.visible_to(by).filter(pk=holder.pk).exists():
        return AlreadyOnRegister(
            _("This document belongs to {name} ({number}).").format(
                name=holder.name, number=holder.number
            )
        )
    # Who it is stays unsaid: the asker may not see that person.
    return AlreadyOnRegister(
        _("This document is on the register of another region already.")
    )


def _look_for_duplicates(person: dict, employer_id: int | None, by: User) -> None:
    alike = possible_duplicates(
        name=person["name"],
        birth_date=person.get("birth_date"),
        employer_id=employer_id,
    )
    if not alike.exists():
        return
    seen = list(
        (alike & Talent.objects.visible_to(by)).values_list("number", flat=True)[:5]
    )
    raise PossibleDuplicate(
        _("Somebody of this name is on the register: look first, then confirm."), seen
    )


@transaction.atomic
def change_person(
    *, talent_id: int, version: int, by: User, at: datetime, **changes
) -> Talent:
    """Change the entry; nothing is written when nothing differs.

    The trace has old and new values, of sensitive fields only that they changed.
    Raises ``NotAllowed`` (also when the entry would leave the editor's reach),
    ``StaleVersion``.
    """
    unknown = changes.keys() - set(PERSON_FIELDS)
    if unknown:
        raise TypeError(f"not fields of a person: {sorted(unknown)}")
    talent = lock_talent(talent_id, by=by, version=version)
    differing = {
        name: value for name, value in changes.items() if getattr(talent, name) != value
    }
    if not differing:
        return talent
    old = {name: _traced(name, getattr(talent, name)) for name in differing}
    for name, value in differing.items():
        setattr(talent, name, value)
    refresh_search(talent)
    talent.version += 1
    talent.save()
    if "region_id" in differing:
        refusal = permissions.why_not_register(by, talent.region_id)
        if refusal:
            raise NotAllowed(refusal)
    record(
        "talents.talent.changed",
        target=talent,
        by=by,
        at=at,
        old=old,
        new={name: _traced(name, value) for name, value in differing.items()},
    )
    return talent


def _traced(name: str, value: object) -> object:
    return "***" if name in SENSITIVE and value else value


@transaction.atomic
def set_status(
    *, talent_id: int, status: str, by: User, at: datetime, why: str
) -> Talent:
    """Note that somebody left the city, died, or is back.  Merging has its own act.

    Leaving and death end the present employment on the local day of ``at``.
    """
    if status == TalentStatus.MERGED:
        raise DomainError(_("Entries are joined on a page of their own."))
    if not why.strip():
        raise DomainError(_("Say why."))
    talent = lock_talent(talent_id, by=by)
    if talent.status == status:
        return talent
    old = talent.status
    talent.status = status
    if status != TalentStatus.ACTIVE:
        _end_present_employment(talent, timezone.localtime(at).date())
    talent.version += 1
    talent.save(update_fields=["status", "employer", "version", "updated_at"])
    record(
        "talents.talent.status_changed",
        target=talent,
        by=by,
        at=at,
        why=why,
        old=old,
        new=status,
    )
    return talent


def _end_present_employment(talent: Talent, on: date) -> None:
    job = talent.employments.filter(until_date=None).first()
    if job is not None:
        job.until_date = max(on, job.from_date) if job.from_date else on
        job.save(update_fields=["until_date", "updated_at"])
    talent.employer = None


def touch(talent: Talent) -> None:
    """Count a change to what hangs on the entry, so that a stale page is noticed."""
    Talent.objects.filter(pk=talent.pk).update(version=F("version") + 1)

"""Identity documents and bank accounts: added, never edited."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.audit.services import record
from apps.talents.models import BankAccount, IdentityDocument, Talent
from apps.talents.models.people import document_index
from apps.talents.services.errors import AlreadyOnRegister, BadNumber
from apps.talents.services.locking import lock_talent, refresh_search
from apps.talents.services.people import checked_number


@transaction.atomic
def add_document(
    *,
    talent_id: int,
    kind: str,
    number: str,
    country: str,
    valid_until: date | None,
    by: User,
    at: datetime,
    on: date,
) -> IdentityDocument:
    """Add a document and make it the main one; an unverified person is verified by it.

    The same number again returns what is there.  Raises ``BadNumber``,
    ``AlreadyOnRegister`` when it is somebody else's (join the two entries then).
    """
    talent = lock_talent(talent_id, by=by)
    number = checked_number(kind, number, on=on)
    held = IdentityDocument.objects.filter(
        number_index=document_index(kind, number)
    ).first()
    if held is not None and held.talent_id == talent.pk:
        return held
    if held is not None:
        raise AlreadyOnRegister(_("This document belongs to another entry."))
    talent.documents.filter(is_main=True).update(is_main=False)
    try:
        with transaction.atomic():
            document = IdentityDocument.objects.create(
                talent=talent,
                kind=kind,
                number=number,
                country=country,
                valid_until=valid_until,
            )
    except IntegrityError as error:
        raise AlreadyOnRegister(_("This document belongs to another entry.")) from error
    talent.is_verified = True
    talent.version += 1
    refresh_search(talent)
    talent.save()
    record(
        "talents.document.added",
        target=talent,
        by=by,
        at=at,
        new={"kind": kind, "tail": document.tail},
    )
    return document


@transaction.atomic
def add_bank_account(
    *,
    talent_id: int,
    bank: str,
    branch: str,
    holder: str,
    number: str,
    by: User,
    at: datetime,
) -> BankAccount:
    """Make ``number`` the account money goes to; the one before stays as it was.

    Raises ``BadNumber``.  The same number again changes nothing.
    """
    talent = lock_talent(talent_id, by=by)
    return put_bank_account(
        talent, bank=bank, branch=branch, holder=holder, number=number, by=by, at=at
    )


def put_bank_account(
    talent: Talent,
    *,
    bank: str,
    branch: str,
    holder: str,
    number: str,
    by: User,
    at: datetime,
) -> BankAccount:
    """As ``add_bank_account``, for a caller who has locked ``talent``."""
    digits = "".join(number.split()).replace("-", "")
    if not digits.isdecimal() or not 12 <= len(digits) <= 30:
        raise BadNumber(_("An account number has 12 to 30 digits."))
    now = talent.bank_accounts.filter(is_current=True).first()
    if now is not None and (now.number, now.holder, now.bank, now.branch) == (
        digits,
        holder,
        bank,
        branch,
    ):
        return now
    talent.bank_accounts.filter(is_current=True).update(is_current=False)
    account = BankAccount.objects.create(
        talent=talent, bank=bank, branch=branch, holder=holder, number=digits
    )
    record(
        "talents.account.added",
        target=talent,
        by=by,
        at=at,
        new={"bank": bank, "tail": account.tail},
    )
    return account

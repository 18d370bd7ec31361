"""A look behind a mask: for a reason, recorded, and not without end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from apps.audit.models import AuditEvent
from apps.audit.services import record, record_read
from apps.core.errors import DomainError, NotAllowed
from apps.talents import permissions
from apps.talents.models import (
    BankAccount,
    IdentityDocument,
    Membership,
    Talent,
)

SHORTEST_REASON = 4
HOUR = timedelta(hours=1)
REVEALED = "audit.field.revealed"
REFUSED = "talents.reveal.refused"


class TooManyLooks(DomainError):
    code = "too_many_looks"


class UnknownField(DomainError):
    code = "unknown_field"


def reveal(*, talent_id: int, what: str, reason: str, by, at: datetime) -> str:
    """The value of a protected field; every look is in the trail before it is seen.

    ``what``: ``phone``, ``document-<id>``, ``account-<id>``, ``member-<id>`` (document
    number) or ``member_name-<id>``.  At most ``TALENT_REVEALS_PER_HOUR`` looks by one
    person in any hour; what is refused beyond is in the trail too.  Raises
    ``TooManyLooks``, ``NotAllowed``, ``UnknownField``.
    """
    try:
        return _reveal(talent_id=talent_id, what=what, reason=reason, by=by, at=at)
    except TooManyLooks:
        # Written after the rollback: a row beside a raise would be rolled back too.
        with transaction.atomic():
            record(
                REFUSED,
                target=f"talents.talent:{talent_id}",
                by=by,
                at=at,
                why=reason,
                data={"field": what},
            )
        raise


@transaction.atomic
def _reveal(*, talent_id: int, what: str, reason: str, by, at: datetime) -> str:
    # Two looks at once are counted one after the other.
    get_user_model().objects.select_for_update().get(pk=by.pk)
    talent = Talent.objects.get(pk=talent_id)
    refusal = permissions.why_not_reveal(by, talent)
    if refusal:
        raise NotAllowed(refusal)
    if len(reason.strip()) < SHORTEST_REASON:
        raise DomainError(_("Please say why you need to see it."), code="no_reason")
    looks = AuditEvent.objects.filter(actor=by, action=REVEALED, at__gt=at - HOUR)
    if looks.count() >= settings.TALENT_REVEALS_PER_HOUR:
        raise TooManyLooks(
            _(
                "You have looked at {count} protected numbers within an hour. Please "
                "wait, or ask the security administrator."
            ).format(count=settings.TALENT_REVEALS_PER_HOUR)
        )
    value = _read(talent, what)
    record_read(what, target=talent, by=by, at=at, why=reason.strip())
    return value


def _read(talent: Talent, what: str) -> str:
    if what == "phone":
        return talent.phone.removeprefix("+86")
    kind, _dash, key = what.partition("-")
    reader = _READERS.get(kind)
    if reader is None or not key.isdecimal():
        raise UnknownField(_("There is no such field."))
    return reader(talent, int(key))


def _document(talent: Talent, pk: int) -> str:
    return _one(talent.documents.filter(pk=pk), IdentityDocument).number


def _account(talent: Talent, pk: int) -> str:
    return _one(talent.bank_accounts.filter(pk=pk), BankAccount).number


def _member(talent: Talent, pk: int) -> Membership:
    homes = talent.memberships.values("household_id")
    return _one(Membership.objects.filter(household__in=homes, pk=pk), Membership)


def _one(queryset, model):
    try:
        return queryset.get()
    except model.DoesNotExist:
        raise UnknownField(_("There is no such field.")) from None


_READERS: dict[str, Callable[[Talent, int], str]] = {
    "document": _document,
    "account": _account,
    "member": lambda talent, pk: _member(talent, pk).document_number,
    "member_name": lambda talent, pk: _member(talent, pk).name,
}

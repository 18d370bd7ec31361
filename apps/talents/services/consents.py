"""Consents given and withdrawn (Personal Information Protection Law, 13 to 17)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.audit.services import record
from apps.core.errors import DomainError
from apps.talents.models import Consent, Talent
from apps.talents.services.locking import lock_talent


@transaction.atomic
def give_consent(
    *, talent_id: int, scope: str, notice_version: str, by, at: datetime
) -> Consent:
    """Note a consent, given to staff on paper or by the person in the portal.

    Asking again for one that is in force returns it.
    """
    talent = _lock_own_or_editable(talent_id, by)
    held = talent.consents.filter(scope=scope, withdrawn_at=None).first()
    if held is not None:
        return held
    consent = Consent.objects.create(
        talent=talent, scope=scope, notice_version=notice_version, given_at=at
    )
    record(
        "talents.consent.given",
        target=talent,
        by=by,
        at=at,
        new={"scope": scope, "notice_version": notice_version},
    )
    return consent


@transaction.atomic
def withdraw_consent(
    *, talent_id: int, consent_id: int, by, at: datetime, why: str = ""
) -> Consent:
    """Withdraw it from now on; what was done under it stays done."""
    talent = _lock_own_or_editable(talent_id, by)
    consent = talent.consents.select_for_update().get(pk=consent_id)
    if consent.withdrawn_at is not None:
        raise DomainError(_("This consent was withdrawn already."), code="over")
    consent.withdrawn_at = at
    consent.save(update_fields=["withdrawn_at"])
    record(
        "talents.consent.withdrawn",
        target=talent,
        by=by,
        at=at,
        why=why,
        old={"scope": consent.scope},
    )
    return consent


def _lock_own_or_editable(talent_id: int, by) -> Talent:
    """The person's own consents are the person's to give; staff note them."""
    own = (
        Talent.objects.select_for_update(of=("self",))
        .filter(pk=talent_id, user_id=by.pk)
        .first()
    )
    if own is not None:
        return own
    return lock_talent(talent_id, by=by)

"""What a person agrees to, and takes back.  Nobody agrees in another one's name."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.audit.services import record
from apps.core.errors import NotAllowed
from apps.talents.models import Consent, Talent


@transaction.atomic
def give_consent(
    *, talent_id: int, scope: str, notice_version: str, by: User, at: datetime
) -> Consent:
    """Agree to one purpose under one wording of the notice.

    Agreeing again under the same wording returns the first consent.  Under a newer one
    the old consent ends as the new one begins.  Raises ``NotAllowed``.
    """
    talent = _own_entry(talent_id, by)
    scope = Consent.Scope(scope)
    held = Consent.objects.filter(
        talent=talent, scope=scope, withdrawn_at__isnull=True
    ).first()
    if held is not None:
        if held.notice_version == notice_version:
            return held
        held.withdrawn_at = at
        held.save(update_fields=["withdrawn_at"])
    consent = Consent.objects.create(
        talent=talent, scope=scope, notice_version=notice_version, given_at=at
    )
    record(
        "talents.consent.given",
        target=talent,
        by=by,
        at=at,
        old={"notice": held.notice_version} if held else None,
        new={"scope": scope, "notice": notice_version},
    )
    return consent


@transaction.atomic
def withdraw_consent(*, talent_id: int, scope: str, by: User, at: datetime) -> bool:
    """Take a consent back; what was done under it before stays lawful (PIPL art. 15).

    ``False`` where there is none to take back.  Raises ``NotAllowed``.
    """
    talent = _own_entry(talent_id, by)
    scope = Consent.Scope(scope)
    held = Consent.objects.filter(
        talent=talent, scope=scope, withdrawn_at__isnull=True
    ).first()
    if held is None:
        return False
    held.withdrawn_at = at
    held.save(update_fields=["withdrawn_at"])
    record(
        "talents.consent.withdrawn",
        target=talent,
        by=by,
        at=at,
        old={"scope": scope, "notice": held.notice_version},
    )
    return True


def _own_entry(talent_id: int, by: User) -> Talent:
    """The person's entry, locked: two clicks at once give one consent."""
    talent = Talent.objects.select_for_update(of=("self",)).get(pk=talent_id)
    if talent.user_id != by.pk:
        raise NotAllowed(_("Only the person himself or herself agrees to this."))
    return talent

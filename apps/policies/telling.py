"""Whether somebody wants to be told of benefits that fit (免打扰)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from apps.accounts.models import User
from apps.audit.services import record
from apps.policies.models import OptOut
from apps.talents.models import Talent


def wants_word(talent: Talent) -> bool:
    return not OptOut.objects.filter(talent=talent, policy=None).exists()


@transaction.atomic
def set_wish(*, talent: Talent, wants: bool, by: User, at: datetime) -> bool:
    """Keep the wish; return whether it changed.  Saying the same twice does nothing.

    Matches are kept either way: the page of what may be claimed stays as it is.
    """
    Talent.objects.select_for_update(of=("self",)).get(pk=talent.pk)
    refusals = OptOut.objects.filter(talent=talent, policy=None)
    if wants is not refusals.exists():
        return False
    if wants:
        refusals.delete()
    else:
        OptOut.objects.create(talent=talent, policy=None, created_at=at)
    record(
        "policies.telling.wanted" if wants else "policies.telling.refused",
        target=talent,
        by=by,
        at=at,
    )
    return True

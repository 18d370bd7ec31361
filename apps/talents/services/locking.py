"""The first steps of every act on a person: lock, read again, ask."""

from __future__ import annotations

from django.db import connection
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.errors import NotAllowed, StaleVersion
from apps.talents import permissions
from apps.talents.choices import TalentStatus
from apps.talents.models import Talent


def lock_talent(talent_id: int, *, by: User, version: int | None = None) -> Talent:
    """The locked entry, which ``by`` may change.

    Raises ``NotAllowed`` for an entry out of sight or out of reach, ``StaleVersion``
    when somebody saved after ``version`` was shown.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a lock needs a transaction")
    talent = (
        Talent.objects.visible_to(by)
        .select_for_update(of=("self",))
        .filter(pk=talent_id)
        .first()
    )
    if talent is None:
        raise NotAllowed(_("This person is not on the register that you may see."))
    refusal = permissions.why_not_edit(by, talent)
    if refusal:
        raise NotAllowed(refusal)
    if talent.status == TalentStatus.MERGED:
        raise NotAllowed(_("This entry was joined with another one and is closed."))
    if version is not None and talent.version != version:
        raise StaleVersion(
            _("Somebody else changed this entry in the meantime; look again.")
        )
    return talent


def refresh_search(talent: Talent) -> None:
    """Set the search columns from the name and all numbers; the caller saves."""
    talent.refresh_terms([d.tail for d in talent.documents.all()])

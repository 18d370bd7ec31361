"""Two entries of one person become one; both histories stay."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.audit.services import record
from apps.core.errors import NotAllowed
from apps.talents import merging, permissions
from apps.talents.choices import EducationLevel, TalentStatus
from apps.talents.models import Talent
from apps.talents.services.errors import CannotMerge
from apps.talents.services.locking import refresh_search


@transaction.atomic
def merge_talents(
    *, old_id: int, kept_id: int, by: User, at: datetime, why: str
) -> Talent:
    """Move all that hangs on ``old`` to ``kept``; the old number leads to the kept one.

    Both rows are locked in the order of their keys.  The old entry stays with status
    "merged".  Raises ``NotAllowed``, ``CannotMerge``; then nothing has moved.
    """
    if old_id == kept_id:
        raise CannotMerge(_("These are one and the same entry."))
    rows = {
        talent.pk: talent
        for talent in Talent.objects.visible_to(by)
        .select_for_update(of=("self",))
        .filter(pk__in=[old_id, kept_id])
        .order_by("pk")
    }
    if len(rows) != 2:
        raise NotAllowed(_("You may not see both entries."))
    old, kept = rows[old_id], rows[kept_id]
    refusal = (
        permissions.why_not_merge(by, old)
        or permissions.why_not_merge(by, kept)
        or _why_not(old, kept)
        or merging.refusal(old, kept)
    )
    if refusal:
        raise CannotMerge(refusal)
    moved = merging.move_all(old, kept)
    _fill_gaps(old, kept)
    old.status, old.merged_into = TalentStatus.MERGED, kept
    old.user = None
    old.version += 1
    old.save()
    kept.version += 1
    refresh_search(kept)
    kept.save()
    for target in (old, kept):
        record(
            "talents.talent.merged",
            target=target,
            by=by,
            at=at,
            why=why,
            data={"old": old.number, "kept": kept.number, "moved": moved},
        )
    return kept


def _why_not(old: Talent, kept: Talent) -> str | None:
    if TalentStatus.MERGED in {old.status, kept.status}:
        return _("One of them was joined with another entry already.")
    if old.user_id and kept.user_id:
        return _("Both have an account of their own; close one of the accounts first.")
    kinds = set(old.documents.values_list("kind", flat=True))
    if kept.documents.filter(kind__in=kinds).exists():
        return _(
            "Both have a document of the same kind with different numbers: "
            "these are two people, or one of the numbers is wrong."
        )
    if old.gender and kept.gender and old.gender != kept.gender:
        return _("The entries differ in gender; correct that first.")
    return None


def _fill_gaps(old: Talent, kept: Talent) -> None:
    """The kept entry's values stand; what it lacks comes from the other one."""
    for name in ("name_en", "gender", "birth_date", "phone", "email", "title", "field"):
        if not getattr(kept, name):
            setattr(kept, name, getattr(old, name))
    kept.employer_id = kept.employer_id or old.employer_id
    kept.is_verified = kept.is_verified or old.is_verified
    if old.user_id:
        user, old.user_id = old.user_id, None
        old.save(update_fields=["user"])
        kept.user_id = user
    levels = [EducationLevel(e) for e in (kept.education, old.education) if e]
    if levels:
        kept.education = max(levels, key=lambda level: level.rank)

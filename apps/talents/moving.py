"""How the register's own tables move when two entries are joined."""

from __future__ import annotations

from apps.talents import merging, models
from apps.talents.models import Talent


def _move(model, field: str = "talent"):
    def move(old: Talent, kept: Talent) -> int:
        return model.objects.filter(**{field: old}).update(**{field: kept})

    return move


def _documents(old: Talent, kept: Talent) -> int:
    rows = models.IdentityDocument.objects.filter(talent=old)
    if kept.documents.filter(is_main=True).exists():
        rows.update(is_main=False)
    return rows.update(talent=kept)


def _employments(old: Talent, kept: Talent) -> int:
    """Of two present employments the kept entry's stays present."""
    rows = models.Employment.objects.filter(talent=old)
    now = kept.employments.filter(until_date=None).first()
    if now is not None:
        for job in rows.filter(until_date=None):
            job.until_date = (
                max(day for day in (job.from_date, now.from_date) if day)
                if (job.from_date or now.from_date)
                else now.created_at.date()
            )
            job.save(update_fields=["until_date"])
    return rows.update(talent=kept)


def _accounts(old: Talent, kept: Talent) -> int:
    rows = models.BankAccount.objects.filter(talent=old)
    if kept.bank_accounts.filter(is_current=True).exists():
        rows.update(is_current=False)
    return rows.update(talent=kept)


def _invitations(old: Talent, kept: Talent) -> int:
    """A code that is still open was handed out for an entry that is no more."""
    rows = models.AccountInvitation.objects.filter(talent=old)
    rows.filter(used_at=None, ended_at=None).delete()
    return rows.update(talent=kept)


def _one_each(model, *keys: str, **only):
    """Move the rows whose keys the kept entry does not have; leave the others."""

    def move(old: Talent, kept: Talent) -> int:
        have = set(model.objects.filter(talent=kept, **only).values_list(*keys))
        moved = 0
        for row in model.objects.filter(talent=old, **only):
            if tuple(getattr(row, key) for key in keys) in have:
                continue
            row.talent = kept
            row.save(update_fields=["talent"])
            moved += 1
        return moved

    return move


def register_all() -> None:
    merging.register("talents.identitydocument", _documents)
    merging.register("talents.employment", _employments)
    merging.register("talents.bankaccount", _accounts)
    merging.register("talents.accountinvitation", _invitations)
    merging.register("talents.education", _move(models.Education))
    merging.register("talents.introduction", _move(models.Introduction))
    merging.register(
        "talents.gradeaward", _one_each(models.GradeAward, "level_id", "issued_on")
    )
    merging.register("talents.programmetitle", _one_each(models.ProgrammeTitle, "name"))
    merging.register("talents.membership", _memberships)
    merging.register(
        "talents.consent", _one_each(models.Consent, "scope", withdrawn_at=None)
    )


def _memberships(old: Talent, kept: Talent) -> int:
    rows = models.Membership.objects.filter(talent=old)
    if kept.memberships.filter(until_date=None).exists():
        rows = rows.exclude(until_date=None)
    return rows.update(talent=kept)

"""Who lives and applies together."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.audit.services import record
from apps.core.errors import DomainError
from apps.talents.identity.text import compact
from apps.talents.models import Household, Membership, Talent
from apps.talents.services.locking import lock_talent

Relation = Membership.Relation


@transaction.atomic
def add_member(
    *,
    talent_id: int,
    relation: str,
    name: str = "",
    document_number: str = "",
    birth_date: date | None = None,
    member_number: str = "",
    from_date: date | None = None,
    by: User,
    at: datetime,
) -> Membership:
    """Add somebody to the person's household, which begins with its first member.

    ``member_number`` is the register number of a member who is on it; then name,
    document and birth date are taken from there.  Raises ``DomainError`` for a second
    spouse, or for somebody who lives in another household by the register.
    """
    talent = lock_talent(talent_id, by=by)
    other = _on_register(member_number, talent, by)
    household = _household_of(talent, from_date)
    live = household.memberships.filter(until_date=None)
    if relation == Relation.SPOUSE and live.filter(relation=relation).exists():
        raise DomainError(_("A spouse is on the register; end that membership first."))
    try:
        with transaction.atomic():
            member = Membership.objects.create(
                household=household,
                talent=other,
                relation=relation,
                name="" if other else name.strip(),
                document_number="" if other else compact(document_number),
                birth_date=other.birth_date if other else birth_date,
                from_date=from_date,
            )
    except IntegrityError as error:
        # Somebody else was quicker with the same person.
        raise DomainError(_("That person belongs to another household.")) from error
    record("talents.household.joined", target=talent, by=by, at=at, new=relation)
    return member


def _on_register(number: str, talent: Talent, by: User) -> Talent | None:
    if not number:
        return None
    # Locked in the order of keys would need both at once; a member is only read here,
    # and the unique constraint on live memberships has the last word.
    other = Talent.objects.visible_to(by).filter(number=number).first()
    if other is None or other.pk == talent.pk:
        raise DomainError(_("No other person that you may see has this number."))
    if other.memberships.filter(until_date=None).exists():
        raise DomainError(_("That person belongs to another household."))
    return other


def _household_of(talent: Talent, from_date: date | None) -> Household:
    mine = talent.memberships.filter(until_date=None).select_related("household")
    membership = mine.first()
    if membership is not None:
        return membership.household
    household = Household.objects.create()
    Membership.objects.create(
        household=household,
        talent=talent,
        relation=Relation.HEAD,
        from_date=from_date,
    )
    return household


@transaction.atomic
def end_membership(
    *, talent_id: int, membership_id: int, on: date, by: User, at: datetime
) -> None:
    """End a member's time in the person's household; ``on`` is the first day outside.

    Asking again changes nothing.
    """
    talent = lock_talent(talent_id, by=by)
    mine = talent.memberships.filter(until_date=None).values("household_id")
    member = (
        Membership.objects.select_for_update()
        .filter(pk=membership_id, household_id__in=mine)
        .first()
    )
    if member is None:
        raise DomainError(_("This person is not in the household."))
    if member.until_date is not None:
        return
    if member.from_date and on < member.from_date:
        raise DomainError(_("The membership began later than that."))
    member.until_date = on
    member.save(update_fields=["until_date", "updated_at"])
    record("talents.household.left", target=talent, by=by, at=at, old=member.relation)

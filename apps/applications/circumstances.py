"""What stands beside a claim: benefits granted before, and the spouse's."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from apps.applications.models import Application
from apps.applications.states import LIVE, Status
from apps.core.money import ZERO
from apps.policies.calculation import calculate
from apps.policies.definitions import Definition
from apps.policies.entitling import Circumstances, Spouse
from apps.policies.facts import Subject
from apps.policies.terms import Terms
from apps.talents.models import Membership, Talent

COUPLE = (Membership.Relation.HEAD, Membership.Relation.SPOUSE)


def circumstances_of(
    application: Application, terms: Terms, subject: Subject, definition: Definition
) -> Circumstances:
    """Read only where the terms look around.  Under the lock of an act it is read
    again, so that of two spouses decided at once the second sees the first
    (``lock_household``)."""
    if not terms.looks_around:
        return Circumstances()
    married = subject.value("household.married")
    spouse = _spouse_of(application.talent, subject)
    granted = _granted([application.talent_id, spouse.pk if spouse else None])
    mine = granted[application.talent_id]
    code = application.policy.code
    theirs = granted[spouse.pk][code] if spouse else ZERO
    return Circumstances(
        received=dict(mine),
        spouse=_claim_of(spouse, application, theirs, subject, definition),
        is_couple_known=married.is_known,
        household_received=mine[code] + theirs,
        lifetime_received=mine[code],
    )


def _spouse_of(talent: Talent, subject: Subject) -> Talent | None:
    """The other of the couple on that day, where he or she is on the register."""
    current = Membership.objects.current(subject.on).filter(relation__in=COUPLE)
    own = current.filter(talent=talent).order_by("pk").first()
    if own is None:
        return None
    other = (
        current.filter(household=own.household_id, talent__isnull=False)
        .exclude(pk=own.pk)
        .select_related("talent")
        .order_by("pk")
        .first()
    )
    return other.talent if other else None


def _granted(talent_ids) -> dict[int, dict[str, Decimal]]:
    """Amounts approved so far: by person, then by code of the policy."""
    found: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    rows = Application.objects.filter(
        talent_id__in=[pk for pk in talent_ids if pk], status=Status.APPROVED
    ).values_list("talent_id", "policy__code", "facts__amount")
    for talent_id, code, amount in rows:
        found[talent_id][code] += Decimal(amount or 0)
    return found


def _claim_of(
    spouse: Talent | None,
    application: Application,
    granted: Decimal,
    subject: Subject,
    definition: Definition,
) -> Spouse | None:
    """What the tiers give the spouse for what is claimed here, if he or she claims."""
    if spouse is None:
        return None
    claims = Application.objects.filter(
        talent=spouse, policy=application.policy_id, status__in=[*LIVE, Status.APPROVED]
    ).exclude(submitted_at=None)
    if not claims.exists():
        return Spouse()
    theirs = calculate(definition, Subject(spouse, subject.on, claim=subject.claim))
    return Spouse(theirs.amount if theirs.amount is not None else granted, granted)


def lock_household(application: Application) -> None:
    """Hold both entries of a couple, in one order, until the decision is committed."""
    on = application.reference_date
    household = (
        Membership.objects.current(on)
        .filter(talent=application.talent_id, relation__in=COUPLE)
        .values("household_id")
    )
    members = Membership.objects.current(on).filter(
        household__in=household, talent__isnull=False
    )
    ids = {application.talent_id, *members.values_list("talent_id", flat=True)}
    list(
        Talent.objects.select_for_update(of=("self",))
        .filter(pk__in=ids)
        .order_by("pk")
        .values_list("pk")
    )

"""Propose who serves those who have nobody; apply exactly what was shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import User
from apps.audit.services import record
from apps.commissioners.balance import Person, Server, propose
from apps.commissioners.models import (
    Assignment,
    BalanceProposal,
    Commissioner,
)
from apps.commissioners.models.people import HEAD_ROLES
from apps.commissioners.models.proposals import ProposalStatus
from apps.commissioners.queries import with_load
from apps.commissioners.services.assigning import assign_pairs
from apps.core.errors import DomainError, NotAllowed
from apps.jobs.services import start
from apps.talents.choices import EducationLevel, TitleLevel
from apps.talents.models import GradeAward, Introduction, ProgrammeTitle, Talent

AT_MOST = 20_000  # people in one proposal; the rest waits for the next
CHUNK = 100
NAMED = 200  # of those left over, how many are shown by name
JOB = "commissioners.apply_proposal"
# Who of a nation can be served in which language besides English.
SPOKEN = {"RU": "ru", "BY": "ru", "KZ": "ru", "JP": "ja", "KR": "ko", "DE": "de", "AT": "de", "FR": "fr"}  # fmt: skip
CHINESE_SPEAKING = frozenset({"CN", "HK", "MO", "TW"})


class Group(models.TextChoices):
    """Whom a proposal is for: nobody can serve half a million people one to one."""

    GRADED = "graded", gettext_lazy("Graded or titled talents")
    SENIOR = "senior", gettext_lazy("Doctors and senior titles")
    INTRODUCED = "introduced", gettext_lazy("Introduced to the city")
    EVERYBODY = "everybody", gettext_lazy("Everybody on the register")


@dataclass(frozen=True)
class Scope:
    group: str = Group.GRADED
    region: str = ""


@transaction.atomic
def propose_balance(*, scope: Scope, by: User, at: datetime) -> BalanceProposal:
    """Compute a proposal over one's reach and keep it; assigns nobody.

    Existing pairs stay.  Raises ``NotAllowed`` outside an office head's duty.
    """
    if not by.reach(*HEAD_ROLES):
        raise NotAllowed(_("Only the head of an office proposes who serves whom."))
    people = _people(scope, by=by, at=at)
    found = propose(people, _servers(by, at))
    proposal = BalanceProposal.objects.create(
        by=by,
        at=at,
        scope={"group": scope.group, "region": scope.region, "people": len(people)},
        pairs=[list(pair) for pair in found.pairs],
        left_over=dict(Counter(reason.value for _id, reason in found.left_over)),
        left_over_talents=[
            [talent, reason.value] for talent, reason in found.left_over[:NAMED]
        ],
    )
    record(
        "commissioners.proposal.made",
        target=proposal,
        by=by,
        at=at,
        data={**proposal.scope, "pairs": len(found.pairs)},
    )
    return proposal


@transaction.atomic
def start_applying(*, proposal_id: int, by: User, at: datetime) -> BalanceProposal:
    """Have what was shown applied by a job; asking again returns the running one."""
    proposal = BalanceProposal.objects.select_for_update().get(pk=proposal_id)
    if proposal.by_id != by.pk:
        raise NotAllowed(_("Only the person who made a proposal applies it."))
    if proposal.status != ProposalStatus.SHOWN:
        return proposal
    if not proposal.pairs:
        raise DomainError(_("There is nobody in this proposal."))
    job = start(
        JOB,
        by=by,
        at=at,
        payload={"proposal": proposal.pk},
        total=len(proposal.pairs),
    )
    proposal.status = ProposalStatus.APPLYING
    proposal.job_id = job.pk
    proposal.save(update_fields=["status", "job_id"])
    return proposal


def apply_proposal(
    *,
    proposal_id: int,
    by: User,
    at: datetime,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Counter:
    """Assign the pairs in chunks, each a transaction of its own.

    Run again, by hand or after a crash, it finds what was done and does the rest.
    Pairs that no longer fit are counted by the code of their refusal.
    """
    proposal = BalanceProposal.objects.get(pk=proposal_id)
    outcome: Counter = Counter()
    total = len(proposal.pairs)
    reason = str(_("balanced proposal {number}").format(number=proposal.pk))
    for begin in range(0, total, CHUNK):
        chunk = [tuple(pair) for pair in proposal.pairs[begin : begin + CHUNK]]
        outcome.update(assign_pairs(pairs=chunk, by=by, at=at, reason=reason))
        progress(min(begin + CHUNK, total), total)
    BalanceProposal.objects.filter(pk=proposal_id).update(status=ProposalStatus.APPLIED)
    return outcome


def run_job(ctx) -> None:
    """What the job of kind ``JOB`` does."""
    outcome = apply_proposal(
        proposal_id=ctx.payload["proposal"], by=ctx.by, at=ctx.at, progress=ctx.progress
    )
    ctx.finish(dict(outcome))


def _people(scope: Scope, *, by: User, at: datetime) -> list[Person]:
    """Those without a commissioner, the highest grade first, then by name."""
    on = timezone.localtime(at).date()
    grades = GradeAward.objects.valid(on).filter(talent=OuterRef("pk"))
    rows = (
        Talent.objects.active()
        .filter(by.reach(*HEAD_ROLES).filter("region"))
        .filter(~Exists(Assignment.objects.open().filter(talent=OuterRef("pk"))))
        .filter(_in_group(scope.group, grades))
        .annotate(
            rank=models.Subquery(
                grades.order_by()
                .values("talent")
                .annotate(best=Min("level__rank"))
                .values("best")
            )
        )
        .order_by(F("rank").asc(nulls_last=True), "sort_key", "pk")
    )
    if scope.region:
        rows = rows.filter(region_id=scope.region)
    return [
        Person(pk, region, wanted_languages(nationality), field)
        for pk, region, nationality, field in rows.values_list(
            "pk", "region_id", "nationality", "field"
        )[:AT_MOST]
    ]


def _in_group(group: str, grades: QuerySet) -> Q:
    if group == Group.GRADED:
        titled = ProgrammeTitle.objects.filter(talent=OuterRef("pk"))
        return Q(Exists(grades)) | Q(Exists(titled))
    if group == Group.SENIOR:
        return Q(education=EducationLevel.DOCTOR) | Q(
            title__in=[TitleLevel.SENIOR, TitleLevel.DEPUTY_SENIOR]
        )
    if group == Group.INTRODUCED:
        return Q(Exists(Introduction.objects.filter(talent=OuterRef("pk"))))
    return Q()


def wanted_languages(nationality: str) -> frozenset[str]:
    """A foreigner needs English or a language of his or her own."""
    if nationality in CHINESE_SPEAKING:
        return frozenset()
    return frozenset({"en", SPOKEN.get(nationality, "en")})


def _servers(by: User, at: datetime) -> list[Server]:
    """Commissioners of the offices one leads, who are here and hold the duty."""
    on = timezone.localtime(at).date()
    rows = with_load(
        Commissioner.objects.serving(on)
        .filter(by.reach(*HEAD_ROLES).filter("office__region"), is_on_leave=False)
        .select_related("office__region")
    )
    return [
        Server(
            id=row.pk,
            prefix=row.office.region.prefix,
            capacity=row.capacity,
            load=row.load,
            languages=frozenset(row.languages),
            fields=frozenset(row.fields),
        )
        for row in rows
    ]

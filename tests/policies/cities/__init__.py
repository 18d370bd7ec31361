"""Rules of other cities entered as data, as an administrator would, each amount worked
out by hand.

What the rules say: domain facts, section 1.4 (third-party pages; not law).  Where the
source leaves something open, the reading is said beside the test.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from apps.policies.calculation import Worked, calculate
from apps.policies.choices import AmountKind, DueFrom, GateFails, StepCode
from apps.policies.definitions import read_definition
from apps.policies.entitling import Circumstances, entitle
from apps.policies.facts import FactValue, Subject
from apps.policies.models import (
    Condition,
    Exclusion,
    FundingShare,
    Instalment,
    Policy,
    PolicyVersion,
    Tier,
)
from apps.policies.paying import Planned, plan
from apps.policies.services import publish_version
from apps.policies.terms import Terms, read_terms
from tests.policies.factories import (
    PolicyFactory,
    PolicyVersionFactory,
    StepLimitFactory,
)

ON = date(2026, 11, 20)
RANK = "grade.rank"


@dataclass
class City:
    """The rules of one city, asked without a person: facts are what ``knows`` says."""

    version: PolicyVersion
    knows: dict = field(default_factory=dict)

    @property
    def terms(self) -> Terms:
        return read_terms(self.version)

    def work(self, *, on=ON, around=None, **home) -> Worked:
        worked = calculate(read_definition(self.version), self.subject(on, **home))
        return entitle(worked, self.terms, around or Circumstances())

    def amount(self, **asked) -> Decimal | None:
        return self.work(**asked).amount

    def subject(self, on=ON, *, knows=None, **home) -> Subject:
        known = {**self.knows, **(knows or {})}
        checked = {name: FactValue(value) for name, value in known.items()}
        claim = {name: Decimal(value) for name, value in home.items()}
        return Subject(None, on, claim=claim, checked=checked)

    def plan(self, total, **dates) -> list[Planned]:
        return plan(Decimal(total), self.terms, dates)


def version(code: str, **fields) -> PolicyVersion:
    policy = Policy.objects.filter(code=code).first() or PolicyFactory(code=code)
    return PolicyVersionFactory(policy=policy, **fields)


def share(row, code, percent, cap, *tests, base="home.price", lock=None) -> Tier:
    tier = Tier.objects.create(
        version=row,
        component="grant",
        code=code,
        order=row.tiers.count() + 1,
        name=code,
        amount_kind=AmountKind.PERCENT,
        percent=Decimal(percent),
        base_fact=base,
        cap=Decimal(cap),
        lock_years=lock,
    )
    _tests(row, tests, tier=tier)
    return tier


def fixed(row, code, yuan, *tests) -> Tier:
    tier = Tier.objects.create(
        version=row,
        component="grant",
        code=code,
        order=row.tiers.count() + 1,
        name=code,
        amount=Decimal(yuan),
    )
    _tests(row, tests, tier=tier)
    return tier


def instalments(row, *parts, due_from=DueFrom.FIRST_PAYMENT, gate=(), fails=None):
    """``parts``: (weight, months after).  The first is counted from the approval."""
    for number, (weight, months) in enumerate(parts, 1):
        made = Instalment.objects.create(
            version=row,
            number=number,
            weight=weight,
            months=months,
            due_from=DueFrom.APPROVAL if number == 1 else due_from,
            if_not_met=fails or GateFails.PAUSE,
        )
        _tests(row, gate, instalment=made)


def excludes(row, code, mode) -> None:
    other = Policy.objects.filter(code=code).first() or PolicyFactory(code=code)
    Exclusion.objects.create(version=row, other=other, mode=mode)


def pays(row, **percent) -> None:
    for payer, part in percent.items():
        FundingShare.objects.create(
            version=row, payer=payer, name=payer, percent=Decimal(part)
        )


def _tests(row, tests, **of) -> None:
    for order, (fact, operator, value) in enumerate(tests, 1):
        Condition.objects.create(
            version=row, order=order, fact=fact, operator=operator, value=value, **of
        )


def yuan(text) -> Decimal:
    return Decimal(text)


def parts(planned) -> list[str]:
    return [str(part.amount) for part in planned]


def publish(row, at) -> None:
    for order, step in enumerate(
        (StepCode.ACCEPTANCE, StepCode.CORRECTION, StepCode.APPROVAL)
    ):
        place = order if step == StepCode.APPROVAL else None
        StepLimitFactory(version=row, step=step, order=place)
    publish_version(version_id=row.pk, by=None, at=at)

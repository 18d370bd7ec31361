"""How much: a definition asked about a subject, with every step in words.

Pure: no clock, no database.  Nothing is rounded but by ``round_money``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from apps.core.money import ZERO, format_yuan, round_money
from apps.policies import facts
from apps.policies.definitions import Definition, TierRule
from apps.policies.facts import Subject
from apps.policies.rules import Answer, Result, Words, evaluate


@dataclass(frozen=True)
class TierResult:
    tier: TierRule
    result: Result
    is_chosen: bool


@dataclass(frozen=True)
class Step:
    """One line of the trace; ``amount`` is what it adds, or the sum so far."""

    kind: str  # tier, share, cap, none, sum, ceiling, total, stop
    words: Words
    amount: Decimal | None = None

    def as_data(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "zh": self.words.zh,
            "en": self.words.en,
            "amount": None if self.amount is None else str(self.amount),
        }


@dataclass
class Worked:
    """The outcome.  ``amount`` is ``None`` where it cannot be told; ``answer`` says why.

    ``MET``: an amount is due.  ``NOT_MET``: nothing is.  ``UNKNOWN``: something that
    decides is not known.
    """

    answer: Answer
    eligibility: Result
    tiers: list[TierResult] = field(default_factory=list)
    trace: list[Step] = field(default_factory=list)
    amount: Decimal | None = None
    ceiling: Decimal | None = None

    def unsettled(self) -> list[Result]:
        """The tests whose unknown value keeps the question open, each fact once."""
        found: dict[str, Result] = {}
        if self.answer is Answer.UNKNOWN:
            for result in [self.eligibility, *(each.result for each in self.tiers)]:
                for test in _open_tests(result):
                    found.setdefault(test.node.fact, test)
        return list(found.values())

    def failed(self) -> list[Result]:
        """The nodes right under the root that are not met."""
        return [p for p in self.eligibility.parts if p.answer is Answer.NOT_MET]

    @property
    def codes(self) -> list[str]:
        return [each.tier.code for each in self.tiers if each.is_chosen]


def _open_tests(result: Result):
    """Unknown tests that can still change an unknown node."""
    if result.answer is not Answer.UNKNOWN:
        return
    if not result.is_group:
        yield result
    for part in result.parts:
        yield from _open_tests(part)


def said(write: Callable[[], str]) -> Words:
    """The same sentence in both languages: a trace is read by either for years."""
    with override("zh-hans"):
        zh = str(write())
    with override("en"):
        en = str(write())
    return Words(zh, en)


def calculate(definition: Definition, subject: Subject) -> Worked:
    """Work out the amount.  Asking twice gives the same, cent and word."""
    eligibility = evaluate(definition.conditions, subject)
    worked = Worked(eligibility.answer, eligibility)
    total = ZERO
    for component in definition.components:
        part = _work_component(definition, component, subject, worked)
        total += part
    if worked.answer is Answer.MET:
        total = _apply_ceiling(definition, subject, worked, total)
    if worked.answer is Answer.MET and total <= 0:
        worked.answer = Answer.NOT_MET
    if worked.answer is Answer.MET:
        worked.amount = total
        worked.trace.append(Step("total", said(lambda: _("Amount due")), total))
    elif worked.answer is Answer.NOT_MET:
        worked.trace.append(
            Step("stop", said(lambda: _("The conditions are not met: nothing is due")))
        )
    else:
        worked.trace.append(
            Step(
                "stop",
                said(lambda: _("Something that decides the amount is not known yet")),
            )
        )
    return worked


def _work_component(
    definition: Definition, component: str, subject: Subject, worked: Worked
) -> Decimal:
    """The first tier that is met; an unknown one before it leaves it open."""
    chosen: TierRule | None = None
    is_open = False
    for tier in definition.tiers:
        if tier.component != component:
            continue
        result = evaluate(tier.when, subject)
        takes = chosen is None and not is_open and result.answer is Answer.MET
        if takes:
            chosen = tier
        elif chosen is None and result.answer is Answer.UNKNOWN:
            is_open = True
        worked.tiers.append(TierResult(tier, result, takes))
    if chosen is not None:
        return _tier_amount(chosen, subject, worked)
    if is_open and worked.answer is Answer.MET:
        worked.answer = Answer.UNKNOWN
    return ZERO


def _tier_amount(tier: TierRule, subject: Subject, worked: Worked) -> Decimal:
    if tier.amount is not None:
        worked.trace.append(
            Step(
                "tier",
                said(lambda: f"{tier.code} {tier.words}"),
                round_money(tier.amount),
            )
        )
        return round_money(tier.amount)
    base = subject.value(tier.base_fact)
    fact = facts.get(tier.base_fact)
    if not base.is_known:
        worked.answer = Answer.UNKNOWN
        return ZERO
    share = round_money(base.value * tier.percent / 100)
    worked.trace.append(
        Step(
            "share",
            said(
                lambda: _("{name}: {percent}% of {base} ({amount})").format(
                    name=tier.words,
                    percent=f"{tier.percent.normalize():f}",
                    base=fact.label,
                    amount=format_yuan(base.value),
                )
            ),
            share,
        )
    )
    if tier.cap is not None and share > tier.cap:
        share = round_money(tier.cap)
        worked.trace.append(
            Step(
                "cap",
                said(
                    lambda: _("{name}: at most {cap}").format(
                        name=tier.words, cap=format_yuan(tier.cap)
                    )
                ),
                share,
            )
        )
    return share


def _apply_ceiling(
    definition: Definition, subject: Subject, worked: Worked, total: Decimal
) -> Decimal:
    if not definition.ceiling_fact:
        return total
    fact = facts.get(definition.ceiling_fact)
    ceiling = subject.value(definition.ceiling_fact)
    if not ceiling.is_known:
        worked.answer = Answer.UNKNOWN
        return total
    worked.ceiling = round_money(ceiling.value)
    if total <= worked.ceiling:
        return total
    worked.trace.append(
        Step(
            "ceiling",
            said(
                lambda: _("Never more than {fact}: {sum} is cut to {ceiling}").format(
                    fact=fact.label,
                    sum=format_yuan(total),
                    ceiling=format_yuan(worked.ceiling),
                )
            ),
            worked.ceiling,
        )
    )
    return worked.ceiling

"""From what the tiers give to what is due: other benefits, spouses, caps.

Pure: no clock, no database.  Each step says in words what it did, in both languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from apps.core.money import ZERO, format_yuan, round_money
from apps.policies.calculation import Step, Worked, said
from apps.policies.choices import CoupleRule, ExclusionMode
from apps.policies.rules import Answer
from apps.policies.terms import Terms


@dataclass(frozen=True)
class Spouse:
    """What is known of a spouse under the same policy.

    ``amount``: what the tiers give him or her, ``None`` where nothing is claimed.
    ``granted``: what was granted already, out of whatever the couple may have.
    """

    amount: Decimal | None = None
    granted: Decimal = ZERO


@dataclass(frozen=True)
class Circumstances:
    """What stands beside the claim.

    ``received``: by code of the policy what was granted before, net of what came back.
    ``spouse``: ``None`` where there is none; ``is_couple_known`` false where the
    register cannot tell.
    """

    received: Mapping[str, Decimal] = field(default_factory=dict)
    spouse: Spouse | None = None
    is_couple_known: bool = True
    household_received: Decimal = ZERO
    lifetime_received: Decimal = ZERO


def entitle(worked: Worked, terms: Terms, around: Circumstances) -> Worked:
    """Bring ``worked`` from the amount of the tiers to the amount that is due.

    Only an answer that is met is touched; it may become not met (nothing is left) or
    unknown (whether there is a spouse is not known).
    """
    if worked.answer is not Answer.MET:
        return worked
    base = worked.amount
    amount = base
    for work in (_by_couple, _by_exclusions, _by_caps):
        amount = work(amount, worked, terms, around)
        if amount is None:
            worked.amount = None
            return worked
    if amount != base:
        _say(worked, "total", amount, lambda: _("Amount due"))
    if amount <= 0:
        worked.answer, worked.amount = Answer.NOT_MET, None
        _say(worked, "stop", None, lambda: _("Nothing is left to be paid"))
    else:
        worked.amount = amount
    return worked


def couple_total(
    own: Decimal, other: Decimal, rule: str, ceiling: Decimal | None
) -> Decimal:
    """What two spouses may have together."""
    higher, lower = max(own, other), min(own, other)
    total = {
        CoupleRule.HIGHER_ONE: higher,
        CoupleRule.BOTH_CAPPED: own + other,
        CoupleRule.HIGHER_PLUS_HALF_LOWER: higher + round_money(lower / 2),
        CoupleRule.EACH: own + other,
    }[CoupleRule(rule)]
    return total if ceiling is None else min(total, ceiling)


def own_share(own: Decimal, spouse: Spouse, rule: str) -> Decimal:
    """One spouse's part of it; of two equal amounts the one granted first is whole."""
    is_higher = own > spouse.amount or (own == spouse.amount and not spouse.granted)
    if rule == CoupleRule.BOTH_CAPPED or is_higher:
        return own
    return ZERO if rule == CoupleRule.HIGHER_ONE else round_money(own / 2)


def _by_couple(
    amount: Decimal, worked: Worked, terms: Terms, around: Circumstances
) -> Decimal | None:
    if terms.couple_rule == CoupleRule.EACH:
        return amount
    if not around.is_couple_known:
        worked.answer = Answer.UNKNOWN
        _say(
            worked,
            "stop",
            None,
            lambda: _("Whether there is a spouse who claims as well is not known"),
        )
        return None
    spouse = around.spouse
    if spouse is None or spouse.amount is None:
        return amount
    total = couple_total(amount, spouse.amount, terms.couple_rule, worked.ceiling)
    share = own_share(amount, spouse, terms.couple_rule)
    mine = max(min(share, total - spouse.granted), ZERO)
    _say(
        worked,
        "couple",
        mine,
        lambda: _(
            "Spouses: {rule}; together {total}, granted already {granted}"
        ).format(
            rule=CoupleRule(terms.couple_rule).label,
            total=format_yuan(total),
            granted=format_yuan(spouse.granted),
        ),
    )
    return mine


def _by_exclusions(
    amount: Decimal, worked: Worked, terms: Terms, around: Circumstances
) -> Decimal | None:
    for code, mode in terms.exclusions:
        had = around.received.get(code)
        if had is None:
            continue
        if mode == ExclusionMode.BLOCK:
            worked.answer = Answer.NOT_MET
            _say(
                worked,
                "stop",
                None,
                lambda code=code: _("Excluded by a benefit had before: {code}").format(
                    code=code
                ),
            )
            return None
        if mode == ExclusionMode.DEDUCT:
            amount = max(amount - had, ZERO)
            _say(
                worked,
                "deduct",
                amount,
                lambda code=code, had=had: _(
                    "Deducted, had before: {code} {amount}; its rest stops"
                ).format(code=code, amount=format_yuan(had)),
            )
        else:
            _say(
                worked,
                "replace",
                amount,
                lambda code=code: _("Takes the place of {code}; its rest stops").format(
                    code=code
                ),
            )
    return amount


def _by_caps(
    amount: Decimal, worked: Worked, terms: Terms, around: Circumstances
) -> Decimal:
    for cap, had, words in (
        (
            terms.household_cap,
            around.household_received,
            lambda: _("At most for a household"),
        ),
        (
            terms.lifetime_cap,
            around.lifetime_received,
            lambda: _("At most in a lifetime"),
        ),
    ):
        if cap is None or amount + had <= cap:
            continue
        amount = max(cap - had, ZERO)
        _say(
            worked,
            "cap",
            amount,
            lambda words=words, cap=cap, had=had: _(
                "{what}: {cap}, had before {had}"
            ).format(what=words(), cap=format_yuan(cap), had=format_yuan(had)),
        )
    return amount


def _say(worked: Worked, kind: str, amount: Decimal | None, write) -> None:
    worked.trace.append(Step(kind, said(write), amount))

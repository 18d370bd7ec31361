"""What somebody may claim, as far as the register can tell.

A look, not a decision: it never keeps anybody from applying.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from apps.core.money import ZERO
from apps.policies.calculation import Worked, calculate
from apps.policies.choices import Standing
from apps.policies.definitions import Definition, read_definitions
from apps.policies.facts import Subject
from apps.policies.foreseen import standing_of, turn_of
from apps.policies.models import PolicyVersion
from apps.policies.rules import Answer, Result
from apps.policies.turning import Turning
from apps.talents.models import Talent


@dataclass(frozen=True)
class Check:
    """One condition with what is known about it, in words.

    ``is_asked``: it is about what is claimed, so it is asked while applying and not
    missing on the register.
    """

    label: str
    answer: str
    clause: str
    note: str
    is_asked: bool
    parts: tuple[Check, ...] = ()

    @property
    def icon(self) -> str:
        return {
            "met": "check-circle-fill",
            "not_met": "x-circle-fill",
            "unknown": "question-circle-fill",
        }[self.answer]

    @property
    def css(self) -> str:
        return {"met": "check-met", "not_met": "check-not"}.get(
            self.answer, "check-unknown"
        )

    @property
    def word(self) -> str:
        if self.answer == "met":
            return _("met")
        if self.answer == "not_met":
            return _("does not seem to be met")
        return _("asked when you apply") if self.is_asked else _("not known")


@dataclass(frozen=True)
class Benefit(Turning):
    """One policy in force, as it looks for one person."""

    version: PolicyVersion
    standing: Standing
    checks: tuple[Check, ...]
    possible_codes: frozenset[str]
    most: Decimal | None
    has_share: bool
    # The day on which time alone will turn it, if one is in sight.
    turns_on: date | None = None
    turns_to: Standing | None = None

    @property
    def policy(self):
        return self.version.policy

    @property
    def reasons(self) -> list[Check]:
        """What to say in short: what is against it, else what is open, else what fits."""
        for wanted in ("not_met", "unknown", "met"):
            found = [
                check
                for check in self.checks
                if check.answer == wanted and not check.is_asked
            ]
            if found:
                return found
        return []


def benefits_for(talent: Talent, *, on: date, ahead: bool = False) -> list[Benefit]:
    """Every policy in force on a day, the fitting ones first.

    ``ahead``: with the day on which time alone will turn it; two queries more.
    """
    versions = list(
        PolicyVersion.objects.in_force(on)
        .select_related("policy__department")
        .order_by("policy__code")
    )
    definitions = read_definitions(versions)
    cache: dict = {}  # what was read of the person serves all policies
    found = [
        look_at(version, definitions[version.pk], Subject(talent, on, cache=cache))
        for version in versions
    ]
    turns = turn_of(talent, definitions, on=on) if ahead else {}
    found = [
        replace(each, turns_on=turn[0], turns_to=turn[1])
        if (turn := turns.get(each.version.pk))
        else each
        for each in found
    ]
    order = list(Standing)
    return sorted(found, key=lambda each: order.index(each.standing))


def look_at(
    version: PolicyVersion, definition: Definition, subject: Subject
) -> Benefit:
    """Ask a policy's rules about a person; facts of the claim are left for later."""
    worked = calculate(definition, subject)
    checks = tuple(_check(part) for part in worked.eligibility.parts)
    possible = _possible(worked)
    return Benefit(
        version=version,
        standing=standing_of(definition, subject),
        checks=checks,
        possible_codes=possible,
        most=_most(worked, possible),
        has_share=any(
            each.tier.amount is None and each.tier.code in possible
            for each in worked.tiers
        ),
    )


def _possible(worked: Worked) -> frozenset[str]:
    """The tiers that may still be chosen, by what is known of the person.

    Of each component the first that is met counts: those that hang on nothing but the
    claim, and before the first of them those that hang on something not known.
    """
    found: set[str] = set()
    settled: set[str] = set()
    for each in worked.tiers:
        component, answer = each.tier.component, each.result.answer
        if answer is Answer.NOT_MET:
            continue
        is_sure = answer is Answer.MET or _is_only_about_claim(each.result)
        if is_sure or component not in settled:
            found.add(each.tier.code)
        if is_sure:
            settled.add(component)
    return frozenset(found)


def _most(worked: Worked, possible: frozenset[str]) -> Decimal | None:
    """The largest fixed sum that is still possible; shares are not known before."""
    best: dict[str, Decimal] = {}
    for each in worked.tiers:
        tier = each.tier
        if tier.amount is not None and tier.code in possible:
            best[tier.component] = max(best.get(tier.component, ZERO), tier.amount)
    return sum(best.values(), ZERO) if best else None


def _check(result: Result) -> Check:
    parts = tuple(_check(part) for part in _telling(result))
    return Check(
        label=result.label,
        answer=result.answer.value,
        clause=result.node.clause,
        note=_note(result),
        is_asked=result.answer is Answer.UNKNOWN and _is_only_about_claim(result),
        parts=parts,
    )


def _telling(result: Result) -> Iterator[Result]:
    """The parts that explain a group: those that agree with its answer."""
    for part in result.parts:
        if part.answer is result.answer:
            yield part


def _is_only_about_claim(result: Result) -> bool:
    open_tests = [test for test in result.tests() if test.answer is Answer.UNKNOWN]
    return bool(open_tests) and all(test.fact.about_claim for test in open_tests)


def _note(result: Result) -> str:
    """What is known, from where and when; or what would make it known."""
    if result.is_group or result.found is None:
        return ""
    found = result.found
    if not found.is_known:
        if result.fact.about_claim or not found.missing:
            return ""
        return _("The register does not know: {what}").format(what=found.missing)
    text = f"{result.fact.label}: {result.shown_value} · {found.source}"
    return f"{text} · {found.as_of}" if found.as_of else text

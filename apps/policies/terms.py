"""The terms of a version as values: spouses, caps, instalments, exclusions, lock."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from apps.policies.choices import CoupleRule
from apps.policies.definitions import Trees
from apps.policies.models import (
    Condition,
    Exclusion,
    FundingShare,
    Instalment,
    PolicyVersion,
)
from apps.policies.rules import All


@dataclass(frozen=True)
class Part:
    """One instalment: its weight beside the others, when it is due, and its gate."""

    number: int
    weight: int
    months: int
    due_from: str
    gate: All
    if_not_met: str


@dataclass(frozen=True)
class Terms:
    """``looks_around``: something beside the claim counts."""

    couple_rule: str = CoupleRule.EACH
    household_cap: Decimal | None = None
    lifetime_cap: Decimal | None = None
    parts: tuple[Part, ...] = ()
    exclusions: tuple[tuple[str, str], ...] = ()  # (code of the other, mode)
    lock_years: int | None = None
    lock_from: str = ""
    lock_breach: str = ""
    funding: tuple[tuple[str, Decimal], ...] = ()  # (payer, per cent), sum 100

    @property
    def looks_around(self) -> bool:
        return bool(
            self.exclusions
            or self.household_cap
            or self.lifetime_cap
            or self.couple_rule != CoupleRule.EACH
        )


def read_limits(version: PolicyVersion) -> Terms:
    """What an amount is brought to, without how it is paid; one query."""
    exclusions = Exclusion.objects.filter(version=version).select_related("other")
    return Terms(
        couple_rule=version.couple_rule,
        household_cap=version.household_cap,
        lifetime_cap=version.lifetime_cap,
        exclusions=tuple((row.other.code, row.mode) for row in exclusions),
    )


def read_terms(version: PolicyVersion) -> Terms:
    """Everything; four queries, whatever the version says."""
    gates = Trees(
        Condition.objects.filter(version=version, instalment__isnull=False).order_by(
            "order", "id"
        ),
        of=lambda row: row.instalment_id,
    )
    parts = tuple(
        Part(
            row.number,
            row.weight,
            row.months,
            row.due_from,
            gates.root(row.pk),
            row.if_not_met,
        )
        for row in Instalment.objects.filter(version=version).order_by("number")
    )
    return replace(
        read_limits(version),
        parts=parts,
        lock_years=version.lock_years,
        lock_from=version.lock_from,
        lock_breach=version.lock_breach,
        funding=tuple(
            FundingShare.objects.filter(version=version)
            .order_by("pk")
            .values_list("payer", "percent")
        ),
    )

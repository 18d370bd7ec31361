"""A version's rules read from their rows, once, as values that can be asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from apps.policies import facts, rules
from apps.policies.choices import NodeKind
from apps.policies.models import Condition, PolicyVersion, Tier
from apps.policies.rules import All, AnyOf, Node, NoneOf, Test, Words

GROUPS = {NodeKind.ALL: All, NodeKind.ANY: AnyOf, NodeKind.NOT: NoneOf}


@dataclass(frozen=True)
class TierRule:
    component: str
    code: str
    words: Words
    clause: str
    when: All
    amount: Decimal | None
    percent: Decimal | None
    base_fact: str
    cap: Decimal | None


@dataclass(frozen=True)
class Definition:
    """Everything that decides: conditions, tiers in order, ceiling."""

    version_id: int
    conditions: All
    tiers: tuple[TierRule, ...]
    ceiling_fact: str

    @property
    def components(self) -> list[str]:
        """In the order in which they first come up."""
        return list(dict.fromkeys(tier.component for tier in self.tiers))

    def fact_names(self) -> list[str]:
        """Every fact that may matter, each once, in the order of the rules."""
        return list(dict.fromkeys(self._all_fact_names()))

    def _all_fact_names(self) -> Iterator[str]:
        yield from rules.fact_names(self.conditions)
        for tier in self.tiers:
            yield from rules.fact_names(tier.when)
            if tier.base_fact:
                yield tier.base_fact
        if self.ceiling_fact:
            yield self.ceiling_fact


def read_definition(version: PolicyVersion) -> Definition:
    """Two queries, whatever the size of the rules."""
    children: dict[tuple[int | None, int | None], list[Condition]] = defaultdict(list)
    for row in Condition.objects.filter(version=version).order_by("order", "id"):
        children[(row.tier_id, row.parent_id)].append(row)

    def build(row: Condition) -> Node:
        words = Words(row.label, row.label_en)
        if row.kind == NodeKind.TEST:
            value = rules.parse_value(facts.get(row.fact), row.operator, row.value)
            return Test(row.fact, row.operator, value, words, row.clause, row.pk)
        parts = tuple(build(part) for part in children[(row.tier_id, row.pk)])
        return GROUPS[NodeKind(row.kind)](parts, words, row.clause, row.pk)

    def roots(tier_id: int | None) -> All:
        return All(tuple(build(row) for row in children[(tier_id, None)]))

    tiers = tuple(
        TierRule(
            tier.component,
            tier.code,
            Words(tier.name, tier.name_en),
            tier.clause,
            roots(tier.pk),
            tier.amount,
            tier.percent,
            tier.base_fact,
            tier.cap,
        )
        for tier in Tier.objects.filter(version=version).order_by("order")
    )
    return Definition(version.pk, roots(None), tiers, version.ceiling_fact)

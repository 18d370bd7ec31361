"""A version's rules read from their rows, once, as values that can be asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
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
    lock_years: int | None = None


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


class Trees:
    """Rows of conditions as trees, one for whatever ``of(row)`` says it belongs to."""

    def __init__(
        self, rows: Iterable[Condition], *, of: Callable[[Condition], Hashable]
    ) -> None:
        self._children: dict[tuple, list[Condition]] = defaultdict(list)
        self._of = of
        for row in rows:
            self._children[(of(row), row.parent_id)].append(row)

    def root(self, owner: Hashable) -> All:
        """All that is asked of one owner; without any it is met."""
        return All(tuple(self._build(row) for row in self._children[(owner, None)]))

    def _build(self, row: Condition) -> Node:
        words = Words(row.label, row.label_en)
        if row.kind == NodeKind.TEST:
            value = rules.parse_value(facts.get(row.fact), row.operator, row.value)
            return Test(row.fact, row.operator, value, words, row.clause, row.pk)
        parts = self._children[(self._of(row), row.pk)]
        nodes = tuple(self._build(part) for part in parts)
        return GROUPS[NodeKind(row.kind)](nodes, words, row.clause, row.pk)


def read_definition(version: PolicyVersion) -> Definition:
    """Two queries, whatever the size of the rules."""
    return read_definitions([version])[version.pk]


def read_definitions(versions: Iterable[PolicyVersion]) -> dict[int, Definition]:
    """The definitions of several versions by their key; two queries for all of them."""
    ceilings = {version.pk: version.ceiling_fact for version in versions}
    conditions = Condition.objects.filter(
        version__in=ceilings, instalment=None
    ).order_by("order", "id")
    trees = Trees(conditions, of=lambda row: (row.version_id, row.tier_id))

    tiers: dict[int, list[TierRule]] = defaultdict(list)
    for tier in Tier.objects.filter(version__in=ceilings).order_by("order"):
        tiers[tier.version_id].append(
            TierRule(
                tier.component,
                tier.code,
                Words(tier.name, tier.name_en),
                tier.clause,
                trees.root((tier.version_id, tier.pk)),
                tier.amount,
                tier.percent,
                tier.base_fact,
                tier.cap,
                tier.lock_years,
            )
        )
    return {
        pk: Definition(pk, trees.root((pk, None)), tuple(tiers[pk]), ceiling)
        for pk, ceiling in ceilings.items()
    }

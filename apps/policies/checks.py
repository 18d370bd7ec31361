"""What makes a version's rules bad: each fault as a sentence, before it is published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from apps.policies import facts
from apps.policies.choices import ExclusionMode, Operator, StepCode
from apps.policies.definitions import Definition, TierRule
from apps.policies.facts import FactType
from apps.policies.models import Exclusion, FundingShare, PolicyVersion
from apps.policies.rules import Node, Test

ORDERED = (FactType.NUMBER, FactType.MONEY)


@dataclass(frozen=True)
class Interval:
    """The values a tier takes of one number.  ``None``: without an end."""

    low: Decimal | None = None
    takes_low: bool = False
    high: Decimal | None = None
    takes_high: bool = False

    @property
    def is_one_value(self) -> bool:
        return self.low is not None and self.low == self.high

    def narrowed(self, operator: str, value: Decimal) -> Interval:
        low, takes_low = self.low, self.takes_low
        high, takes_high = self.high, self.takes_high
        if operator in (Operator.GE, Operator.GT, Operator.EQ) and (
            low is None or value >= low
        ):
            low, takes_low = value, operator != Operator.GT
        if operator in (Operator.LE, Operator.LT, Operator.EQ) and (
            high is None or value <= high
        ):
            high, takes_high = value, operator != Operator.LT
        return Interval(low, takes_low, high, takes_high)

    def overlaps(self, later: Interval) -> bool:
        """``later`` begins no lower than this one."""
        if self.high is None or later.low is None:
            return True
        if self.high == later.low:
            return self.takes_high and later.takes_low
        return self.high > later.low

    def leaves_gap_before(self, later: Interval) -> bool:
        if self.high is None or later.low is None:
            return False
        if self.is_one_value or later.is_one_value:
            return False  # grade 5, grade 6: nothing lies between
        if self.high == later.low:
            return not (self.takes_high or later.takes_low)
        return self.high < later.low


def faults(version: PolicyVersion, definition: Definition) -> Iterator[str]:
    yield from tier_faults(definition)
    yield from exclusion_faults(version)
    yield from gap_faults(version)
    yield from funding_faults(version)
    yield from route_faults(version)


def tier_faults(definition: Definition) -> Iterator[str]:
    """Tiers that differ only in the range of one number must neither overlap nor leave
    a gap between them.  Of tiers that differ otherwise the first that is met counts."""
    groups: dict[Hashable, list[tuple[Interval, TierRule]]] = defaultdict(list)
    for tier in definition.tiers:
        ranges, rest = _taken_apart(tier)
        if len(ranges) == 1:
            ((fact, interval),) = ranges.items()
            groups[(tier.component, fact, rest)].append((interval, tier))
    for (_component, fact, _rest), rows in groups.items():
        label = facts.get(fact).label
        lowest = Decimal("-Infinity")
        rows.sort(
            key=lambda row: (
                lowest if row[0].low is None else row[0].low,
                not row[0].takes_low,
            )
        )
        for (one, first), (other, second) in zip(rows, rows[1:], strict=False):
            if one.overlaps(other):
                yield _("The tiers {a} and {b} overlap in: {fact}.").format(
                    a=first.code, b=second.code, fact=label
                )
            elif one.leaves_gap_before(other):
                yield _(
                    "Between the tiers {a} and {b} there is a gap in: {fact}."
                ).format(a=first.code, b=second.code, fact=label)


def _taken_apart(tier: TierRule) -> tuple[dict[str, Interval], frozenset]:
    """The ranges of numbers that a tier asks for, and everything else it asks."""
    ranges: dict[str, Interval] = {}
    rest = set()
    for part in tier.when.parts:
        operator = str(part.operator) if isinstance(part, Test) else ""
        if (
            isinstance(part, Test)
            and facts.get(part.fact).type in ORDERED
            and operator not in (Operator.NE, Operator.IN, Operator.NOT_IN)
        ):
            known = ranges.get(part.fact, Interval())
            ranges[part.fact] = known.narrowed(operator, part.value)
        else:
            rest.add(_shape(part))
    return ranges, frozenset(rest)


def _shape(node: Node) -> Hashable:
    """A node without its words: two tiers may say the same in other words."""
    if isinstance(node, Test):
        return (node.fact, str(node.operator), node.value)
    return (type(node).__name__, frozenset(_shape(part) for part in node.parts))


def exclusion_faults(version: PolicyVersion) -> Iterator[str]:
    """Deducting or replacing in a circle has no end; excluding each other is fine."""
    edges: dict[int, set[int]] = defaultdict(set)
    names: dict[int, str] = {version.policy_id: str(version.policy)}
    rows = Exclusion.objects.exclude(mode=ExclusionMode.BLOCK).select_related(
        "version", "other"
    )
    for row in rows:
        is_own = row.version_id == version.pk
        if is_own or (
            row.version.is_published and row.version.policy_id != version.policy_id
        ):
            edges[row.version.policy_id].add(row.other_id)
            names[row.other_id] = str(row.other)
    circle = _circle(edges, version.policy_id)
    if circle:
        yield _("Exclusions go in a circle: {list}.").format(
            list=" → ".join(names.get(pk, str(pk)) for pk in circle)
        )


def _circle(edges: dict[int, set[int]], start: int) -> list[int]:
    """A way along the edges that comes back to ``start``, or nothing."""
    ways, seen = [[start]], set()
    while ways:
        way = ways.pop()
        for following in sorted(edges.get(way[-1], ())):
            if following == start:
                return [*way, start]
            if following not in seen:
                seen.add(following)
                ways.append([*way, following])
    return []


def gap_faults(version: PolicyVersion) -> Iterator[str]:
    """Days between two published versions on which none would hold."""
    others = PolicyVersion.objects.published().filter(policy=version.policy_id)
    before = (
        others.filter(until_date__isnull=False, until_date__lte=version.from_date)
        .order_by("-until_date")
        .first()
    )
    if before is not None and before.until_date < version.from_date:
        last = version.from_date - timedelta(days=1)
        yield _("From {first} to {last} no version would hold.").format(
            first=before.until_date, last=last
        )
    if version.until_date is None:
        return
    after = (
        others.filter(from_date__gte=version.until_date).order_by("from_date").first()
    )
    if after is not None and after.from_date > version.until_date:
        last = after.from_date - timedelta(days=1)
        yield _("From {first} to {last} no version would hold.").format(
            first=version.until_date, last=last
        )


def funding_faults(version: PolicyVersion) -> Iterator[str]:
    shares = FundingShare.objects.filter(version=version)
    total = sum((share.percent for share in shares), Decimal(0))
    if total not in (0, 100):
        yield _("Those who pay bear {percent}% together, not 100%.").format(
            percent=f"{total.normalize():f}"
        )


def route_faults(version: PolicyVersion) -> Iterator[str]:
    limits = {limit.step: limit for limit in version.limits.all()}
    has_departments = version.departments.exists()
    if (StepCode.JOINT_CHECK in limits) is not has_departments:
        yield _("A joint check needs its departments, and they need the step.")
    if StepCode.SECOND_APPROVAL in limits:
        first, second = limits.get(StepCode.APPROVAL), limits[StepCode.SECOND_APPROVAL]
        if first is None or (second.order or 0) <= (first.order or 0):
            yield _("The second signature comes after the first.")
    for step, limit in limits.items():
        if limit.above is not None and step != StepCode.SECOND_APPROVAL:
            yield _("Only the second signature may hang on the amount.")

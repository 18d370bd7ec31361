"""What the register says now beside what a decision froze."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from apps.applications.assessment import Assessment
from apps.applications.models import Application, Decision
from apps.policies import facts


@dataclass(frozen=True)
class Changed:
    """A fact that was one thing when it was decided and is another now."""

    label: str
    frozen: str
    now: str


def changed_facts(application: Application, assessment: Assessment) -> list[Changed]:
    """Against the decision, or before it against the last step that was decided."""
    data = application.facts or (
        Decision.objects.filter(application=application)
        .exclude(facts={})
        .order_by("-pk")
        .values_list("facts", flat=True)
        .first()
    )
    if not data:
        return []
    frozen = dict(_frozen(data["conditions"]))
    now = {
        test.node.fact: test.found
        for test in assessment.worked.eligibility.tests()
        if test.fact is not None
    }
    found = []
    for name, (known, value) in frozen.items():
        if name not in now or not facts.is_registered(name):
            continue
        fact, live = facts.get(name), now[name]
        dumped = fact.dump(live.value) if live.is_known else None
        if (known, value) == (live.is_known, dumped):
            continue
        before = fact.parse(value) if known else facts.UNKNOWN
        found.append(Changed(str(fact.label), fact.show(before), fact.show(live.value)))
    return found


def _frozen(data: Mapping[str, Any]) -> Iterator[tuple[str, tuple[bool, Any]]]:
    for part in data.get("parts", ()):
        if "fact" in part:
            yield part["fact"], (part["known"], part["value"])
        yield from _frozen(part)

"""Who has claimed a policy already: apps above say where such claims are kept."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Exists, QuerySet

from apps.policies.models import Match

_sources: list[Callable[[], QuerySet]] = []


def register(source: Callable[[], QuerySet]) -> None:
    """``source()`` gives claims of ``OuterRef("talent_id")`` under the policy
    ``OuterRef("version__policy_id")``."""
    if source not in _sources:
        _sources.append(source)


def not_taken(matches: QuerySet[Match]) -> QuerySet[Match]:
    """Without the people who have applied, or have had it."""
    for source in _sources:
        matches = matches.exclude(Exists(source()))
    return matches

"""What hangs on a person and moves when two entries turn out to be one person.

Apps above register their own tables in ``ready()``; one that is forgotten is found by
a test over all foreign keys to Talent.
"""

from __future__ import annotations

from collections.abc import Callable

from apps.talents.models import Talent

Mover = Callable[[Talent, Talent], int]
_movers: dict[str, Mover] = {}
_guards: list[Callable[[Talent, Talent], str | None]] = []


def register(label: str, move: Mover) -> None:
    """``move(old, kept) -> rows moved`` for the table ``label`` ("cases.case")."""
    _movers[label] = move


def register_guard(why_not: Callable[[Talent, Talent], str | None]) -> None:
    """``why_not(old, kept)`` → the sentence that forbids the join, or ``None``."""
    _guards.append(why_not)


def registered() -> frozenset[str]:
    return frozenset(_movers)


def refusal(old: Talent, kept: Talent) -> str | None:
    return next(filter(None, (guard(old, kept) for guard in _guards)), None)


def move_all(old: Talent, kept: Talent) -> dict[str, int]:
    """Run every mover; rows moved by table, for the trace."""
    moved = {label: move(old, kept) for label, move in sorted(_movers.items())}
    return {label: count for label, count in moved.items() if count}

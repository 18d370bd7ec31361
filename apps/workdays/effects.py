"""What an edit of the calendar moves: apps with stored deadlines register here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from apps.workdays.calendar import Calendar

Move = Callable[..., int]


@dataclass(frozen=True)
class Effect:
    """``move(calendar, save=False)`` counts the open deadlines that differ under it.

    With ``save=True`` it writes them, inside the caller's transaction.  It recomputes
    from the events of each clock; doing it twice moves nothing the second time.
    """

    name: str
    label: str | Promise
    move: Move


@dataclass(frozen=True)
class Moved:
    label: str | Promise
    count: int


_effects: dict[str, Effect] = {}


def register_effect(name: str, label: str | Promise, move: Move) -> None:
    _effects[name] = Effect(name, label, move)


def preview(calendar: Calendar) -> list[Moved]:
    """What would move if ``calendar`` came into force."""
    return [
        Moved(effect.label, effect.move(calendar, save=False))
        for effect in _effects.values()
    ]


def apply(calendar: Calendar) -> list[Moved]:
    return [
        Moved(effect.label, effect.move(calendar, save=True))
        for effect in _effects.values()
    ]

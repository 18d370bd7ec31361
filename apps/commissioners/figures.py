"""Figures that apps above add to caseload pages: open cases, overdue ones.

Registered in ``ready()``; each costs one query for a whole page of rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

Counts = Callable[[list[int], date], dict[int, int]]


@dataclass(frozen=True)
class Figure:
    """``of_users(user ids, on)`` and ``of_talents(talent ids, on)`` count by id."""

    key: str
    label: str | Promise
    of_users: Counts
    of_talents: Counts
    is_bad: bool = False


@dataclass(frozen=True)
class Link:
    """Where one goes from a contact that brought a request to light."""

    label: str | Promise
    url: Callable[[int], str]


_figures: dict[str, Figure] = {}
_after_request: list[Link] = []


def register(figure: Figure) -> None:
    _figures[figure.key] = figure


def registered() -> list[Figure]:
    return list(_figures.values())


def register_after_request(label: str | Promise, url: Callable[[int], str]) -> None:
    """``url(talent id)`` opens a case for what the talent asked."""
    _after_request[:] = [Link(label, url)]


def after_request() -> list[Link]:
    return list(_after_request)

"""What apps above show on a talent's page: tabs, facts in its head, acts, list columns.

They register in ``ready()``; a tab's ``context`` is asked only when it is open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True)
class Panel:
    """One tab.  ``template`` is a fragment that gets what ``context`` returns.

    ``context(talent, user, request)``; ``roles`` empty: everybody who sees the person.
    """

    key: str
    title: Text
    template: str
    context: Callable[..., dict]
    order: int = 100
    roles: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Fact:
    """One line of the head: a label, a text, perhaps a page behind it."""

    label: Text
    text: Text
    url: str = ""


@dataclass(frozen=True)
class Act:
    """A button on the talent's page that leads to a form of another app."""

    label: Text
    url: str
    icon: str = ""
    is_main: bool = False


@dataclass(frozen=True)
class ListColumn:
    """A further column of the register's list.

    ``texts(ids, user)`` → text by talent id, in one query for the whole page.
    """

    label: Text
    texts: Callable[..., dict[int, str]]
    order: int = 100


_panels: dict[str, Panel] = {}
_facts: list[Callable[..., Iterable[Fact]]] = []
_acts: list[Callable[..., Iterable[Act]]] = []
_columns: dict[str, ListColumn] = {}


def register(panel: Panel) -> None:
    _panels[panel.key] = panel


def register_facts(source: Callable[..., Iterable[Fact]]) -> None:
    """``source(talent, user)`` yields facts for the head of the page."""
    _facts.append(source)


def register_acts(source: Callable[..., Iterable[Act]]) -> None:
    """``source(talent, user)`` yields the acts open to ``user``."""
    _acts.append(source)


def register_column(key: str, column: ListColumn) -> None:
    _columns[key] = column


def panels_for(user) -> list[Panel]:
    found = [
        panel
        for panel in _panels.values()
        if not panel.roles or user.has_role(*panel.roles)
    ]
    return sorted(found, key=lambda panel: (panel.order, panel.key))


def facts_of(talent, user) -> list[Fact]:
    return [fact for source in _facts for fact in source(talent, user)]


def acts_for(talent, user) -> list[Act]:
    return [act for source in _acts for act in source(talent, user)]


def list_columns() -> list[ListColumn]:
    return sorted(_columns.values(), key=lambda column: column.order)

"""The frame's navigation: apps register their pages in ``ready()``."""

from dataclasses import dataclass, field
from functools import lru_cache

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

GROUPS = {
    "work": _("My work"),
    "people": _("People"),
    "review": _("Applications"),
    "settings": _("Settings"),
    "oversight": _("Oversight"),
}


@dataclass(frozen=True)
class NavItem:
    """One page in the navigation.  ``phone`` puts it in the bottom bar (five at most).

    ``shortcut`` is the letter after ``g`` that moves there.
    """

    key: str
    label: str | Promise
    url_name: str
    icon: str
    group: str
    order: int
    roles: frozenset = field(default_factory=frozenset)
    phone: bool = False
    shortcut: str = ""


_items: dict[str, NavItem] = {}
_homes: dict[str, tuple[int, str]] = {}


def register(item: NavItem) -> None:
    """Raises ``ValueError`` for an unknown group, a key that is taken, and a letter that
    somebody with two of the roles would have twice."""
    if item.group not in GROUPS:
        raise ValueError(f"unknown navigation group {item.group}")
    if item.key in _items:
        raise ValueError(f"the page {item.key} is in the navigation already")
    for other in _items.values():
        if (
            item.shortcut
            and item.shortcut == other.shortcut
            and item.roles & other.roles
        ):
            raise ValueError(f"{item.key} and {other.key} have the same letter")
    _items[item.key] = item
    _items_for.cache_clear()


def register_home(role: str, url_name: str, *, order: int) -> None:
    """Where ``role`` lands after signing in; the lowest order of one's roles wins."""
    _homes[role] = (order, url_name)


def home_for(roles: frozenset[str]) -> str | None:
    """The URL name of the first page for a person with ``roles``."""
    found = sorted(_homes[role] for role in roles if role in _homes)
    return found[0][1] if found else None


@lru_cache(maxsize=256)
def _items_for(roles: frozenset[str]) -> tuple[tuple[str, tuple], ...]:
    groups = []
    for group in GROUPS:
        items = sorted(
            (i for i in _items.values() if i.group == group and i.roles & roles),
            key=lambda item: (item.order, item.key),
        )
        if items:
            groups.append((group, tuple((i, reverse(i.url_name)) for i in items)))
    return tuple(groups)


def navigation_for(roles: frozenset[str]) -> list[tuple]:
    """(group label, [(item, url), …]) for a person with ``roles``."""
    return [(GROUPS[group], items) for group, items in _items_for(roles)]

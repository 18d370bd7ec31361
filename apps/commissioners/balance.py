"""Who could serve those who have nobody: arithmetic only, no database, no chance.

The same input gives the same proposal.  Nobody gets more than he or she can serve, and
nobody is left over who could be placed by placing others differently.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# How much fuller somebody may be who knows the field, in parts of a whole capacity:
# assumption, not in any rule; a tenth keeps the loads close together.
FIELD_BONUS = 100_000
WHOLE = 1_000_000


class LeftOver(TextChoices):
    NOBODY_THERE = "nobody_there", _("No commissioner works for the region")
    NO_LANGUAGE = "no_language", _("No commissioner there speaks a shared language")
    NO_ROOM = "no_room", _("Every commissioner who could is full")


@dataclass(frozen=True)
class Server:
    """Somebody who can serve; ``load`` counts existing pairs, which stay."""

    id: int
    prefix: str
    capacity: int
    load: int
    languages: frozenset[str] = frozenset({"zh"})
    fields: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Person:
    """Somebody to be served; ``languages``: any one of them will do, none: no wish."""

    id: int
    region: str
    languages: frozenset[str] = frozenset()
    field: str = ""

    @property
    def kind(self) -> tuple:
        return self.region, self.languages, self.field


@dataclass
class Proposal:
    pairs: list[tuple[int, int]] = field(default_factory=list)
    left_over: list[tuple[int, LeftOver]] = field(default_factory=list)


def propose(people: Sequence[Person], servers: Iterable[Server]) -> Proposal:
    """Fill by relative load, the hardest to place first, then in the order given."""
    return _Filling(servers).fill(people)


class _Filling:
    def __init__(self, servers: Iterable[Server]) -> None:
        self.servers = {s.id: s for s in sorted(servers, key=lambda s: s.id)}
        self.load = {s.id: s.load for s in self.servers.values()}
        # Who was proposed to whom, by kind of person: those may still be moved.
        self.placed: dict[int, dict[tuple, list[Person]]] = {
            server: defaultdict(list) for server in self.servers
        }
        self._fitting: dict[tuple, list[int]] = {}
        self._hopeless: set[tuple[int, ...]] = set()

    def fill(self, people: Sequence[Person]) -> Proposal:
        result = Proposal()
        order = {person.id: place for place, person in enumerate(people)}
        for person in sorted(people, key=lambda p: (len(self.fitting(p)), order[p.id])):
            reason = self._place(person)
            if reason:
                result.left_over.append((person.id, reason))
        result.pairs = [
            (person.id, server)
            for server, kinds in self.placed.items()
            for found in kinds.values()
            for person in found
        ]
        result.pairs.sort(key=lambda pair: order[pair[0]])
        result.left_over.sort(key=lambda pair: order[pair[0]])
        return result

    def fitting(self, person: Person) -> list[int]:
        """Those whose region and languages fit, full or not."""
        if person.kind not in self._fitting:
            self._fitting[person.kind] = [
                server.id
                for server in self.servers.values()
                if person.region.startswith(server.prefix)
                and (not person.languages or person.languages & server.languages)
            ]
        return self._fitting[person.kind]

    def _place(self, person: Person) -> LeftOver | None:
        fitting = self.fitting(person)
        if not fitting:
            there = any(
                person.region.startswith(s.prefix) for s in self.servers.values()
            )
            return LeftOver.NO_LANGUAGE if there else LeftOver.NOBODY_THERE
        if not any(self._has_room(server) for server in fitting) and not (
            self._make_room(fitting)
        ):
            return LeftOver.NO_ROOM
        chosen = min(
            (server for server in fitting if self._has_room(server)),
            key=lambda server: (self._fullness(server, person), server),
        )
        self._put(person, chosen)
        return None

    def _has_room(self, server: int) -> bool:
        return self.load[server] < self.servers[server].capacity

    def _fullness(self, server: int, person: Person) -> int:
        known = self.servers[server]
        full = (self.load[server] + 1) * WHOLE // known.capacity
        return full - FIELD_BONUS if person.field in known.fields else full

    def _put(self, person: Person, server: int) -> None:
        self.placed[server][person.kind].append(person)
        self.load[server] += 1

    def _make_room(self, fitting: list[int]) -> bool:
        """Move people proposed before along a chain that ends where there is room."""
        if tuple(fitting) in self._hopeless:
            return False
        came_from: dict[int, tuple[int, tuple]] = {}
        seen, queue = set(fitting), deque(fitting)
        while queue:
            full = queue.popleft()
            for kind, people in self.placed[full].items():
                if not people:
                    continue
                for other in self._fitting[kind]:
                    if other in seen:
                        continue
                    seen.add(other)
                    came_from[other] = (full, kind)
                    if self._has_room(other):
                        self._shift(other, came_from)
                        return True
                    queue.append(other)
        # Everybody reachable is full and stays so: nobody leaves during the filling.
        self._hopeless.add(tuple(fitting))
        return False

    def _shift(self, server: int, came_from: dict[int, tuple[int, tuple]]) -> None:
        while server in came_from:
            source, kind = came_from[server]
            person = self.placed[source][kind].pop()
            self.load[source] -= 1
            self._put(person, server)
            server = source

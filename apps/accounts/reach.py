"""Where a duty counts: a handful of region prefixes."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q


class Reach:
    """A set of region-code prefixes with the two questions asked of it."""

    def __init__(self, prefixes: Iterable[str]) -> None:
        wide_first = sorted(set(prefixes), key=len)
        kept: list[str] = []
        for prefix in wide_first:
            if not prefix.startswith(tuple(kept)) or not kept:
                kept.append(prefix)
        self.prefixes = tuple(kept)

    def __bool__(self) -> bool:
        return bool(self.prefixes)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reach) and self.prefixes == other.prefixes

    def __hash__(self) -> int:
        return hash(self.prefixes)

    def covers(self, region_code: str) -> bool:
        return bool(self.prefixes) and region_code.startswith(self.prefixes)

    @property
    def is_everything(self) -> bool:
        """Whether the reach covers the whole city that this installation serves."""
        return self.covers(settings.TALENT_CITY)

    def filter_codes(self, field: str = "code") -> Q:
        """Regions (not rows in regions) that lie in the reach; none for no reach."""
        found = Q(pk__in=[])
        for prefix in self.prefixes:
            found |= Q(**{f"{field}__startswith": prefix})
        return found

    def filter(self, field: str = "region") -> Q:
        """Rows whose ``field`` (a key to Region) lies in the reach; none for no reach.

        No condition at all for the whole city: at half a million rows it would cost.
        """
        if self.is_everything:
            return Q()
        if not self.prefixes:
            return Q(pk__in=[])
        found = Q()
        for prefix in self.prefixes:
            found |= (
                Q(**{f"{field}__code": prefix})
                if len(prefix) == 6
                else Q(**{f"{field}__code__startswith": prefix})
            )
        return found

"""One time line of everything that happened to a person.

Apps above register sources in ``ready()``.  A source that takes ``before=`` and
``limit=`` reads no more than is shown; the others are cut here.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import takewhile

from django.utils import timezone
from django.utils.functional import Promise

PAGE = 20


@dataclass(frozen=True)
class TimelineEntry:
    """One thing that happened.  ``at`` a moment, or a day where no more is known.

    ``icon`` is a Bootstrap icon's name; ``kind`` colours it: "", ok, due or late.
    """

    at: datetime | date
    title: str | Promise
    text: str | Promise = ""
    url: str = ""
    icon: str = "dot"
    kind: str = ""

    @property
    def moment(self) -> datetime:
        """When, for the order; a day counts as its first moment here."""
        if isinstance(self.at, datetime):
            return self.at
        return datetime.combine(self.at, time.min, timezone.get_default_timezone())


Source = Callable[..., Iterable[TimelineEntry]]
_sources: dict[Source, bool] = {}


def register(source: Source) -> None:
    """``source(talent, user)`` yields what ``user`` may know of ``talent``."""
    names = inspect.signature(source).parameters
    _sources[source] = {"before", "limit"} <= names.keys()


def entries(
    talent, user, *, before: datetime | None = None, limit: int = PAGE
) -> tuple[list[TimelineEntry], datetime | None]:
    """The newest entries before a moment, and from where to go on (or ``None``).

    A page is longer than ``limit`` where several things happened at its last moment:
    none of them is lost between two pages.
    """
    found: list[TimelineEntry] = []
    for source, reads_no_more in _sources.items():
        if reads_no_more:
            # Some room, for entries of one moment at the edge.
            found += source(talent, user, before=before, limit=limit * 2)
        else:
            found += source(talent, user)
    if before is not None:
        found = [entry for entry in found if entry.moment < before]
    found.sort(key=lambda entry: entry.moment, reverse=True)
    if len(found) <= limit:
        return found, None
    last = found[limit - 1].moment
    shown = list(takewhile(lambda entry: entry.moment >= last, found))
    return shown, last if len(found) > len(shown) else None

"""Why a roster file cannot be taken at all."""

from __future__ import annotations

from apps.core.errors import DomainError


class RosterUnreadable(DomainError):
    """The file is no roster that can be read; the sentence says what to do."""

    code = "roster_unreadable"

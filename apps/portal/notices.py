"""The privacy notice in its versions.  A wording that people agreed to stays readable.

A new wording is a new entry and a new template; the old ones are never edited.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from apps.talents.models import Consent


@dataclass(frozen=True)
class Notice:
    """One wording.  ``template`` holds the text that article 17 of the law asks for."""

    version: str
    from_date: date
    template: str


NOTICES = (Notice("2026-1", date(2026, 1, 1), "portal/notices/2026-1.html"),)
CURRENT = NOTICES[-1]
# What may be agreed to, in the order shown.
SCOPES = (Consent.Scope.SERVICE, Consent.Scope.MATCHING, Consent.Scope.DATA_CHECK)


def notice(version: str) -> Notice | None:
    return next((each for each in NOTICES if each.version == version), None)

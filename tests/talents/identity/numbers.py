"""Valid numbers that belong to nobody: sequence numbers 996 to 999 only."""

from __future__ import annotations

from datetime import date

from apps.talents.identity.resident_id import check_character


def resident_number(region: str, birth_date: date, sequence: int = 999) -> str:
    body = f"{region}{birth_date:%Y%m%d}{sequence:03d}"
    return body + check_character(body)

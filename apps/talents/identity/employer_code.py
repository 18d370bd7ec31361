"""Unified social credit codes (GB 32100-2015) of employers."""

from __future__ import annotations

from functools import lru_cache

from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

from apps.talents.identity.text import compact


@lru_cache(maxsize=8192)
def read_employer_code(value: str) -> str:
    """The code in its one form, or ``""`` where the check character is wrong."""
    number = compact(value)
    if not number.isascii():
        return ""
    try:
        return str(uscc.validate(number))
    except (ValidationError, ValueError):
        return ""

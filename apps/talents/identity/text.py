"""How a number is brought into the one form in which it is compared."""

from __future__ import annotations

import re
import unicodedata

# Everything people and spreadsheets put between digits: blanks of every width,
# dashes of every width, zero-width marks, a leading apostrophe of Excel.
_FILLING = re.compile(
    "[\\s\u00ad\u200b-\u200f\u2010-\u2015\u2060\u2212\ufeff'’`‘\\-_.·]+"
)


def compact(value: str) -> str:
    """``value`` with half-width characters, in capitals, without filling."""
    if value.isascii() and value.isalnum():
        return value.upper()
    return _FILLING.sub("", unicodedata.normalize("NFKC", value)).upper()

"""Which column of a file means what: guessed, checked, remembered by its headers."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from apps.talents.identity.text import compact
from apps.talents.roster.errors import RosterUnreadable
from apps.talents.roster.fields import Field, guess_field, header_key

Mapping = dict[str, int]  # field code → column, counted from 0

_ID = re.compile(r"\d{17}[\dX]")
_USCC = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
_MOBILE = re.compile(r"(?:86)?1[3-9]\d{9}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]+", re.IGNORECASE)


def guess_mapping(
    header: Sequence[str], rows: Sequence[Sequence[object]] = ()
) -> Mapping:
    """The likeliest column for each field; ``rows`` are a few of the first rows.

    Headers decide.  What they leave open and the cells show beyond doubt (resident
    ID numbers, credit codes, mobile numbers, addresses with @) is taken from these.
    """
    found: dict[str, tuple[int, int]] = {}
    for column, text in enumerate(header):
        guess = guess_field(text)
        if guess is None:
            continue
        field, certainty = guess
        if field.value not in found or certainty > found[field.value][1]:
            found[field.value] = (column, certainty)
    mapping = {field: column for field, (column, _certainty) in found.items()}
    _guess_by_cells(mapping, len(header), rows)
    return dict(sorted(mapping.items(), key=lambda item: item[1]))


def _guess_by_cells(
    mapping: Mapping, width: int, rows: Sequence[Sequence[object]]
) -> None:
    shapes = (
        (Field.DOCUMENT_NUMBER, _ID),
        (Field.EMPLOYER_CODE, _USCC),
        (Field.PHONE, _MOBILE),
        (Field.EMAIL, _EMAIL),
    )
    for field, shape in shapes:
        if field.value in mapping:
            continue
        for column in range(width):
            if column not in mapping.values() and _mostly(shape, column, rows):
                mapping[field.value] = column
                break


def _mostly(shape: re.Pattern, column: int, rows: Sequence[Sequence[object]]) -> bool:
    cells = [
        compact(str(int(cell)) if isinstance(cell, float) else str(cell))
        if shape is not _EMAIL
        else str(cell).strip()
        for row in rows
        if column < len(row)
        for cell in [row[column]]
        if cell not in ("", None) and cell == cell and cell not in (float("inf"),)
    ]
    fitting = sum(1 for cell in cells if shape.fullmatch(cell))
    return len(cells) >= 3 and fitting >= 0.6 * len(cells)


def check_mapping(mapping: Mapping, width: int) -> Mapping:
    """The mapping with known fields only.  Raises ``RosterUnreadable``.

    Two fields may not read one column, and without a name there is nothing to take.
    """
    known = {
        field: column
        for field, column in mapping.items()
        if field in Field.values and 0 <= column < width
    }
    if len(set(known.values())) < len(known):
        raise RosterUnreadable(
            _("One column was chosen for two facts."), code="column_chosen_twice"
        )
    if Field.NAME not in known:
        raise RosterUnreadable(
            _("No column was chosen for the name."), code="no_name_column"
        )
    return known


def header_signature(header: Sequence[str]) -> str:
    """The same for every file with the same columns, whatever blanks are in them."""
    keys = "\x1f".join(header_key(text) for text in header)
    return hashlib.sha256(keys.encode()).hexdigest()[:32]

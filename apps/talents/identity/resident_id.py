"""Numbers of 18 characters by GB 11643-1999, and the three cards that share them.

Resident identity cards, residence permits for people from Hong Kong, Macau and
Taiwan (regions 81, 82, 83) and the foreigners' permanent residence card of 2023
(first digit 9) are built alike: six digits of region, the birth date, a sequence
number (odd for men), a check character by ISO 7064 MOD 11-2.

Length, check character and a real birth date decide.  The region does not: codes
came and went while numbers were given out (Pudong is a code of 1992, Chongqing of
1997) and a person keeps the number, so an unknown county is a remark at most.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from apps.talents.identity.kinds import BadDocument, DocumentKind, Gender
from apps.talents.identity.text import compact

OLDEST_BIRTH_YEAR = 1900

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
# Weight times digit, by place and character: one addition per place in the loop.
_PRODUCTS = tuple(
    {str(digit): weight * digit for digit in range(10)} for weight in _WEIGHTS
)


class InvalidNumber(ValueError):
    """A number that no document can have; ``reason`` is the stable code."""

    def __init__(self, reason: BadDocument) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class ResidentId:
    """What a valid number says about the person who holds it."""

    number: str
    birth_date: date
    gender: Gender
    kind: DocumentKind

    @property
    def region_code(self) -> str:
        """Where the number was given out: a hint, never proof of a home."""
        return self.number[:6]


def check_character(body: str) -> str:
    """The 18th character for the 17 digits of ``body``."""
    total = 0
    for products, digit in zip(_PRODUCTS, body, strict=True):
        total += products[digit]
    return _CHECK_CHARACTERS[total % 11]


def read(value: str, *, on: date) -> ResidentId:
    """What ``value`` says, as of the day ``on``.

    Raises ``InvalidNumber`` with the first of: length, character, checksum,
    birth date (one that never was, before 1900, or after ``on``).
    """
    number = compact(value)
    if len(number) != 18:
        raise InvalidNumber(BadDocument.LENGTH)
    body = number[:17]
    if not (body.isascii() and body.isdigit() and number[17] in _CHECK_CHARACTERS):
        raise InvalidNumber(BadDocument.CHARACTER)
    if check_character(body) != number[17]:
        raise InvalidNumber(BadDocument.CHECKSUM)
    try:
        birth_date = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise InvalidNumber(BadDocument.BIRTH_DATE) from None
    if birth_date.year < OLDEST_BIRTH_YEAR or birth_date > on:
        raise InvalidNumber(BadDocument.BIRTH_DATE)
    return ResidentId(
        number=number,
        birth_date=birth_date,
        gender=Gender.MALE if number[16] in "13579" else Gender.FEMALE,
        kind=kind_of(number),
    )


def is_valid(value: str, *, on: date) -> bool:
    try:
        read(value, on=on)
    except InvalidNumber:
        return False
    return True


def kind_of(number: str) -> DocumentKind:
    if number[0] == "9":
        return DocumentKind.FOREIGN_PERMANENT
    if number[:2] in {"81", "82", "83"}:
        return DocumentKind.HMT_RESIDENCE
    return DocumentKind.RESIDENT_ID

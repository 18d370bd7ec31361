"""Passports, travel permits and the older permanent residence card.

None of these has a public check digit that could be relied on, so only the shape
is tested, and lightly: a passport of an unusual shape for its country is a remark.
"""

from __future__ import annotations

import re

from apps.talents.identity.kinds import BadDocument
from apps.talents.identity.resident_id import InvalidNumber
from apps.talents.identity.text import compact

_PASSPORT = re.compile(r"(?=(?:.*\d){3})[A-Z0-9]{5,15}")
# Home Return Permit: the first eight digits stay for life, two more once counted
# the renewals; without them the same person has the same number again.
_HK_MACAU = re.compile(r"([HM]\d{8})(\d{2})?")
_TAIWAN = re.compile(r"(\d{8})(?:(\d{2})(?:\(?[A-Z0-9]{1,2}\)?)?)?")
_OLD_PERMANENT = re.compile(r"[A-Z]{3}\d{12}")

# Ordinary passports of the countries most met with; enough to notice a slip.
_USUAL_PASSPORT = {
    "CN": re.compile(r"[A-Z]\d{8}|[A-Z]{2}\d{7}|1[45]\d{7}"),
    "HK": re.compile(r"[A-Z]{1,2}\d{8}|[A-Z]{2}\d{7}"),
    "MO": re.compile(r"[A-Z]{2}\d{7}"),
    "TW": re.compile(r"\d{9}"),
    "AU": re.compile(r"[A-Z]{1,2}\d{7}"),
    "CA": re.compile(r"[A-Z]{2}\d{6}|[A-Z]\d{6}[A-Z]{2}"),
    "DE": re.compile(r"[CFGHJKLMNPRTVWXYZ0-9]{9,10}"),
    "FR": re.compile(r"\d{2}[A-Z]{2}\d{5}"),
    "GB": re.compile(r"\d{9}"),
    "IN": re.compile(r"[A-Z]\d{7}"),
    "JP": re.compile(r"[A-Z]{2}\d{7}"),
    "KR": re.compile(r"[A-Z]\d{8}|[A-Z]\d{3}[A-Z]\d{4}"),
    "RU": re.compile(r"\d{9}"),
    "US": re.compile(r"\d{9}|[A-Z]\d{8}"),
}


def read_passport(value: str) -> str:
    """The number of a passport in its one form.  Raises ``InvalidNumber``."""
    number = compact(value)
    if not (number.isascii() and _PASSPORT.fullmatch(number)):
        raise InvalidNumber(BadDocument.SHAPE)
    return number


def is_usual_passport(number: str, country: str) -> bool:
    """Whether ``country`` (ISO 3166 alpha-2) is known to number passports so."""
    usual = _USUAL_PASSPORT.get(country)
    return usual is None or usual.fullmatch(number) is not None


def read_hk_macau_permit(value: str) -> str:
    match = _HK_MACAU.fullmatch(compact(value))
    if match is None:
        raise InvalidNumber(BadDocument.SHAPE)
    return match.group(1)


def read_taiwan_permit(value: str) -> str:
    match = _TAIWAN.fullmatch(compact(value))
    if match is None:
        raise InvalidNumber(BadDocument.SHAPE)
    return match.group(1) + (match.group(2) or "")


def read_old_permanent_residence(value: str) -> str:
    """Three letters of the country, twelve digits (cards given out until 2023)."""
    number = compact(value)
    if not (number.isascii() and _OLD_PERMANENT.fullmatch(number)):
        raise InvalidNumber(BadDocument.SHAPE)
    return number

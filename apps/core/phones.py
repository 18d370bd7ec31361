"""Telephone numbers in the one form in which they are kept: E.164, "+86…"."""

from __future__ import annotations

import re
import unicodedata

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

_MOBILE = re.compile(r"1[3-9]\d{9}")
_FILLING = re.compile("[\\s\u00ad\u200b-\u200f\u2010-\u2015\u2060\u2212\ufeff'()\\-.]+")
_SPLIT = re.compile(r"[/;,、|]|\bor\b|或")
_EXTENSION = re.compile(r"(?:转|分机|ext\.?|x)\s*(\d{1,6})$", re.IGNORECASE)
HOME = "CN"


def read_phone(value: str) -> str:
    """``value`` in E.164, or ``""`` where it is no number that can be called.

    Without a country it is a mainland number.  Of several numbers in one cell the
    first good one counts; an extension is kept as ";ext=12".
    """
    if len(value) == 11 and value.isascii() and _MOBILE.fullmatch(value):
        return "+86" + value  # nearly every number; the library takes 20 times as long
    text = unicodedata.normalize("NFKC", value).strip()
    plain = _FILLING.sub("", text)
    for prefix in ("+86", "0086", "86", ""):
        rest = plain.removeprefix(prefix)
        if len(plain) - len(rest) == len(prefix) and _MOBILE.fullmatch(rest):
            return "+86" + rest
    for part in _SPLIT.split(text):
        number = _read_one(part)
        if number:
            return number
    return ""


def _read_one(text: str) -> str:
    text = text.strip()
    extension = ""
    match = _EXTENSION.search(text)
    if match:
        extension = match.group(1)
        text = text[: match.start()]
    try:
        number = phonenumbers.parse(text, HOME)
    except NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    kept = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    extension = extension or number.extension or ""
    return f"{kept};ext={extension}" if extension else kept


def is_mobile(number: str) -> bool:
    """Whether a kept number can get a text message: mainland mobiles only."""
    return number.startswith("+861") and _MOBILE.fullmatch(number[3:]) is not None

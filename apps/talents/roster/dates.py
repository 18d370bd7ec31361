"""Dates as offices write them: with the precision that was written, never guessed."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from typing import NamedTuple

from apps.talents.choices import Precision


class PartialDate(NamedTuple):
    """``day`` is the first day of the month or year where no more is known."""

    day: date
    precision: Precision = Precision.DAY

    def agrees_with(self, other: date) -> bool:
        """Whether ``other`` is the same as far as this one is known."""
        if self.precision == Precision.DAY:
            return self.day == other
        if self.day.year != other.year:
            return False
        return self.precision == Precision.YEAR or self.day.month == other.month


_EXCEL_EPOCH = date(1899, 12, 30)
_FIRST_SERIAL = 2200  # in 1906: smaller whole numbers are years
_LAST_SERIAL = 73415  # the end of 2100
_FIRST_YEAR, _LAST_YEAR = 1880, 2100

_SEPARATED = re.compile(
    r"(\d{4})\s*[-/.年,、 ]\s*(\d{1,2})(?:\s*[-/.月,、 ]\s*(\d{1,2})\s*[日号]?|\s*月)?"
    r"(?:\s*份)?(?:[ T]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
)
_YEAR_ONLY = re.compile(r"(\d{4})\s*年?")
_HAN_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_HAN_DATE = re.compile(
    r"([〇○零一二三四五六七八九]{4})年"
    r"(?:(元|十?[一二]|[三四五六七八九十])月(?:([二三廿]?十?[一二三四五六七八九]?)[日号])?)?"
)


def read_date(value: object) -> PartialDate | None:
    """The date in a cell, or ``None`` where it cannot be told with certainty."""
    if isinstance(value, datetime):
        return _within(PartialDate(value.date()))
    if isinstance(value, date):
        return _within(PartialDate(value))
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _from_number(float(value))
    if isinstance(value, str):
        return _from_text(value)
    return None


def _from_number(number: float) -> PartialDate | None:
    if not 0 < number < 1e8:
        return None
    whole = int(number)
    if number == whole:
        if _FIRST_YEAR <= whole <= _LAST_YEAR:
            return PartialDate(date(whole, 1, 1), Precision.YEAR)
        if 188001 <= whole <= 210012:
            return _build(whole // 100, whole % 100)
        if whole >= 18800101:
            return _build(whole // 10000, whole // 100 % 100, whole % 100)
    elif _FIRST_YEAR <= whole <= _LAST_YEAR:
        return _from_year_point_month(number, whole)
    if _FIRST_SERIAL <= whole <= _LAST_SERIAL:
        return PartialDate(_EXCEL_EPOCH + timedelta(days=whole))
    return None


def _from_year_point_month(number: float, year: int) -> PartialDate | None:
    """2012.07 kept as a figure.  2012.1 may be January or October: year only."""
    hundredths = round((number - year) * 100)
    if abs(number - year - hundredths / 100) > 1e-6:
        return None
    if hundredths == 10:
        return PartialDate(date(year, 1, 1), Precision.YEAR)
    month = hundredths if hundredths <= 12 else hundredths // 10
    return _build(year, month) if hundredths <= 12 or not hundredths % 10 else None


def _from_text(value: str) -> PartialDate | None:
    text = value.strip()
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).strip()
    if text.isascii() and text.isdigit():
        return _from_digits(text)
    match = _SEPARATED.fullmatch(text.rstrip("."))
    if match:
        year, month, day = match.groups()
        return _build(int(year), int(month), int(day) if day else None)
    match = _YEAR_ONLY.fullmatch(text)
    if match:
        return _build(int(match.group(1)))
    match = _HAN_DATE.fullmatch(text)
    return _from_han(*match.groups()) if match else None


def _from_digits(text: str) -> PartialDate | None:
    if len(text) == 8:
        return _build(int(text[:4]), int(text[4:6]), int(text[6:]))
    if len(text) == 6:
        return _build(int(text[:4]), int(text[4:]))
    if len(text) == 4:
        return _build(int(text))
    if len(text) == 5:
        return _from_number(float(text))
    return None


def _build(
    year: int, month: int | None = None, day: int | None = None
) -> PartialDate | None:
    precision = Precision.DAY
    if month is None:
        precision = Precision.YEAR
    elif day is None:
        precision = Precision.MONTH
    try:
        return _within(PartialDate(date(year, month or 1, day or 1), precision))
    except ValueError:
        return None


def _within(found: PartialDate) -> PartialDate | None:
    return found if _FIRST_YEAR <= found.day.year <= _LAST_YEAR else None


def _from_han(year: str, month: str | None, day: str | None) -> PartialDate | None:
    return _build(
        int(year.translate(_HAN_DIGITS)),
        _han_number(month) if month else None,
        _han_number(day) if day else None,
    )


def _han_number(text: str) -> int:
    text = text.replace("元", "一").replace("廿", "二十")
    tens, ten, ones = text.partition("十")
    if not ten:
        return int(text.translate(_HAN_DIGITS))
    return (int(tens.translate(_HAN_DIGITS)) if tens else 1) * 10 + (
        int(ones.translate(_HAN_DIGITS)) if ones else 0
    )

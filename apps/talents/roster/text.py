"""The text of a cell: as a person reads it, and as it is compared."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime

_BLANKS = re.compile("[\\s\u200b-\u200f\u2060\ufeff\u00ad]+")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f]+")
_PROTECTED = re.compile(r'="(.*)"', re.DOTALL)  # ="0459…": how CSV files keep digits
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕|<[^<>]*>")
_NOT_WORD = re.compile(r"[\s*:;,.、。·/\\|_\-—~'\"!?#№。；：，]+")
# What Excel writes where a formula failed, and what people write for "nothing".
ERROR_VALUES = {
    "#N/A",
    "#REF!",
    "#VALUE!",
    "#DIV/0!",
    "#NAME?",
    "#NUM!",
    "#NULL!",
    "#SPILL!",
}
NOTHING = {"无", "-", "--", "—", "——", "/", "\\", "暂无", "空", "NULL", "N/A", "NONE"}


def cell_text(value: object) -> str:
    """A cell as text; a whole number without ".0", a day as 2026-11-22."""
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, bool):
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}" if value.time() else f"{value:%Y-%m-%d}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return "" if value is None else str(value)


def tidy(value: str) -> str:
    """Without blanks around it, invisible characters and Excel's error words."""
    text = value.strip()
    if not text:
        return ""
    if text[0] == "=":
        protected = _PROTECTED.fullmatch(text)
        text = protected.group(1).strip() if protected else text
    elif text[0] == "#" and text.upper() in ERROR_VALUES:
        return ""
    return text if text.isprintable() else _INVISIBLE.sub("", text).strip()


def one_line(value: str) -> str:
    """Text on one line with single blanks, half-width letters and digits."""
    text = tidy(value)
    if text.isascii():
        return " ".join(text.split())
    return " ".join(_half_width_letters(text).split())


def _half_width_letters(text: str) -> str:
    """Full-width letters and digits become half-width; brackets stay as written."""
    return text.translate(_LETTERS)


_LETTERS = {
    code: code - 0xFEE0
    for first, last in ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A))
    for code in range(first, last + 1)
} | {0x3000: 0x20, 0xA0: 0x20, 0xFF20: 0x40}


def plain_key(value: str) -> str:
    """What two spellings of one word have in common: no blanks, width, marks, case."""
    text = unicodedata.normalize("NFKC", value).casefold()
    return _NOT_WORD.sub("", _BLANKS.sub("", text))


def without_brackets(value: str) -> str:
    """``value`` without its remarks in brackets: 姓名（必填） → 姓名."""
    text = unicodedata.normalize("NFKC", value)
    return _BRACKETED.sub("", text) or text


def person_name(value: str) -> str:
    """A name in one form: no blanks inside a Chinese one, one kind of middle dot."""
    text = unicodedata.normalize("NFKC", tidy(value))
    text = _DOTS.sub("·", text)
    if text.isascii():
        return " ".join(text.split())
    if _LATIN.search(text):
        return " ".join(text.split())
    return _BLANKS.sub("", text)


_DOTS = re.compile("\\s*[·・•‧∙⋅･●]\\s*")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u0400-\u04ff]")

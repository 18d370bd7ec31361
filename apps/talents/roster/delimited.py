"""Opening .csv and .txt: which encoding, which delimiter."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _

from apps.talents.roster import limits
from apps.talents.roster.errors import RosterUnreadable
from apps.talents.roster.grids import Cells, Grid

_CHUNK = 1 << 18
_DELIMITERS = "\t,;|"


def open_text(file: BinaryIO, start: bytes, name: str) -> list[Grid]:
    """The one table of a text file.  Raises ``RosterUnreadable``."""
    encoding = _encoding_of(file, start)
    delimiter = _delimiter_of(file, encoding)

    def rows() -> Iterator[tuple[int, Cells]]:
        file.seek(0)
        text = io.TextIOWrapper(file, encoding=encoding, newline="")
        try:
            # One quoted cell that never ends must not swallow the file.
            csv.field_size_limit(limits.MAX_CELL_CHARACTERS * 16)
            yield from enumerate(csv.reader(text, delimiter=delimiter), start=1)
        except csv.Error as error:
            raise RosterUnreadable(
                _("The text file has a broken line: a quotation mark is missing."),
                code="file_damaged",
            ) from error
        finally:
            text.detach()

    return [Grid(name, rows)]


def _encoding_of(file: BinaryIO, start: bytes) -> str:
    """UTF-8 where every byte fits it, else GB 18030 (which holds GBK and GB 2312)."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\x00" in start:
        raise not_a_table()
    for encoding in ("utf-8-sig", "gb18030"):
        if _decodes(file, encoding):
            return encoding
    raise RosterUnreadable(
        _("The characters of the file cannot be read. Save it as UTF-8 and retry."),
        code="file_encoding",
    )


def _decodes(file: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while chunk := file.read(_CHUNK):
            if "\x00" in decoder.decode(chunk):
                raise not_a_table()
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def not_a_table() -> RosterUnreadable:
    return RosterUnreadable(
        _("This is not a roster: take an Excel file (.xlsx, .xls) or a CSV file."),
        code="file_wrong_type",
    )


def _delimiter_of(file: BinaryIO, encoding: str) -> str:
    """The sign that splits most of the first lines into the same number of cells."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        lines = [line for line, _number in zip(text, range(40), strict=False)]
    finally:
        text.detach()
    best, most = ",", 0
    for delimiter in _DELIMITERS:
        widths = Counter(len(cells) for cells in csv.reader(lines, delimiter=delimiter))
        widths.pop(1, None)
        if not widths:
            continue
        width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
        if count * width > most:
            best, most = delimiter, count * width
    return best

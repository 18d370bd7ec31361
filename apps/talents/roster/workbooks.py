"""Opening .xlsx and .xls: what is inside is looked at before anything is unpacked.

A spreadsheet is read by calamine, which gives the kept results of formulas and runs
none.  It lays a sheet out as one block, so a single cell at XFD1048576 would ask for
hundreds of gigabytes: where the cells lie is read from the packed text first.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from apps.talents.roster import limits
from apps.talents.roster.errors import RosterUnreadable
from apps.talents.roster.grids import Cells, Grid

ZIP_START = b"PK\x03\x04"
OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_CHUNK = 1 << 20
_OVERLAP = 64
# A cell beyond column CZ that holds something (an empty formatted one ends in "/>").
_FAR_COLUMN = re.compile(rb'<c r="(?:[D-Z][A-Z]|[A-Z]{3})\d+"[^>]*[^/>]>')
_FAR_ROW = re.compile(rb'<c r="[A-Z]{1,3}(?:[2-9]\d{5}|\d{7,})"[^>]*[^/>]>')


def open_workbook(file: BinaryIO, start: bytes) -> list[Grid]:
    """The visible sheets.  Raises ``RosterUnreadable``."""
    if start.startswith(ZIP_START):
        _check_package(file)
    elif _holds_encrypted_package(file):
        raise _password_error()
    file.seek(0)
    try:
        workbook = CalamineWorkbook.from_filelike(file)
    except PasswordError as error:
        raise _password_error() from error
    except CalamineError as error:
        raise damaged() from error
    readers = [
        _Reader(workbook, sheet.name)
        for sheet in workbook.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet
        and sheet.visible == SheetVisibleEnum.Visible
    ]
    return [Grid(reader.name, reader, reader.height) for reader in readers]


def damaged() -> RosterUnreadable:
    return RosterUnreadable(
        _("The file is damaged. Open it in Excel or WPS, save it again and retry."),
        code="file_damaged",
    )


def _password_error() -> RosterUnreadable:
    return RosterUnreadable(
        _("The file is protected by a password. Save it without one and retry."),
        code="file_has_password",
    )


def _too_large() -> RosterUnreadable:
    return RosterUnreadable(
        _(
            "The file is too large: at most %(rows)s rows and %(columns)s columns. "
            "Delete what stands far below or to the right of the table."
        )
        % {"rows": limits.MAX_ROWS, "columns": limits.MAX_COLUMNS},
        code="file_too_large",
    )


def _holds_encrypted_package(file: BinaryIO) -> bool:
    """Whether an OLE file is an encrypted .xlsx: it has a stream of that name."""
    file.seek(0)
    tail = b""
    while chunk := file.read(_CHUNK):
        if _ENCRYPTED in tail + chunk:
            return True
        tail = chunk[-len(_ENCRYPTED) :]
    return False


def _check_package(file: BinaryIO) -> None:
    """Refuse what is no workbook, and what would unpack to more than we can hold."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as package:
            names = {info.filename for info in package.infolist()}
            if "xl/workbook.xml" not in names and "xl/workbook.bin" not in names:
                raise RosterUnreadable(
                    _("This is not an Excel workbook. Save it as .xlsx and retry."),
                    code="file_wrong_type",
                )
            if sum(i.file_size for i in package.infolist()) > limits.MAX_UNPACKED_BYTES:
                raise _too_large()
            left = limits.MAX_UNPACKED_BYTES
            for info in package.infolist():
                if info.filename.startswith("xl/worksheets/sheet"):
                    left = _check_sheet(package, info, left)
                elif info.filename == "xl/sharedStrings.xml":
                    left = _count(package, info, left)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise damaged() from error
    except RuntimeError as error:  # zipfile: encrypted, or packed in an unknown way
        raise _password_error() if "encrypted" in str(error) else damaged() from error


def _chunks(
    package: zipfile.ZipFile, info: zipfile.ZipInfo, left: int
) -> Iterator[bytes]:
    """Unpack in pieces; what the file says about its own size is not believed."""
    with package.open(info) as part:
        while chunk := part.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                raise _too_large()
            yield chunk


def _count(package: zipfile.ZipFile, info: zipfile.ZipInfo, left: int) -> int:
    return left - sum(len(chunk) for chunk in _chunks(package, info, left))


def _check_sheet(package: zipfile.ZipFile, info: zipfile.ZipInfo, left: int) -> int:
    tail = b""
    for chunk in _chunks(package, info, left):
        left -= len(chunk)
        text = tail + chunk
        if _FAR_COLUMN.search(text) or _FAR_ROW.search(text):
            raise _too_large()
        tail = text[-_OVERLAP:]
    return left


class _Reader:
    """Reads one sheet when it is asked for; merged cells keep their value."""

    def __init__(self, workbook: CalamineWorkbook, name: str) -> None:
        self.workbook = workbook
        self.name = name
        self._sheet: CalamineSheet | None = None

    def __call__(self) -> Iterator[tuple[int, Cells]]:
        sheet = self._load()
        if sheet.start is None:
            return
        merged = _vertical_merges(sheet)
        kept: dict[tuple[int, int], object] = {}
        for index, cells in enumerate(sheet.iter_rows()):
            if merged and index in merged:
                for column, top in merged[index]:
                    if top == (index, column):
                        kept[top] = cells[column]
                    elif cells[column] == "":
                        cells[column] = kept.get(top, "")
            yield index + 1, cells

    def height(self) -> int:
        return self._load().height

    def _load(self) -> CalamineSheet:
        if self._sheet is None:
            try:
                self._sheet = self.workbook.get_sheet_by_name(self.name)
            except CalamineError as error:
                raise damaged() from error
        if self._sheet.height > limits.MAX_ROWS + 100:
            raise _too_large()
        return self._sheet


def _vertical_merges(
    sheet: CalamineSheet,
) -> dict[int, list[tuple[int, tuple[int, int]]]]:
    """{row: [(column, where the value stands)]}: one employer over many people."""
    found: dict[int, list[tuple[int, tuple[int, int]]]] = {}
    left = sheet.start[1] if sheet.start else 0
    count = 0
    for (top, first), (bottom, last) in sheet.merged_cell_ranges or []:
        if bottom == top or first != last or not 0 <= first - left < sheet.width:
            continue
        count += bottom - top
        if count > limits.MAX_MERGED_CELLS:
            break
        for row in range(top, bottom + 1):
            found.setdefault(row, []).append((first - left, (top, first - left)))
    return found

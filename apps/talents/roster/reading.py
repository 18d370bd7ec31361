"""From a file to a table: the right sheet, its header, and only the people's rows.

Office files open with title rows, end in totals and signatures, number empty rows in
advance and repeat the header on every printed page.  None of these is a row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from django.utils.translation import gettext as _

from apps.talents.roster import limits
from apps.talents.roster.delimited import not_a_table, open_text
from apps.talents.roster.errors import RosterUnreadable
from apps.talents.roster.fields import (
    Field,
    guess_field,
    header_key,
    is_added,
    is_serial,
)
from apps.talents.roster.grids import Cells, Grid
from apps.talents.roster.text import cell_text, plain_key
from apps.talents.roster.workbooks import OLE_START, ZIP_START, open_workbook

HEADER_WITHIN = 40  # rows from the top
SAMPLE_ROWS = 20
ENOUGH_WORDS = 1.5  # two headers, one of them known for certain

_TOTAL = re.compile(
    "(?:本页|本表|全部|总)?(?:合计|总计|小计|共计|累计|汇总|总数)(?:人数|数|[:\\d人名].*)?"
)
_SIGNATURE = re.compile(
    r"\(?(?:(?:单位|部门|分管|主要)?(?:填表|制表|填报|审核|复核|负责|经办|审批|联系)(?:人|领导)"
    r"|联系电话|(?:填表|填报|制表|上报)(?:日期|时间|单位))(?:签[字章名]|\(签[字章名]\))?:.*"
    r"|\(?(?:单位|部门)?\(?(?:加盖)?(?:盖章|公章|签章|签字)(?:处)?\)?:?"
)
_NOTE = re.compile("(?:注|备注|说明|填表说明|填报说明)[:\\d].*|\\*.*")
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"%PDF", b"RIFF", b"II*\x00")


@dataclass
class Roster:
    """A table of people.  ``rows()`` may be read again and keeps nothing in memory."""

    sheet: str
    header: list[str]
    header_row: int
    grid: Grid
    first_row: int
    other_sheets: list[str] = field(default_factory=list)
    skipped: list[tuple[int, str]] = field(default_factory=list)

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """(row number in the file, cells) of every row that is a person's.

        Raises ``RosterUnreadable`` past ``limits.MAX_ROWS``.
        """
        width = len(self.header)
        serial = next((i for i, text in enumerate(self.header) if is_serial(text)), -1)
        repeated = [header_key(text.rpartition("/")[2]) for text in self.header]
        count = 0
        self.skipped = []  # so that what was left out can be shown
        for number, cells in self.grid.rows():
            if number < self.first_row:
                continue
            del cells[width:]
            if len(cells) < width:
                cells += [""] * (width - len(cells))
            if _is_blank(cells, serial):
                continue
            if _may_be_furniture(cells, width) and _is_furniture(cells, repeated):
                if len(self.skipped) < SAMPLE_ROWS:
                    self.skipped.append((number, _shown(cells)))
                continue
            count += 1
            if count > limits.MAX_ROWS:
                raise RosterUnreadable(
                    _("The file has more than %(rows)s people. Split it and retry.")
                    % {"rows": limits.MAX_ROWS},
                    code="file_too_large",
                )
            yield number, cells

    @property
    def expected_rows(self) -> int:
        """About how many rows there are, for the progress bar; 0 where unknown."""
        return max(self.grid.height() - self.first_row + 1, 0)

    def sample(self) -> list[Cells]:
        """The first rows, for guessing and showing."""
        found = []
        for _number, cells in self.rows():
            found.append(list(cells))
            if len(found) == SAMPLE_ROWS:
                break
        return found


def open_roster(file: BinaryIO, *, name: str = "", sheet: str = "") -> Roster:
    """Find the table in an open file; ``sheet`` names one of several.

    The type is told by the content, never by the name.  Raises ``RosterUnreadable``
    with a sentence that says what to do.
    """
    file.seek(0)
    start = file.read(4096)
    size = file.seek(0, 2)
    if not start.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise RosterUnreadable(_("The file is empty."), code="file_empty")
    if size > limits.MAX_FILE_BYTES:
        raise RosterUnreadable(
            _("The file is larger than %(size)s MB. Split it and retry.")
            % {"size": limits.MAX_FILE_BYTES // 1024 // 1024},
            code="file_too_large",
        )
    if start.startswith((ZIP_START, OLE_START)):
        grids = open_workbook(file, start)
    else:
        _refuse_other_types(start)
        grids = open_text(file, start, name)
    return _choose(grids, sheet)


def _refuse_other_types(start: bytes) -> None:
    if start.startswith(_IMAGES):
        raise not_a_table()
    head = start.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if head.startswith((b"<html", b"<!doctype html", b"<table", b"<?xml", b"<meta")):
        raise RosterUnreadable(
            _("This is a web page saved as a table. Save it as .xlsx and retry."),
            code="file_wrong_type",
        )


def _choose(grids: list[Grid], wanted: str) -> Roster:
    """The sheet with the best header; among equals the first."""
    found: list[tuple[float, Roster]] = []
    for grid in grids:
        header = find_header(_top(grid))
        if header is None:
            continue
        score, index, height, texts = header
        found.append(
            (score, Roster(grid.name, texts, index + 1, grid, index + height + 1))
        )
    if not found:
        raise RosterUnreadable(
            _(
                "No table of people was found: a row with headers such as “Name” and "
                "“Document number” is missing."
            ),
            code="no_header",
        )
    chosen = max(found, key=lambda item: item[0])[1]
    for _score, roster in found:
        if roster.sheet == wanted:
            chosen = roster
    chosen.other_sheets = [r.sheet for _s, r in found if r is not chosen]
    return chosen


def _top(grid: Grid) -> list[tuple[int, Cells]]:
    top = []
    for number, cells in grid.rows():
        top.append((number, list(cells)))
        if number >= HEADER_WITHIN + 2:
            break
    return top


def find_header(
    top: list[tuple[int, Cells]],
) -> tuple[float, int, int, list[str]] | None:
    """(score, index, number of rows, texts) of the header, or ``None``.

    The row with most known words wins if it names people or documents; where no word
    is known, the first row of three or more short texts that the rows below fill.
    """
    best: tuple[float, int, int, list[str]] | None = None
    for index, (number, cells) in enumerate(top[:HEADER_WITHIN]):
        below = top[index + 1][1] if index + 1 < len(top) else []
        for height, texts in ((1, _texts(cells)), (2, _two_rows(cells, below))):
            score = _known_words(texts)
            if score >= ENOUGH_WORDS and (best is None or score > best[0]):
                best = (score, number - 1, height, texts)
    if best is not None:
        return best
    for index, (number, cells) in enumerate(top[:HEADER_WITHIN]):
        texts = _texts(cells)
        filled = sum(1 for text in texts if text)
        below = [row for _n, row in top[index + 1 : index + 6]]
        if filled >= 3 and _looks_like_header(cells) and _filled(below, filled):
            return 0.5, number - 1, 1, texts
    return None


def _texts(cells: Cells) -> list[str]:
    """Header texts on one line, without the empty columns at the end."""
    texts = [" ".join(cell_text(cell).split()) for cell in cells[: limits.MAX_COLUMNS]]
    while texts and (not texts[-1] or is_added(texts[-1])):
        texts.pop()
    return texts


def _two_rows(upper: Cells, lower: Cells) -> list[str]:
    """Texts of a header in two rows: "upper/lower" below a heading over columns."""
    above, below = _texts(upper), _texts(lower)
    if not above or not below or not all(isinstance(c, str) for c in lower):
        return []
    width = max(len(above), len(below))
    above += [""] * (width - len(above))
    below += [""] * (width - len(below))
    texts, heading = [], ""
    for top, bottom in zip(above, below, strict=True):
        heading = top or heading
        if not bottom:
            texts.append(top)
        elif not heading or heading == bottom:
            texts.append(bottom)
        else:
            texts.append(f"{heading}/{bottom}")
    return texts


def _known_words(texts: list[str]) -> float:
    guesses = {
        guess[0]: guess[1]
        for guess in (guess_field(text) for text in texts if len(text) <= 40)
        if guess
    }
    if Field.NAME not in guesses and Field.DOCUMENT_NUMBER not in guesses:
        return 0
    return sum(0.5 + certainty / 6 for certainty in guesses.values())


def _looks_like_header(cells: Cells) -> bool:
    filled = [cell for cell in cells if cell != ""]
    return all(isinstance(cell, str) and len(cell) <= 40 for cell in filled) and not (
        any(char.isdigit() for cell in filled for char in cell)
    )


def _filled(rows: list[Cells], width: int) -> bool:
    good = [row for row in rows if sum(1 for cell in row if cell != "") >= width / 2]
    return bool(rows) and len(good) * 2 >= len(rows)


def _is_blank(cells: Cells, serial: int) -> bool:
    """Nothing but a row number prepared in advance."""
    for column, cell in enumerate(cells):
        if cell == "" or (isinstance(cell, str) and not cell.strip()):
            continue
        if column != serial or not _is_figure(cell):
            return False
    return True


def _is_figure(cell: object) -> bool:
    return not isinstance(cell, str) or cell.strip().isdecimal()


def _may_be_furniture(cells: Cells, width: int) -> bool:
    """Cheap first look: totals and signatures fill few cells, headers only text."""
    filled = width - cells.count("")
    return filled * 2 <= width or filled <= 3 or isinstance(cells[0], str)


def _is_furniture(cells: Cells, header: list[str]) -> bool:
    """A total, a signature line, a closing note, or the header once more."""
    texts = [plain_key(cell) for cell in cells if isinstance(cell, str) and cell]
    if not texts:
        return False
    filled = len(cells) - cells.count("")
    if filled * 2 <= len(cells) or filled <= 3:
        raw = [_marks(cell) for cell in cells if isinstance(cell, str) and cell]
        if any(_TOTAL.fullmatch(text) for text in raw[:3]):
            return True
        if sum(1 for text in raw if _SIGNATURE.fullmatch(text)) * 2 >= len(raw):
            return True
        if filled <= 2 and _NOTE.match(raw[0]):
            return True
    same = sum(
        1
        for cell, text in zip(cells, header, strict=True)
        if text and isinstance(cell, str) and header_key(cell) == text
    )
    return same >= 3 and same * 2 >= len([text for text in header if text])


def _shown(cells: Cells) -> str:
    return " ".join(text for text in map(cell_text, cells) if text)[:80]


def _marks(text: str) -> str:
    """Without blanks, with half-width colons and brackets."""
    return "".join(text.split()).translate(str.maketrans("：（）＊", ":()*"))

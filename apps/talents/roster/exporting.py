"""The rejected rows of an import as a spreadsheet to correct and send again."""

from __future__ import annotations

import tempfile
from datetime import date, datetime
from typing import BinaryIO

import xlsxwriter
from django.utils.translation import gettext as _

from apps.talents.models import RosterImport, RosterRow
from apps.talents.roster.showing import reason_words
from apps.talents.roster.states import Outcome
from apps.talents.roster.text import cell_text
from apps.talents.roster.work import read_file

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def rejected_file(roster: RosterImport) -> BinaryIO:
    """The rejected rows with their own columns, the row number and every reason.

    Written row by row, so memory stays flat.  Every text is a text cell: what looks
    like a formula in the office's file is none here.  Days stay days.
    """
    rejected = dict(
        RosterRow.objects.filter(roster=roster, outcome=Outcome.REJECTED).values_list(
            "number", "reasons"
        )
    )
    table = read_file(roster)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    book = xlsxwriter.Workbook(
        file, {"constant_memory": True, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(_("Rejected rows"))
    bold = book.add_format({"bold": True, "bg_color": "#E7EFF0"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    # The names under which these two are known when the file comes back.
    header = [*table.header, _("Original row"), _("Rejected because")]
    for column, text in enumerate(header):
        sheet.write_string(0, column, text, bold)
        sheet.set_column(column, column, 28 if column == len(header) - 1 else 16)
    sheet.freeze_panes(1, 0)
    line = 0
    for number, cells in table.rows():
        if number not in rejected:
            continue
        line += 1
        for column, cell in enumerate(cells):
            if cell == "":
                continue
            if isinstance(cell, datetime | date):
                sheet.write_datetime(line, column, cell, day)
            elif isinstance(cell, float) and abs(cell) < 1e15:
                sheet.write_number(line, column, cell)
            else:
                sheet.write_string(line, column, _raw(cell))
        sheet.write_number(line, len(cells), number)
        sheet.write_string(
            line, len(cells) + 1, "；".join(reason_words(rejected[number]))
        )
    book.close()
    file.seek(0)
    return file


def _raw(cell: object) -> str:
    """The text as it was, without what a cell cannot hold."""
    return cell_text(cell)[:32_000]

"""A row of cells → a person's facts, or the reasons why not.

Fifty thousand rows pass through here in a second or two, so the work of a column is
chosen once per file and repeated words are looked up in bounded tables.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from apps.core.phones import read_phone
from apps.talents.choices import Precision
from apps.talents.identity import resident_id
from apps.talents.identity.documents import guess_kind, read_document
from apps.talents.identity.employer_code import read_employer_code
from apps.talents.identity.kinds import BadDocument, DocumentKind
from apps.talents.identity.regions import is_known_region
from apps.talents.identity.resident_id import InvalidNumber
from apps.talents.identity.travel import is_usual_passport
from apps.talents.roster import words
from apps.talents.roster.dates import PartialDate, read_date
from apps.talents.roster.fields import Field
from apps.talents.roster.grids import Cells
from apps.talents.roster.reasons import Reason, Remark
from apps.talents.roster.regions import read_region
from apps.talents.roster.text import NOTHING, cell_text, one_line, person_name

REMEMBERED = 20_000
_EMAIL = re.compile(r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+")
_AS_FIGURE = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
_NAME = re.compile(r"[^\W\d_]")
# The longest text each column of the register holds.
_LONGEST = {
    Field.NAME: 100,
    Field.EMAIL: 254,
    Field.EMPLOYER_NAME: 200,
    Field.POSITION: 100,
    Field.SCHOOL: 150,
    Field.MAJOR: 100,
    Field.REMARK: 2000,
}
_REASON_OF = {
    BadDocument.MISSING: Reason.NO_DOCUMENT,
    BadDocument.LOST_DIGITS: Reason.LOST_DIGITS,
    BadDocument.LENGTH: Reason.ID_LENGTH,
    BadDocument.CHARACTER: Reason.ID_CHARACTER,
    BadDocument.CHECKSUM: Reason.ID_CHECKSUM,
    BadDocument.BIRTH_DATE: Reason.ID_BIRTH_DATE,
    BadDocument.SHAPE: Reason.DOCUMENT_SHAPE,
    BadDocument.KIND: Reason.DOCUMENT_TYPE,
}


class CheckedRow(NamedTuple):
    """``values`` are ready for the register; refused where there are ``reasons``."""

    number: int
    values: dict[str, object]
    reasons: tuple[str, ...]
    remarks: tuple[str, ...]

    @property
    def reason(self) -> str:
        """The one that is counted."""
        return self.reasons[0] if self.reasons else ""


class _Remembering(dict):
    """Results by cell, so that a word is understood once; bounded, for flat memory."""

    def __init__(self, read: Callable[[object], object]) -> None:
        super().__init__()
        self.read = read

    def __missing__(self, cell: object) -> object:
        result = self.read(cell)
        if len(self) < REMEMBERED:
            self[cell] = result
        return result


class RowChecker:
    """Checks the rows of one file.

    ``mapping`` is field → column, ``regions`` a name key → region code (see
    ``regions.region_names``), ``on`` the day up to which birth dates are possible.
    ``home_region`` stands where a file says nothing; ``reach`` are the code prefixes
    that the importing person works for (empty prefix: all).
    """

    def __init__(
        self,
        mapping: Mapping[str, int],
        *,
        on: date,
        regions: Mapping[str, str],
        home_region: str,
        reach: tuple[str, ...] = ("",),
        allow_undocumented: bool = False,
    ) -> None:
        self.on = on
        self.home_region = home_region
        self.reach = reach
        self.allow_undocumented = allow_undocumented
        self._column = {Field(field): column for field, column in mapping.items()}
        self._name = self._column.get(Field.NAME)
        self._number = self._column.get(Field.DOCUMENT_NUMBER)
        self._type = self._column.get(Field.DOCUMENT_TYPE)
        self._birth = self._column.get(Field.BIRTH_DATE)
        self._region = self._column.get(Field.REGION)
        self._regions = _Remembering(lambda cell: _read_region(cell, dict(regions)))
        self._kinds = _Remembering(lambda c: words.read_document_kind(cell_text(c)))
        self._dates = _Remembering(read_date)
        self._plain = [
            (
                key,
                self._column[field],
                read if is_own else _Remembering(read).__getitem__,
            )
            for field, (key, read, is_own) in _PLAIN.items()
            if field in self._column
        ]

    def check(self, row: int, cells: Cells) -> CheckedRow:
        reasons: list[str] = []
        remarks: list[str] = []
        values: dict[str, object] = {}
        self._check_document(cells, values, reasons, remarks)
        self._check_birth_date(cells, values, reasons, remarks)
        self._check_name(cells, values, reasons)
        for key, column, read in self._plain:
            cell = cells[column]
            if cell == "":
                continue
            value, remark = read(cell)
            if value:
                values[key] = value
            if remark is Reason.TOO_LONG:
                reasons.append(remark)
            elif remark:
                remarks.append(remark)
        self._settle(values, remarks)
        self._check_region(cells, values, reasons)
        if "document_number" not in values and not reasons:
            self._check_undocumented(values, reasons, remarks)
        return CheckedRow(row, values, tuple(reasons), tuple(remarks))

    def _check_document(self, cells, values, reasons, remarks) -> None:
        cell = cells[self._number] if self._number is not None else ""
        kind = self._kinds[cells[self._type]] if self._type is not None else ""
        if isinstance(cell, float):
            if abs(cell) >= 1e15 or cell != int(cell):
                reasons.append(Reason.LOST_DIGITS)
                return
            cell = str(int(cell))
        text = cell if isinstance(cell, str) else cell_text(cell)
        if text[:1] in {"=", "#"}:
            text = cell_text(text)
        if not text or text.isspace() or text.strip() in NOTHING:
            if not self.allow_undocumented:
                reasons.append(Reason.NO_DOCUMENT)
            return
        if _AS_FIGURE.fullmatch(text.strip()):
            reasons.append(Reason.LOST_DIGITS)
            return
        if not kind:
            kind = guess_kind(text)
            stated = self._type is not None and cell_text(cells[self._type])
            if kind is None or (stated and kind == DocumentKind.PASSPORT):
                reasons.append(
                    Reason.DOCUMENT_TYPE if stated else Reason.DOCUMENT_SHAPE
                )
                return
            if stated:
                remarks.append(Remark.KIND_GUESSED)
        elif kind == DocumentKind.PASSPORT and resident_id.is_valid(text, on=self.on):
            kind = DocumentKind.RESIDENT_ID
            remarks.append(Remark.KIND_GUESSED)
        try:
            facts = read_document(kind, text, on=self.on)
        except InvalidNumber as error:
            reasons.append(_REASON_OF[error.reason])
            return
        values["document_type"] = facts.kind
        values["document_number"] = facts.number
        if facts.birth_date is not None:
            values["birth_date"] = facts.birth_date
            values["gender"] = facts.gender
            if facts.kind == DocumentKind.RESIDENT_ID:
                values["nationality"] = "CN"
                if not is_known_region(facts.number[:6]):
                    remarks.append(Remark.COUNTY)

    def _check_birth_date(self, cells, values, reasons, remarks) -> None:
        cell = cells[self._birth] if self._birth is not None else ""
        if cell == "" or (isinstance(cell, str) and not cell.strip()):
            return
        written: PartialDate | None = self._dates[cell]
        known = values.get("birth_date")
        if written is None:
            remarks.append(Remark.DATE)
        elif isinstance(known, date):
            if not written.agrees_with(known):
                reasons.append(Reason.BIRTH_DATE_DIFFERS)
        elif written.day > self.on or written.day.year < resident_id.OLDEST_BIRTH_YEAR:
            remarks.append(Remark.DATE)
        else:
            # Without an ID the day is what the office wrote; a month is kept apart,
            # because the register has no "some day in May".
            if written.precision == Precision.DAY:
                values["birth_date"] = written.day
            if written.precision != Precision.YEAR:
                values["birth_month"] = f"{written.day:%Y-%m}"

    def _check_name(self, cells, values, reasons) -> None:
        cell = cells[self._name] if self._name is not None else ""
        name = person_name(cell) if isinstance(cell, str) else ""
        if not name or name in NOTHING or not _NAME.search(name):
            reasons.append(Reason.NO_NAME)
        elif len(name) > _LONGEST[Field.NAME]:
            reasons.append(Reason.TOO_LONG)
        else:
            values["name"] = name

    def _check_region(self, cells, values, reasons) -> None:
        code = self.home_region
        if self._region is not None:
            cell = cells[self._region]
            if cell != "":
                code = self._regions[cell]
                if code == "":
                    code = self.home_region
                elif code is None:
                    reasons.append(Reason.UNKNOWN_REGION)
                    return
                else:
                    values["is_region_stated"] = True
        if not code.startswith(self.reach):
            reasons.append(Reason.OUT_OF_REACH)
        values["region"] = code

    def _settle(self, values, remarks) -> None:
        """What one column says against what another one proves."""
        stated = values.pop("stated_gender", "")
        if stated and "gender" not in values:
            values["gender"] = stated
        elif stated and stated != values["gender"]:
            remarks.append(Remark.GENDER)
        country = values.pop("stated_nationality", "")
        kind = values.get("document_type")
        if country:
            if kind == DocumentKind.RESIDENT_ID and country != "CN":
                remarks.append(Remark.NATIONALITY_ID)
            else:
                values["nationality"] = country
                if kind == DocumentKind.PASSPORT and not is_usual_passport(
                    str(values["document_number"]), str(country)
                ):
                    remarks.append(Remark.PASSPORT)
        elif "nationality" not in values and kind in _NATIONALITY_OF:
            values["nationality"] = _NATIONALITY_OF[kind]
        birth_date = values.get("birth_date")
        if isinstance(birth_date, date):
            values["birth_month"] = f"{birth_date:%Y-%m}"
        if values.get("category") and len(str(values["category"])) <= 2:
            # 人才类别 is the six categories in one office and A to E in the next.
            values.setdefault("grade", values.pop("category"))

    def _check_undocumented(self, values, reasons, remarks) -> None:
        if all(values.get(key) for key in ("name", "birth_month", "employer_name")):
            remarks.append(Remark.UNVERIFIED)
        else:
            reasons.append(Reason.UNDOCUMENTED)


_NATIONALITY_OF = {
    DocumentKind.HK_MACAU_PERMIT: "CN",
    DocumentKind.TAIWAN_PERMIT: "CN",
    DocumentKind.HMT_RESIDENCE: "CN",
}


def _read_region(cell: object, regions: dict[str, str]) -> str | None:
    """A code, ``""`` for an empty cell, ``None`` for a name nobody knows."""
    text = cell_text(cell)
    if not text or text in NOTHING:
        return ""
    return read_region(text, regions) or None


def _text(field: Field) -> Callable[[object], tuple[str, str]]:
    longest = _LONGEST[field]

    def read(cell: object) -> tuple[str, str]:
        text = one_line(cell) if isinstance(cell, str) else cell_text(cell)
        if len(text) > longest:
            return "", Reason.TOO_LONG
        return ("" if text in NOTHING else text), ""

    return read


def _word(
    read_word: Callable[[str], str], remark: Remark
) -> Callable[[object], tuple[str, str]]:
    def read(cell: object) -> tuple[str, str]:
        text = cell_text(cell)
        if not text or text in NOTHING:
            return "", ""
        code = read_word(text)
        return code, "" if code else remark

    return read


def _read_phone(cell: object) -> tuple[str, str]:
    if isinstance(cell, float) and cell.is_integer():
        cell = str(int(cell))
    return _word(read_phone, Remark.PHONE)(cell)


def _read_email_text(text: str) -> str:
    plain = one_line(text).replace(" ", "").replace("。", ".").replace("．", ".")
    return plain if _EMAIL.fullmatch(plain) and len(plain) <= 254 else ""


def _read_partial_date(cell: object) -> tuple[PartialDate | None, str]:
    if isinstance(cell, str) and (not cell.strip() or cell.strip() in NOTHING):
        return None, ""
    found = read_date(cell)
    return found, "" if found else Remark.DATE


def _read_category(text: str) -> str:
    return words.read_category(text) or words.read_grade(text)


def _read_remark(cell: object) -> tuple[str, str]:
    text = cell_text(cell)
    return text, Reason.TOO_LONG if len(text) > _LONGEST[Field.REMARK] else ""


# Field → (key in values, reader, whether nearly every cell is its own).
_PLAIN: dict[Field, tuple[str, Callable[[object], tuple[object, str]], bool]] = {
    Field.GENDER: (
        "stated_gender",
        _word(words.read_gender, Remark.GENDER_UNKNOWN),
        False,
    ),
    Field.NATIONALITY: (
        "stated_nationality",
        _word(words.read_country, Remark.NATIONALITY),
        False,
    ),
    Field.PHONE: ("phone", _read_phone, True),
    Field.EMAIL: ("email", _word(_read_email_text, Remark.EMAIL), True),
    Field.EMPLOYER_NAME: ("employer_name", _text(Field.EMPLOYER_NAME), False),
    Field.EMPLOYER_CODE: (
        "employer_code",
        _word(read_employer_code, Remark.EMPLOYER_CODE),
        False,
    ),
    Field.POSITION: ("position", _text(Field.POSITION), False),
    Field.EDUCATION: (
        "education",
        _word(words.read_education, Remark.EDUCATION),
        False,
    ),
    Field.SCHOOL: ("school", _text(Field.SCHOOL), False),
    Field.MAJOR: ("major", _text(Field.MAJOR), False),
    Field.GRADUATED: ("graduated", _read_partial_date, False),
    Field.TITLE: ("title", _word(words.read_title, Remark.TITLE), False),
    Field.CATEGORY: ("category", _word(_read_category, Remark.CATEGORY), False),
    Field.GRADE: ("grade", _word(words.read_grade, Remark.GRADE), False),
    Field.INTRODUCTION_MODE: (
        "introduction_mode",
        _word(words.read_introduction_mode, Remark.MODE),
        False,
    ),
    Field.INTRODUCED_ON: ("introduced_on", _read_partial_date, False),
    Field.REMARK: ("remark", _read_remark, True),
}

"""Checked rows into the staging tables by COPY.

Lines are written in COPY's text format by hand: fifty columns through the driver's
adaptation would cost more than reading the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import islice

from django.db import connection

from apps.core.crypto import blind_index, encrypt
from apps.talents import search
from apps.talents.choices import Precision
from apps.talents.models.documents import IdentityDocument
from apps.talents.models.employers import employer_key
from apps.talents.models.people import Talent, document_index
from apps.talents.models.roster import RosterEmployer, RosterRow, RosterStage
from apps.talents.pinyin import read_name
from apps.talents.roster.checking import CheckedRow
from apps.talents.roster.dates import PartialDate
from apps.talents.roster.states import Outcome

CHUNK = 4_000
_NULL = "\\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})

_STAGE = [
    "roster_id",
    "number",
    "document_kind",
    "document_number",
    "document_index",
    "document_tail",
    "name",
    "gender",
    "birth_date",
    "birth_month",
    "nationality",
    "region_id",
    "is_region_stated",
    "phone",
    "phone_index",
    "phone_tail",
    "email",
    "employer_name",
    "employer_key",
    "employer_code",
    "position",
    "education",
    "school",
    "major",
    "graduated_on",
    "graduated_precision",
    "title",
    "category",
    "grade",
    "introduction_mode",
    "introduced_on",
    "introduced_precision",
    "remark",
    "pinyin",
    "initials",
    "sort_key",
    "terms",
    "talent_id",
    "new_talent_id",
]
_ROW = [
    "roster_id",
    "number",
    "name",
    "tail",
    "outcome",
    "reasons",
    "remarks",
    "talent_id",
    "candidates",
    "decision",
    "changes",
    "phone_before",
    "phone_after",
    "is_undone",
    "undo_refusal",
]


def stage(
    roster_id: int,
    rows: Iterable[CheckedRow],
    *,
    progress: Callable[[int], None] = lambda done: None,
) -> int:
    """Write every row's outcome as far as the file alone decides it; return how many.

    Refused rows are final; the others are taken as new until ``matching`` looks.
    Replaces what an earlier check of the same import left.
    """
    clear(roster_id)
    write = _Lines(roster_id)
    count = 0
    for chunk in _chunks(rows):
        indexes = [write.index(row) for row in chunk]
        known = _known_people(indexes)
        kept_ids = iter(_reserve_ids(len(chunk)))
        row_lines, stage_lines = [], []
        for row, index in zip(chunk, indexes, strict=True):
            talent = known.get(index) if index else None
            new_id = None if row.reasons else next(kept_ids)
            row_lines.append(write.row(row, talent or new_id))
            if new_id is not None:
                stage_lines.append(write.stage(row, index, talent, new_id))
        _copy(RosterRow, _ROW, row_lines)
        _copy(RosterStage, _STAGE, stage_lines)
        count += len(chunk)
        progress(count)
    return count


def _chunks(rows: Iterable[CheckedRow]) -> Iterator[list[CheckedRow]]:
    rows = iter(rows)
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _known_people(indexes: list[str]) -> dict[str, int]:
    """Who of a chunk is on the register, by document; asked before the rows are written
    because writing each of them twice would cost more than reading the file."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT d.number_index, coalesce(t.merged_into_id, t.id)
            FROM talents_identitydocument d JOIN talents_talent t ON t.id = d.talent_id
            WHERE d.number_index = ANY (%s)
            """,
            [[index for index in indexes if index]],
        )
        return dict(cursor.fetchall())


def _reserve_ids(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('talents_talent', 'id')) "
            "FROM generate_series(1, %s)",
            [count],
        )
        return [row[0] for row in cursor.fetchall()]


def clear(roster_id: int) -> None:
    """Drop what was staged, by statement: a hundred thousand rows need no objects."""
    with connection.cursor() as cursor:
        for model in (RosterStage, RosterEmployer, RosterRow):
            cursor.execute(
                f"DELETE FROM {model._meta.db_table} WHERE roster_id = %s",  # noqa: S608
                [roster_id],
            )


def _copy(model, columns: list[str], lines: list[str]) -> None:
    if not lines:
        return
    statement = f"COPY {model._meta.db_table} ({', '.join(columns)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write("".join(lines))


class _Lines:
    """Rows in COPY's text format."""

    def __init__(self, roster_id: int) -> None:
        self.roster_id = str(roster_id)
        self._number_context = IdentityDocument._meta.get_field("number").context
        self._phone_context = Talent._meta.get_field("phone").context
        self._keys: dict[str, str] = {}

    def index(self, row: CheckedRow) -> str:
        """The blind index of the row's document."""
        number = row.values.get("document_number", "")
        if not number or row.reasons:
            return ""
        return document_index(str(row.values["document_type"]), number)

    def row(self, row: CheckedRow, talent: int | None) -> str:
        values = row.values
        return "\t".join(
            (
                self.roster_id,
                str(row.number),
                _text(values.get("name", "")),
                str(values.get("document_number", ""))[-4:],
                Outcome.REJECTED.value if row.reasons else Outcome.CREATED.value,
                "{" + ",".join(row.reasons) + "}",
                "{" + ",".join(row.remarks) + "}",
                _NULL if talent is None else str(talent),
                "{}\t\t{}\t\t\tf\t\n",
            )
        )

    def stage(
        self, row: CheckedRow, index: str, talent: int | None, new_id: int
    ) -> str:
        values = row.values
        get = values.get
        name = values["name"]
        number = get("document_number", "")
        kind = str(values["document_type"]) if number else ""
        phone = get("phone", "")
        employer = get("employer_name", "")
        reading = read_name(name)
        graduated, introduced = get("graduated"), get("introduced_on")
        birth_date = get("birth_date")
        return (
            "\t".join(
                (
                    self.roster_id,
                    str(row.number),
                    kind,
                    encrypt(number, context=self._number_context) if number else "",
                    index,
                    number[-4:],
                    _text(name),
                    str(get("gender", "")),
                    birth_date.isoformat() if birth_date else _NULL,
                    get("birth_month", ""),
                    get("nationality", ""),
                    values["region"],
                    "t" if get("is_region_stated") else "f",
                    encrypt(phone, context=self._phone_context) if phone else "",
                    blind_index("phone", phone),
                    phone[-4:],
                    _text(get("email", "")),
                    _text(employer),
                    _text(self._employer_key(employer)) if employer else "",
                    get("employer_code", ""),
                    _text(get("position", "")),
                    get("education", ""),
                    _text(get("school", "")),
                    _text(get("major", "")),
                    _day(graduated),
                    graduated.precision.value if graduated else Precision.DAY.value,
                    get("title", ""),
                    get("category", ""),
                    get("grade", ""),
                    get("introduction_mode", ""),
                    _day(introduced),
                    introduced.precision.value if introduced else Precision.DAY.value,
                    _text(get("remark", "")),
                    reading.full[:200],
                    reading.initials[:60],
                    reading.sort_key[:240],
                    _array(search.person_terms(name, [number, phone])),
                    _NULL if talent is None else str(talent),
                    str(new_id),
                )
            )
            + "\n"
        )

    def _employer_key(self, name: str) -> str:
        key = self._keys.get(name)
        if key is None:
            key = employer_key(name)
            if len(self._keys) < 50_000:
                self._keys[name] = key
        return key


def _text(value: str) -> str:
    return value if value.isalnum() else value.translate(_ESCAPES)


def _day(value: PartialDate | date | None) -> str:
    return value.day.isoformat() if isinstance(value, PartialDate) else _NULL


def _array(terms: list[str]) -> str:
    """Terms hold letters, digits and "#"; anything else is quoted."""
    terms = [term for term in terms if len(term) <= search.LONGEST_TERM]
    plain = "".join(terms)
    if plain.replace("#", "").isalnum() or not plain:
        return "{" + ",".join(terms) + "}"
    quoted = (
        '"' + term.replace("\\", "\\\\").replace('"', '\\"') + '"' for term in terms
    )
    return ("{" + ",".join(quoted) + "}").translate(_ESCAPES)

"""Read the State Council's yearly notice, as pasted, into days.

The notice has had one form for twenty years: numbered paragraphs, each with a name, the
days off ("1月1日（周四）至3日（周六）放假调休，共3天") and the make-up days ("1月4日（周日）上班").
What does not fit is said, never skipped.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext as _

# One paragraph: 一、元旦：… up to the next number or the end.
_PARAGRAPH = re.compile(
    r"(?:^|\n|。)\s*[一二三四五六七八九十]{1,2}、\s*([^:\n]{2,20}):([^\n]+)"
)
_BRACKETS = re.compile(r"\([^()]*\)")
_DAY = r"(?:(?P<{0}y>\d{{4}})年)?(?:(?P<{0}m>\d{{1,2}})月)?(?P<{0}d>\d{{1,2}})日"
_RANGE = re.compile(
    _DAY.format("a") + r"(?:\s*(?:至|到|-|—|~)\s*" + _DAY.format("b") + ")?"
)
_COUNT = re.compile(r"共(\d{1,2})天")
_YEAR = re.compile(r"(20\d\d)年(?:部分)?节假日安排|现将(20\d\d)年")
_DOCUMENT = re.compile(
    r"国办发(?:明电|电)?\s*[\[〔(]?\s*(20\d\d)\s*[\]〕)]?\s*(\d{1,3})\s*号"
)
_NAME = {"off": "放假", "work": "上班"}


@dataclass(frozen=True)
class DayEntry:
    date: date
    is_workday: bool
    name: str


@dataclass
class Notice:
    """What was understood, and every sentence that was not."""

    year: int | None = None
    document: str = ""
    entries: list[DayEntry] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read_notice(text: str, *, year: int) -> Notice:
    """Entries for ``year`` (and days around it that the notice names)."""
    text = unicodedata.normalize("NFKC", text)
    notice = Notice()
    if found := _YEAR.search(text):
        notice.year = int(found.group(1) or found.group(2))
        if notice.year != year:
            notice.problems.append(
                _("This notice is about {found}, not {year}.").format(
                    found=notice.year, year=year
                )
            )
    if found := _DOCUMENT.search(text):
        notice.document = f"国办发明电〔{found.group(1)}〕{found.group(2)}号"
    for found in _PARAGRAPH.finditer(text):
        _read_paragraph(notice, found.group(1).strip(), found.group(2), year)
    _check_twice(notice)
    if not notice.entries:
        notice.problems.append(_("No days were found in this text."))
    return notice


def _read_paragraph(notice: Notice, name: str, text: str, year: int) -> None:
    text = _BRACKETS.sub("", text)
    month = None
    for sentence in re.split(r"[。;]", text):
        if not sentence.strip():
            continue
        is_off, is_work = _NAME["off"] in sentence, _NAME["work"] in sentence
        ranges = list(_RANGE.finditer(sentence))
        if not ranges or is_off == is_work:
            if ranges or is_off or is_work:
                notice.problems.append(
                    _("{name}: “{sentence}” is not understood.").format(
                        name=name, sentence=sentence.strip()
                    )
                )
            continue
        days: list[date] = []
        for found in ranges:
            part, month = _days_of(found, year, month)
            if not part:
                notice.problems.append(
                    _("{name}: “{sentence}” is not understood.").format(
                        name=name, sentence=found.group(0)
                    )
                )
            days += part
        said = _COUNT.search(sentence)
        if is_off and said and int(said.group(1)) != len(days):
            notice.problems.append(
                _("{name}: the notice says {said} days, {found} were read.").format(
                    name=name, said=said.group(1), found=len(days)
                )
            )
        notice.entries += [DayEntry(day, is_work, name) for day in days]


def _days_of(
    found: re.Match, year: int, month: int | None
) -> tuple[list[date], int | None]:
    """The days of one mention; a month left out is the one named before it."""
    parts = found.groupdict()
    first = _date(parts["ay"], parts["am"], parts["ad"], year, month)
    if first is None:
        return [], month
    last = first
    if parts["bd"]:
        last = _date(parts["by"], parts["bm"], parts["bd"], first.year, first.month)
    if last is None or not 0 <= (last - first).days < 20:
        return [], first.month
    days = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    return days, last.month


def _date(
    year: str | None,
    month: str | None,
    day: str,
    this_year: int,
    month_before: int | None,
) -> date | None:
    number = int(month) if month else month_before
    if number is None:
        return None
    try:
        return date(int(year) if year else this_year, number, int(day))
    except ValueError:
        return None


def _check_twice(notice: Notice) -> None:
    seen: dict[date, DayEntry] = {}
    kept = []
    for entry in notice.entries:
        before = seen.get(entry.date)
        if before is not None and before.is_workday != entry.is_workday:
            notice.problems.append(
                _("{day} is both off and a working day.").format(day=entry.date)
            )
        if before is None:
            seen[entry.date] = entry
            kept.append(entry)
    notice.entries = sorted(kept, key=lambda entry: entry.date)

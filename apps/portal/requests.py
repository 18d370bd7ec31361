"""A person's requests for help, as that person reads them: no internal word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.cases.clock import face_of_row
from apps.cases.history import entry
from apps.cases.models import Case, CaseEvent, EventKind
from apps.cases.states import CaseStatus
from apps.portal.words import promise

# What somebody said, as against what happened.
SAID = frozenset(
    {
        EventKind.OPENED,
        EventKind.NOTE,
        EventKind.ASKED,
        EventKind.REPLIED,
        EventKind.RESUMED,
        EventKind.ANSWERED,
        EventKind.RATED,
    }
)


@dataclass(frozen=True)
class Row:
    """One request in a list.  ``wants`` is what the person is to do, or empty."""

    case: Case
    wants: str
    clock: str

    @property
    def number(self) -> str:
        return self.case.number


def wants_of(case: Case) -> str:
    """What the request waits for from the person it is about."""
    if case.status == CaseStatus.WAITING:
        return _("Please answer a question")
    if case.status == CaseStatus.ANSWERED:
        return _("Please say whether the answer solves it")
    if case.status == CaseStatus.CONFIRMED:
        return _("Please rate the answer")
    return ""


def clock_of(case: Case, on: date) -> str:
    """The promise in words while the request is open; from the kept columns."""
    if not case.is_open:
        return ""
    face = face_of_row(
        due_date=case.due_date,
        due_earliest=case.due_earliest,
        status=case.status,
        on=on,
    )
    return promise(face.due, on)


def rows_of(cases: Iterable[Case], on: date) -> list[Row]:
    return [Row(case, wants_of(case), clock_of(case, on)) for case in cases]


@dataclass(frozen=True)
class Line:
    """One thing said, or one thing that happened."""

    at: datetime
    who: str
    what: str
    text: str
    is_mine: bool
    is_said: bool


def talk_of(case: Case, reader: User) -> list[Line]:
    """What was said and done, oldest first; only what is marked for the talent."""
    events = (
        CaseEvent.objects.filter(case=case, visible_to_talent=True)
        .select_related("by")
        .order_by("at", "id")
    )
    return [_line(case, event, reader) for event in events]


def _line(case: Case, event: CaseEvent, reader: User) -> Line:
    shown = entry(event)
    is_mine = event.by_id == reader.pk
    return Line(
        at=event.at,
        who=_("I") if is_mine else _speaker(case, event),
        # A request or a reply says by itself what it is.
        what="" if event.kind in {EventKind.OPENED, EventKind.REPLIED} else shown.title,
        text=shown.text,
        is_mine=is_mine,
        is_said=event.kind in SAID and bool(shown.text),
    )


def _speaker(case: Case, event: CaseEvent) -> str:
    """One's commissioner has a name; everybody else is the office."""
    if event.by_id is None:
        return _("The system")
    if event.by_id == case.commissioner_id:
        return str(event.by)
    return _("The office")

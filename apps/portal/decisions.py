"""What came of an application, in words for the person it is about."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from apps.applications.models import Application
from apps.applications.states import KINDS, Status
from apps.policies.rules import Words
from apps.subsidies.models import Calculation


@dataclass(frozen=True)
class TraceLine:
    words: str
    amount: Decimal | None


@dataclass(frozen=True)
class PlannedPart:
    """One part of a payment.  ``due_on``: unknown while its date is not there yet."""

    number: int
    amount: Decimal
    due_on: date | None


@dataclass(frozen=True)
class Sum:
    """An amount and how it came about.  ``is_final``: it was approved."""

    amount: Decimal | None
    trace: list[TraceLine]
    is_final: bool
    at: datetime
    parts: list[PlannedPart] = field(default_factory=list)


@dataclass(frozen=True)
class Event:
    """One line of the history (``core/_timeline.html`` knows these names)."""

    at: datetime
    icon: str
    title: str
    text: str
    kind: str
    url: str = ""


ICONS = {
    Status.DRAFT: "pencil",
    Status.SUBMITTED: "inbox",
    Status.RETURNED: "arrow-return-left",
    Status.APPROVED: "check-circle",
    Status.REJECTED: "x-octagon",
    Status.NOT_ACCEPTED: "x-octagon",
    Status.WITHDRAWN: "dash-circle",
    Status.DEEMED_WITHDRAWN: "dash-circle",
}
MARKS = {"ok": "ok", "no": "late", "wait": "due"}


def sum_of(application: Application) -> Sum | None:
    """The approved amount, or what came out when it was sent.

    What reviewers worked out in between is theirs until it is decided.
    """
    is_final = application.status == Status.APPROVED
    found = Calculation.objects.filter(application=application)
    if not is_final:
        found = found.filter(decision__isnull=True)
    last = found.order_by("-pk").first()
    if last is None:
        return None
    trace = [
        TraceLine(
            str(Words(step["zh"], step["en"])),
            Decimal(step["amount"]) if step["amount"] is not None else None,
        )
        for step in last.trace
    ]
    parts = _parts_of(application) if is_final else []
    return Sum(last.amount, trace, is_final, last.at, parts)


def _parts_of(application: Application) -> list[PlannedPart]:
    """The plan frozen with the approval; nothing to say where it is one part."""
    planned = (application.facts or {}).get("plan", [])
    if len(planned) < 2:
        return []
    return [
        PlannedPart(
            part["number"],
            Decimal(part["amount"]),
            date.fromisoformat(part["due_on"]) if part["due_on"] else None,
        )
        for part in planned
    ]


def history_of(application: Application) -> list[Event]:
    """Changes of state with the notes meant for the applicant, newest first."""
    transitions = application.transitions.order_by("-pk")
    return [
        Event(
            at=each.at,
            icon=ICONS.get(each.new, "arrow-right"),
            title=_title(each.old, each.new),
            text=each.note,
            kind=MARKS.get(KINDS[each.new], ""),
        )
        for each in transitions
    ]


def _title(old: str, new: str) -> str:
    if old == Status.RETURNED and new == Status.SUBMITTED:
        return _("Corrected and sent again")
    if new == Status.DRAFT:
        return _("Begun")
    return str(Status(new).label)

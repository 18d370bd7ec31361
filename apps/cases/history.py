"""A case's events in words, in the language of the reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.cases.models import (
    Answer,
    CaseEvent,
    DepartmentTask,
    EventKind,
    FollowUp,
    Priority,
    Score,
)
from apps.cases.models.cases import ClosedHow

ICONS = {
    EventKind.OPENED: "inbox",
    EventKind.CLAIMED: "person-check",
    EventKind.SORTED: "tag",
    EventKind.STARTED: "play-circle",
    EventKind.NOTE: "pencil",
    EventKind.ASKED: "question-circle",
    EventKind.REPLIED: "reply",
    EventKind.RESUMED: "play-circle",
    EventKind.SENT: "send",
    EventKind.ACCEPTED: "building-check",
    EventKind.RETURNED: "arrow-return-left",
    EventKind.TASK_ANSWERED: "building",
    EventKind.CALLED_OFF: "x-circle",
    EventKind.ANSWERED: "chat-left-text",
    EventKind.CONFIRMED: "check-circle",
    EventKind.RATED: "star",
    EventKind.CLOSED: "check2-all",
    EventKind.REOPENED: "arrow-counterclockwise",
    EventKind.SUPERVISED: "eye",
    EventKind.RELEASED: "eye-slash",
    EventKind.EXTENSION_ASKED: "hourglass-split",
    EventKind.EXTENDED: "hourglass-split",
    EventKind.NOT_EXTENDED: "hourglass-bottom",
    EventKind.FOLLOWED_UP: "telephone",
    EventKind.MOVED: "arrow-left-right",
    EventKind.WITHDRAWN: "dash-circle",
}
MARKS = {
    EventKind.ANSWERED: "ok",
    EventKind.CONFIRMED: "ok",
    EventKind.CLOSED: "ok",
    EventKind.REOPENED: "late",
    EventKind.SUPERVISED: "late",
    EventKind.RETURNED: "due",
    EventKind.ASKED: "due",
}


@dataclass(frozen=True)
class Entry:
    """One event as a page shows it (``core/_timeline.html`` knows these names)."""

    at: datetime
    icon: str
    title: str
    text: str
    who: str
    kind: str
    is_internal: bool
    url: str = ""


def entries(events: Iterable[CaseEvent]) -> list[Entry]:
    """Newest first.  The events come with ``by`` selected."""
    return [entry(event) for event in reversed(list(events))]


def entry(event: CaseEvent) -> Entry:
    kind = EventKind(event.kind)
    return Entry(
        at=event.at,
        icon=ICONS[kind],
        title=_title(kind, event.data),
        text=_text(kind, event),
        who=str(event.by) if event.by else _("System"),
        kind=MARKS.get(kind, ""),
        is_internal=not event.visible_to_talent,
    )


def local_name(names: list[str]) -> str:
    """Of [name, English name] the one for the reader."""
    name, name_en = names[0], names[1] if len(names) > 1 else ""
    return name_en if name_en and (get_language() or "").startswith("en") else name


def _title(kind: EventKind, data: dict) -> str:
    label = str(kind.label)
    if kind == EventKind.SENT:
        offices = _(", ").join(
            f"{local_name(names)} ({DepartmentTask.Duty(names[2]).label})"
            for names in data.get("offices", ())
        )
        return f"{label}: {offices}" if offices else label
    if "office" in data:
        return f"{label}: {local_name(data['office'])}"
    if kind == EventKind.RATED:
        return f"{label}: {Score(data['score']).label}"
    if kind == EventKind.FOLLOWED_UP:
        return f"{label}: {FollowUp.Outcome(data['outcome']).label}"
    if kind == EventKind.ANSWERED:
        return f"{label}: {Answer.Result(data['result']).label}"
    if kind == EventKind.CLOSED and data.get("how"):
        return f"{label}: {ClosedHow(data['how']).label}"
    if kind in {EventKind.EXTENSION_ASKED, EventKind.EXTENDED}:
        return _("{label}: {days} working days").format(
            label=label, days=data["workdays"]
        )
    return label


def _text(kind: EventKind, event: CaseEvent) -> str:
    data = event.data
    if kind == EventKind.SORTED:
        return " → ".join(
            f"{local_name(names)} · {Priority(names[2]).label}"
            for names in (data["from"], data["to"])
        )
    parts = [event.text]
    if data.get("reason"):
        parts.append(_("Reason: {text}").format(text=data["reason"]))
    if data.get("plan"):
        parts.append(_("Plan: {text}").format(text=data["plan"]))
    return "\n".join(part for part in parts if part)

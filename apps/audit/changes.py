"""An event's details as lines that a person can read."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from apps.audit.models import AuditEvent


class Change(NamedTuple):
    field: str
    old: str
    new: str


def changes_of(event: AuditEvent) -> list[Change]:
    """Fields with their old and new value; a value that is not a mapping has no name."""
    old, new = event.data.get("old"), event.data.get("new")
    if old is None and new is None:
        return []
    olds = old if isinstance(old, dict) else {"": old}
    news = new if isinstance(new, dict) else {"": new}
    names = [*olds, *(name for name in news if name not in olds)]
    return [
        Change(name, _text(olds.get(name)), _text(news.get(name)))
        for name in names
        if olds.get(name) is not None or news.get(name) is not None
    ]


def other_details(event: AuditEvent) -> list[tuple[str, str]]:
    return [
        (name, _text(value))
        for name, value in event.data.items()
        if name not in {"old", "new"}
    ]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)

"""The only writer of the trace."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import Model

from apps.audit.context import current
from apps.audit.models import AuditEvent

# The encoder of JSONField is plain; values arrive as dates and Decimals.
_encode = DjangoJSONEncoder().default


def target_of(thing: Model | str) -> str:
    """``cases.case:17``: how the trace, messages and documents name a row."""
    if isinstance(thing, str):
        return thing
    return f"{thing._meta.app_label}.{thing._meta.model_name}:{thing.pk}"


def record(
    action: str,
    *,
    target: Model | str,
    by,
    at: datetime,
    old: Any = None,
    new: Any = None,
    why: str = "",
    data: dict | None = None,
    is_read: bool = False,
) -> AuditEvent:
    """Write one event in the caller's transaction; it is rolled back with the act.

    ``action`` is dotted and past tense (``cases.case.closed``).  ``by`` is ``None`` for
    what the clock does.  Never put a sensitive value into ``old``, ``new`` or ``data``.
    Raises ``RuntimeError`` outside a transaction: a trace may not outlive its act.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"{action}: record inside the transaction of the act")
    facts = current.get()
    details = dict(data or {})
    if old is not None:
        details["old"] = old
    if new is not None:
        details["new"] = new
    return AuditEvent.objects.create(
        at=at,
        action=action,
        actor=by,
        actor_name=getattr(by, "name", "") or "",
        target=target_of(target),
        target_label="" if isinstance(target, str) else str(target)[:200],
        is_read=is_read,
        why=why,
        data=_plain(details),
        address=facts.address,
        request_id=facts.request_id,
    )


def record_read(
    what: str, *, target: Model | str, by, at: datetime, why: str
) -> AuditEvent:
    """Somebody looked at a sensitive field; ``what`` names the field, not its value."""
    return record(
        "audit.field.revealed",
        target=target,
        by=by,
        at=at,
        why=why,
        data={"field": what},
        is_read=True,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(inner) for inner in value]
    if value is None or isinstance(value, str | int | bool):
        return value
    if isinstance(value, float):
        raise TypeError("no float goes into the trace: money is Decimal")
    return _encode(value)

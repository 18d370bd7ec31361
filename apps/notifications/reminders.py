"""Ask every registered rule what is due, and post it: once each, though days were lost."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice

from django.db import transaction

from apps.core.reminders import Reminder, Rule, label_of, register, registered
from apps.notifications.models import ReminderRule
from apps.notifications.services.posting import NewMessage, post_messages

__all__ = ["FROM_HOUR", "Reminder", "label_of", "post_due", "register", "registered"]

logger = logging.getLogger(__name__)
FROM_HOUR = time(8)  # nobody is told anything at night
TRY_AGAIN_AFTER = timedelta(hours=1)
CHUNK = 1_000


def post_due(*, on: date, at: datetime) -> int:
    """Run every rule that has not run through on ``on`` yet; return what was new.

    Each in a transaction of its own: a broken rule is logged and tried again an hour
    later, the others run.  Safe to call every few minutes and from two schedulers.
    """
    return sum(_run(name, rule, on, at) for name, rule in registered().items())


def _run(name: str, rule: Rule, on: date, at: datetime) -> int:
    ReminderRule.objects.get_or_create(name=name)
    try:
        with transaction.atomic():
            row = (
                ReminderRule.objects.select_for_update(skip_locked=True)
                .filter(name=name, is_on=True)
                .first()
            )
            if row is None or _has_had_its_turn(row, on, at):
                return 0
            posted = sum(post_messages(chunk, at=at) for chunk in _chunks(rule(on)))
            row.last_date, row.last_count, row.tried_at, row.error = on, posted, at, ""
            row.save()
            return posted
    except Exception as error:
        logger.exception("reminder rule %s", name)
        ReminderRule.objects.filter(name=name).update(
            tried_at=at, error=f"{type(error).__name__}: {error}"[:300]
        )
        return 0


def _has_had_its_turn(row: ReminderRule, on: date, at: datetime) -> bool:
    if row.last_date is not None and row.last_date >= on:
        return True
    return bool(row.error) and at < row.tried_at + TRY_AGAIN_AFTER


def _chunks(reminders: Iterator[Reminder]) -> Iterator[list[NewMessage]]:
    reminders = iter(reminders)
    while chunk := [
        NewMessage(r.key, r.recipient_id, r.subject, r.body, r.url)
        for r in islice(reminders, CHUNK)
    ]:
        yield chunk

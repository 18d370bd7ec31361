"""Tell people something once, in the transaction of the act it is about."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from apps.accounts.models import User
from apps.core import hints
from apps.core.reminders import Text
from apps.notifications.models import Channel, DeliveryState, Message
from apps.notifications.tasks import deliver
from apps.notifications.texts import render, render_subject

logger = logging.getLogger(__name__)
BATCH = 100  # deliveries in one task


@dataclass(frozen=True)
class NewMessage:
    """Lazy ``subject`` and ``body`` are rendered in the recipient's language.

    A translated pattern with values stays lazy as ``format_lazy(_("… {n}"), n=n)`` or as
    a function; ``_("…") % values`` is turned to text at once, in *your* language.
    """

    key: str
    recipient_id: int
    subject: Text
    body: Text = ""
    url: str = ""
    is_statutory: bool = False


@transaction.atomic
def post_message(
    *,
    key: str,
    recipient: User | int,
    subject: Text,
    body: Text = "",
    url: str = "",
    at: datetime,
    is_statutory: bool = False,
) -> Message:
    """Put one message in an inbox and, where there is an address, in the outbox.

    Asking again with the same key and recipient returns the first message and sends
    nothing.  ``url`` is a path of ours.  Never put a sensitive value into the text.
    """
    recipient_id = recipient if isinstance(recipient, int) else recipient.pk
    post_messages(
        [NewMessage(key, recipient_id, subject, body, url, is_statutory)], at=at
    )
    return Message.objects.get(key=key, recipient_id=recipient_id)


@transaction.atomic
def post_messages(messages: Iterable[NewMessage], *, at: datetime) -> int:
    """Post many in three statements; return how many were new.

    People who do not exist (any more) are skipped.  What is new goes to Celery after
    commit; a broker that is down costs a minute (``sweep``), never the act.
    """
    # In one order everywhere: two batches at once wait for each other, no deadlock.
    messages = sorted(messages, key=lambda message: (message.key, message.recipient_id))
    if not messages:
        return 0
    languages = dict(
        User.objects.filter(
            pk__in={message.recipient_id for message in messages}
        ).values_list("pk", "language")
    )
    known = [message for message in messages if message.recipient_id in languages]
    if len(known) < len(messages):
        logger.warning("%s messages for nobody", len(messages) - len(known))
    new_ids = _insert(known, languages, at)
    if new_ids:
        _enqueue(_insert_deliveries(new_ids, at))
    return len(new_ids)


def _insert(
    messages: Sequence[NewMessage], languages: dict[int, str], at: datetime
) -> list[int]:
    columns = [
        [message.key for message in messages],
        [message.recipient_id for message in messages],
        [render_subject(m.subject, languages[m.recipient_id]) for m in messages],
        [render(m.body, languages[m.recipient_id]) for m in messages],
        [message.url for message in messages],
        [message.is_statutory for message in messages],
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO notifications_message
                   (key, recipient_id, subject, body, url, is_statutory, created_at)
               SELECT new.*, %s FROM unnest(
                   %s::text[], %s::bigint[], %s::text[], %s::text[], %s::text[],
                   %s::boolean[]) AS new
               ON CONFLICT (key, recipient_id) DO NOTHING
               RETURNING id""",
            [at, *columns],
        )
        return [row[0] for row in cursor.fetchall()]


def _insert_deliveries(message_ids: list[int], at: datetime) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO notifications_delivery
                   (message_id, channel, state, tries, next_try_at, error)
               SELECT m.id, %s, %s, 0, %s, ''
               FROM notifications_message m
               JOIN accounts_user u ON u.id = m.recipient_id
               WHERE m.id = ANY(%s) AND u.email <> '' AND u.is_active
               RETURNING id""",
            [Channel.EMAIL, DeliveryState.PENDING, at, message_ids],
        )
        return [row[0] for row in cursor.fetchall()]


def _enqueue(delivery_ids: list[int]) -> None:
    for start in range(0, len(delivery_ids), BATCH):
        hints.after_commit(deliver, delivery_ids=delivery_ids[start : start + BATCH])

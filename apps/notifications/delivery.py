"""Send what is in the outbox.  Below services: tasks call it, services enqueue tasks."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from apps.notifications.channels import WAYS, Refused
from apps.notifications.models import Delivery, DeliveryState

logger = logging.getLogger(__name__)

CLAIM_EXPIRES_AFTER = timedelta(minutes=10)
FIRST_RETRY_AFTER = timedelta(minutes=1)  # doubling
MAX_TRIES = 8  # the last one about two hours after the first
SERVER_RETRY_AFTER = timedelta(minutes=5)


def send_batch(delivery_ids: Iterable[int], *, clock: Callable[[], datetime]) -> int:
    """Send these, each once; return how many this call sent.

    Safe to run twice and at the same time: each row is claimed by a conditional UPDATE
    that is committed before the network is touched, so of two workers one sees a row
    change.  A worker that dies after its claim leaves SENDING; ``CLAIM_EXPIRES_AFTER``
    later another takes it over.  So delivery is at least once: a mail may, rarely, come
    twice, never be lost.

    ``clock`` is asked anew for each row: a slow batch must not look like a dead one.
    """
    ways: dict[str, object] = {}
    sent = 0
    try:
        for delivery_id in delivery_ids:
            at = clock()
            if not claim(delivery_id, at=at):
                continue
            delivery = Delivery.objects.select_related("message__recipient").get(
                pk=delivery_id
            )
            try:
                way = ways.get(delivery.channel) or _opened(delivery.channel)
            except OSError as error:
                # Nobody's fault: costs no try, and the others need not find out too.
                _put_back(delivery, at, error, clock() + SERVER_RETRY_AFTER)
                logger.warning("%s cannot be reached: %s", delivery.channel, error)
                break
            ways[delivery.channel] = way
            sent += _send(way, delivery, claimed_at=at, clock=clock)
    finally:
        for way in ways.values():
            way.close()
    return sent


def claim(delivery_id: int, *, at: datetime) -> bool:
    """Take one row for this worker; ``False`` when another has it or it is not due."""
    return bool(
        Delivery.objects.filter(pk=delivery_id)
        .claimable(at, claim_lost_before=at - CLAIM_EXPIRES_AFTER)
        .update(state=DeliveryState.SENDING, claimed_at=at)
    )


def _opened(channel: str):
    way = WAYS[channel]()
    way.open()
    return way


def _send(way, delivery: Delivery, *, claimed_at: datetime, clock) -> bool:
    try:
        way.send(delivery.message)
    except Exception as error:  # noqa: BLE001 - one bad row stops nobody else
        _failed(delivery, claimed_at, error, clock())
        way.close()  # the next send opens a fresh one
        return False
    _mine(delivery, claimed_at).update(
        state=DeliveryState.SENT,
        claimed_at=None,
        sent_at=clock(),
        tries=delivery.tries + 1,
        error="",
    )
    return True


def _mine(delivery: Delivery, claimed_at: datetime):
    """The row as long as it is still this worker's claim."""
    return Delivery.objects.filter(
        pk=delivery.pk, state=DeliveryState.SENDING, claimed_at=claimed_at
    )


def _failed(delivery: Delivery, claimed_at, error: Exception, now: datetime) -> None:
    tries = delivery.tries + 1
    is_over = isinstance(error, Refused) or tries >= MAX_TRIES
    logger.warning("delivery %s, try %s: %s", delivery.pk, tries, _words(error))
    _mine(delivery, claimed_at).update(
        state=DeliveryState.FAILED if is_over else DeliveryState.PENDING,
        claimed_at=None,
        tries=tries,
        next_try_at=now + FIRST_RETRY_AFTER * 2 ** (tries - 1),
        error=_words(error),
    )


def _put_back(delivery: Delivery, claimed_at, error: Exception, next_try_at) -> None:
    _mine(delivery, claimed_at).update(
        state=DeliveryState.PENDING,
        claimed_at=None,
        next_try_at=next_try_at,
        error=_words(error),
    )


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:300]

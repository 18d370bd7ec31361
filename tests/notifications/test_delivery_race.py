"""Two workers, one delivery: only one of them sends it."""

import threading
from contextlib import suppress

import pytest
from django.core import mail
from django.db import connection

from apps.notifications import delivery
from apps.notifications.models import Delivery, DeliveryState
from tests.notifications.factories import AT, DeliveryFactory

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def two_at_once(monkeypatch, claim):
    """Both decide whether the row is theirs before either has sent it."""
    row = DeliveryFactory()
    meet = threading.Barrier(2)

    def slow(delivery_id, *, at):
        is_mine = claim(delivery_id, at=at)
        with suppress(threading.BrokenBarrierError):
            meet.wait(timeout=1)
        return is_mine

    monkeypatch.setattr(delivery, "claim", slow)
    sent = []

    def work():
        try:
            sent.append(delivery.send_batch([row.pk], clock=lambda: AT))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _worker in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(sent)


def claim_by_looking_first(delivery_id, *, at):
    """Read, then write, without a condition: how it is usually done."""
    if Delivery.objects.get(pk=delivery_id).state != DeliveryState.PENDING:
        return False
    meet_again.wait(timeout=5)
    Delivery.objects.filter(pk=delivery_id).update(
        state=DeliveryState.SENDING, claimed_at=at
    )
    return True


meet_again = threading.Barrier(2)


def test_the_race_is_real_when_the_claim_is_not_conditional(monkeypatch):
    """If this fails, the test below proves nothing."""
    two_at_once(monkeypatch, claim_by_looking_first)

    assert len(mail.outbox) == 2


def test_only_one_of_two_workers_sends(monkeypatch):
    assert two_at_once(monkeypatch, delivery.claim) == [0, 1]
    assert len(mail.outbox) == 1

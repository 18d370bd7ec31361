"""Sent once; one bad row stops nobody; a dead worker loses nothing."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail

from apps.core.errors import DomainError, NotAllowed
from apps.core.roles import Role
from apps.notifications import channels, delivery, services
from apps.notifications.models import Delivery, DeliveryState
from apps.notifications.services import outbox
from tests.accounts.factories import UserFactory
from tests.notifications.factories import AT, DeliveryFactory, MessageFactory

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def send(*deliveries, at=AT):
    sent = delivery.send_batch([each.pk for each in deliveries], clock=lambda: at)
    for each in deliveries:
        each.refresh_from_db()
    return sent


def refuse(monkeypatch, *addresses, error=None):
    """The mail server says no to these addresses."""
    real = channels.Email.send

    def picky(self, message):
        if message.recipient.email in addresses:
            raise error or SMTPRecipientsRefused(
                {message.recipient.email: (550, b"no such user")}
            )
        real(self, message)

    monkeypatch.setattr(channels.Email, "send", picky)


def to(email, **fields):
    return DeliveryFactory(message__recipient=UserFactory(email=email), **fields)


def test_is_sent_in_the_words_of_the_message(settings):
    settings.TALENT_BASE_URL = "https://talents.example"
    row = DeliveryFactory(
        message=MessageFactory(
            recipient=UserFactory(email="li@example.org"),
            subject="补正通知",
            body="请补正。",
            url="/my/",
        )
    )

    assert send(row) == 1

    letter = mail.outbox[0]
    assert (letter.to, letter.subject) == (["li@example.org"], "补正通知")
    assert letter.body == "请补正。\n\nhttps://talents.example/my/\n"
    assert (row.state, row.sent_at, row.tries, row.claimed_at) == ("sent", AT, 1, None)


def test_twice_is_sent_once():
    row = DeliveryFactory()

    assert (send(row), send(row)) == (1, 0)
    assert len(mail.outbox) == 1


def test_one_bad_address_stops_nobody_and_stays_to_be_seen(monkeypatch):
    refuse(monkeypatch, "bad@example.org")
    first, bad, last = to("a@example.org"), to("bad@example.org"), to("z@example.org")

    assert send(first, bad, last) == 2

    assert [letter.to for letter in mail.outbox] == [
        ["a@example.org"],
        ["z@example.org"],
    ]
    assert (bad.state, bad.tries, bad.sent_at) == ("pending", 1, None)
    assert "550" in bad.error


@pytest.mark.parametrize(
    "error",
    [UnicodeError("odd"), ValueError("bad header"), SMTPServerDisconnected("x")],
)
def test_whatever_goes_wrong_with_a_row_stays_its_own(monkeypatch, error):
    refuse(monkeypatch, "bad@example.org", error=error)
    bad, good = to("bad@example.org"), to("good@example.org")

    assert send(bad, good) == 1
    assert (bad.state, good.state) == ("pending", "sent")


def test_tries_come_at_doubling_distances_and_end(monkeypatch):
    refuse(monkeypatch, "bad@example.org")
    row = to("bad@example.org")
    at, waits = AT, []
    while row.state == DeliveryState.PENDING:
        assert send(row, at=at - timedelta(seconds=1)) == 0
        send(row, at=at)
        waits.append((row.next_try_at - at) // MINUTE)
        at = row.next_try_at

    assert waits == [1, 2, 4, 8, 16, 32, 64, 128]
    assert (row.state, row.tries) == ("failed", delivery.MAX_TRIES)
    assert send(row, at=at + timedelta(days=1)) == 0


def test_somebody_without_an_address_by_now_fails_at_once():
    row = to("x@example.org")
    row.message.recipient.email = ""
    row.message.recipient.save()

    send(row)

    assert (row.state, row.tries) == ("failed", 1)
    assert mail.outbox == []


def test_a_mail_server_that_is_away_costs_no_try(monkeypatch):
    asked = []

    def away(self):
        asked.append(self)
        raise ConnectionRefusedError("no server")

    with monkeypatch.context() as patched:
        patched.setattr(channels.Email, "open", away)
        rows = [to("a@example.org"), to("b@example.org")]
        assert send(*rows) == 0
        assert len(asked) == 1  # the second row need not find out too

    assert [(row.state, row.tries) for row in rows] == [("pending", 0)] * 2
    later = AT + delivery.SERVER_RETRY_AFTER
    assert send(*rows, at=later) == 2


class TestADeadWorker:
    """It claimed the row and was killed before, or right after, the network call."""

    @pytest.fixture
    def claimed(self):
        row = DeliveryFactory()
        assert delivery.claim(row.pk, at=AT)
        return row

    def test_nobody_else_sends_while_the_claim_holds(self, claimed):
        assert send(claimed, at=AT + delivery.CLAIM_EXPIRES_AFTER) == 0
        assert mail.outbox == []

    def test_another_takes_over_when_the_claim_expires(self, claimed):
        late = AT + delivery.CLAIM_EXPIRES_AFTER + timedelta(seconds=1)

        assert send(claimed, at=late) == 1
        assert (claimed.state, len(mail.outbox)) == ("sent", 1)

    def test_a_worker_that_wakes_up_late_writes_over_nothing(self, claimed):
        """It was only slow: by now the row is somebody else's, and sent."""
        late = AT + delivery.CLAIM_EXPIRES_AFTER + timedelta(seconds=1)
        send(claimed, at=late)

        delivery._failed(claimed, AT, OSError("timed out"), late)

        claimed.refresh_from_db()
        assert (claimed.state, claimed.error) == ("sent", "")


class TestSweep:
    @pytest.fixture
    def enqueued(self, monkeypatch):
        enqueued = []
        monkeypatch.setattr(
            outbox.deliver,
            "apply_async",
            lambda kwargs, **_options: enqueued.extend(kwargs["delivery_ids"]),
        )
        return enqueued

    def test_finds_what_was_missed_what_is_due_and_what_was_abandoned(self, enqueued):
        missed = DeliveryFactory(next_try_at=AT - timedelta(days=5))
        due = DeliveryFactory(next_try_at=AT, tries=3)
        abandoned = DeliveryFactory(
            state=DeliveryState.SENDING, claimed_at=AT - timedelta(minutes=11)
        )
        DeliveryFactory(next_try_at=AT + timedelta(seconds=1))
        DeliveryFactory(state=DeliveryState.SENDING, claimed_at=AT - 9 * MINUTE)
        DeliveryFactory(state=DeliveryState.SENT, sent_at=AT)
        DeliveryFactory(state=DeliveryState.FAILED)

        assert services.sweep(at=AT) == 3
        assert enqueued == [missed.pk, due.pk, abandoned.pk]

    def test_five_days_of_messages_go_out_once_each_afterwards(self, enqueued):
        rows = [DeliveryFactory(next_try_at=AT - timedelta(days=d)) for d in range(5)]

        services.sweep(at=AT)
        services.sweep(at=AT + MINUTE)  # the broker was slow: the same hints again
        delivery.send_batch(enqueued, clock=lambda: AT)

        assert len(enqueued) == 10
        assert len(mail.outbox) == 5
        assert {row.state for row in Delivery.objects.all()} == {"sent"}
        assert len(rows) == 5

    def test_asks_the_index_not_the_table(self, django_assert_num_queries, enqueued):
        with django_assert_num_queries(1):
            services.sweep(at=AT)


class TestSendAgain:
    def test_refuses_everybody_but_the_system_administrator(self, at):
        row = DeliveryFactory(state=DeliveryState.FAILED, tries=8)

        with pytest.raises(NotAllowed):
            services.send_again(
                delivery_id=row.pk, by=UserFactory(role=Role.AUDITOR), at=at
            )
        row.refresh_from_db()
        assert (row.state, row.tries) == ("failed", 8)

    def test_refuses_what_is_on_its_way(self, at):
        row = DeliveryFactory()

        with pytest.raises(DomainError):
            services.send_again(
                delivery_id=row.pk, by=UserFactory(role=Role.SYSTEM_ADMIN), at=at
            )

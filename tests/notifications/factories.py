"""The dullest valid messages."""

from __future__ import annotations

from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from apps.notifications.models import Channel, Delivery, Message
from tests.accounts.factories import UserFactory

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


class MessageFactory(DjangoModelFactory):
    class Meta:
        model = Message

    key = factory.Sequence(lambda n: f"fact:{n}")
    recipient = factory.SubFactory(UserFactory, email="somebody@example.org")
    subject = "Case C-2026-000001 was closed"
    body = "It was answered."
    created_at = AT


class DeliveryFactory(DjangoModelFactory):
    class Meta:
        model = Delivery

    message = factory.SubFactory(MessageFactory)
    channel = Channel.EMAIL
    next_try_at = AT

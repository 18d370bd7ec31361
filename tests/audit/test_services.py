"""What is written down, and in which transaction."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import transaction

from apps.audit.models import AuditEvent
from apps.audit.services import record, record_read, target_of
from tests.accounts.factories import OfficeFactory, UserFactory

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.mark.django_db
class TestRecord:
    def test_keeps_who_what_when_and_the_change(self):
        user, office = UserFactory(name="王晓岚"), OfficeFactory(name="人才办")
        record(
            "tests.office.moved",
            target=office,
            by=user,
            at=AT,
            old={"day": date(2026, 1, 1), "sum": Decimal("1.10")},
            new={"day": None, "list": (1, "二")},
            why="文件 1 号",
            data={"rows": 3},
        )
        event = AuditEvent.objects.get()
        assert event.at == AT
        assert (event.actor, event.actor_name) == (user, "王晓岚")
        assert event.target == f"accounts.office:{office.pk}"
        assert event.target_label == "人才办"
        assert event.why == "文件 1 号"
        assert event.data == {
            "old": {"day": "2026-01-01", "sum": "1.10"},
            "new": {"day": None, "list": [1, "二"]},
            "rows": 3,
        }
        assert not event.is_read

    def test_the_clock_acts_without_a_name(self):
        record("tests.day.ended", target="tests.day:1", by=None, at=AT)
        event = AuditEvent.objects.get()
        assert (event.actor, event.actor_name, event.target_label) == (None, "", "")

    def test_refuses_a_float_and_writes_nothing(self):
        with pytest.raises(TypeError, match="Decimal"):
            record("tests.a.b", target="t:1", by=None, at=AT, new={"sum": 0.1})
        assert not AuditEvent.objects.exists()

    def test_a_look_at_a_protected_field_names_the_field_not_the_value(self):
        user = UserFactory()
        record_read("phone", target=user, by=user, at=AT, why="call back")
        event = AuditEvent.objects.get()
        assert event.is_read
        assert event.action == "audit.field.revealed"
        assert event.data == {"field": "phone"}
        assert event.why == "call back"

    def test_targets_are_named_alike_everywhere(self):
        user = UserFactory()
        assert target_of(user) == f"accounts.user:{user.pk}"
        assert target_of("cases.case:1") == "cases.case:1"

    def test_a_request_leaves_its_address_and_an_id_that_the_answer_carries(
        self, client
    ):
        user = UserFactory(username="somebody")
        user.set_password("right-horse-9")
        user.save()
        response = client.post(
            "/login/",
            {"username": "somebody", "password": "right-horse-9"},
            REMOTE_ADDR="10.1.2.3",
        )
        event = AuditEvent.objects.get(action="accounts.session.began")
        assert event.address == "10.1.2.3"
        assert event.request_id == response["X-Request-ID"]


@pytest.mark.django_db(transaction=True)
class TestTransaction:
    def test_refuses_to_outlive_its_act(self):
        with pytest.raises(RuntimeError, match="inside the transaction"):
            record("tests.a.b", target="t:1", by=None, at=AT)
        assert not AuditEvent.objects.exists()

    def test_is_undone_with_the_act(self):
        with transaction.atomic():
            record("tests.a.b", target="t:1", by=None, at=AT)
            transaction.set_rollback(True)
        assert not AuditEvent.objects.exists()

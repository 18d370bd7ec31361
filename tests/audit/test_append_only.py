"""The database itself refuses to change, remove or empty the trail."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from apps.audit.models import AuditEvent, AuditSeal
from apps.audit.services import record

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sealed_event() -> AuditEvent:
    event = record("tests.thing.done", target="tests.thing:1", by=None, at=AT)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # seals, as a commit would
    return event


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_auditevent SET why = 'x'",
        "DELETE FROM audit_auditevent",
        "UPDATE audit_auditseal SET digest = 'x'",
        "DELETE FROM audit_auditseal",
    ],
)
def test_refuses_to_change_or_remove_and_changes_nothing(statement):
    before = AuditEvent.objects.values().get(), AuditSeal.objects.values().get()
    refuse(statement)
    after = AuditEvent.objects.values().get(), AuditSeal.objects.values().get()
    assert after == before


@pytest.mark.parametrize("table", ["audit_auditevent", "audit_auditseal"])
def test_refuses_to_be_emptied(truncate_guard, table):
    refuse(f"TRUNCATE {table} CASCADE")
    assert AuditEvent.objects.count() == 1


def test_the_model_refuses_too(sealed_event):
    AuditSeal.objects.all()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEvent.objects.filter(pk=sealed_event.pk).update(why="x")


def refuse(statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

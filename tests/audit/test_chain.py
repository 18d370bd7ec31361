"""The chain notices a changed, removed, inserted or reordered event."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from apps.audit import chain
from apps.audit.models import AuditEvent, AuditSeal
from apps.audit.services import record

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


def happen(count: int = 5) -> None:
    for n in range(count):
        with transaction.atomic():
            record("tests.thing.done", target=f"tests.thing:{n}", by=None, at=AT)


def tamper(statement: str) -> None:
    """What only an administrator of the database can do: triggers off, change, on."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)


def test_holds_when_nobody_touched_it():
    happen()
    report = chain.verify()
    assert report.is_whole
    assert (report.events, report.sealed, report.broken_at) == (5, 5, None)
    assert len(report.last_digest) == 64


def test_an_empty_trail_holds():
    report = chain.verify()
    assert report.is_whole
    assert (report.events, report.last_digest) == (0, "")


@pytest.mark.parametrize(
    "change",
    [
        "why = 'another reason'",
        "actor_name = 'somebody else'",
        "at = at + interval '1 microsecond'",
        "data = '{\"a\": 1}'",
        "is_read = true",
        "address = '10.0.0.1'",
    ],
)
def test_shows_the_first_link_after_a_change(change):
    happen()
    third = AuditEvent.objects.order_by("pk")[2]
    tamper(f"UPDATE audit_auditevent SET {change} WHERE id = {third.pk}")
    report = chain.verify()
    assert not report.is_whole
    assert report.broken_at == 3


def test_shows_a_removed_event():
    happen()
    third = AuditEvent.objects.order_by("pk")[2]
    tamper(f"DELETE FROM audit_auditevent WHERE id = {third.pk}")
    assert chain.verify().broken_at == 3


def test_shows_a_removed_event_with_its_seal():
    happen()
    third = AuditEvent.objects.order_by("pk")[2]
    tamper(f"DELETE FROM audit_auditseal WHERE event_id = {third.pk}")
    tamper(f"DELETE FROM audit_auditevent WHERE id = {third.pk}")
    assert chain.verify().broken_at == 4


def test_shows_an_event_slipped_in_without_a_seal():
    happen()
    tamper(
        "INSERT INTO audit_auditevent (at, action, actor_name, target, target_label,"
        " is_read, why, data, request_id)"
        " VALUES (now(), 'x', '', 'x', '', false, '', '{}', '')"
    )
    report = chain.verify()
    assert not report.is_whole
    assert (report.broken_at, report.unsealed) == (None, 1)


def test_shows_two_events_that_changed_places():
    happen()
    second, third = AuditEvent.objects.order_by("pk")[1:3]
    tamper(
        "UPDATE audit_auditseal SET event_id = -1 WHERE seq = 2;"
        f"UPDATE audit_auditseal SET event_id = {second.pk} WHERE seq = 3;"
        f"UPDATE audit_auditseal SET event_id = {third.pk} WHERE seq = 2"
    )
    assert chain.verify().broken_at == 2


def test_links_follow_the_order_of_commits_without_a_gap():
    happen(3)
    with transaction.atomic():
        record("tests.thing.done", target="tests.thing:9", by=None, at=AT)
        transaction.set_rollback(True)
    happen(2)
    assert list(AuditSeal.objects.order_by("seq").values_list("seq", flat=True)) == [
        1,
        2,
        3,
        4,
        5,
    ]
    assert chain.verify().is_whole


class TestCommand:
    def test_says_what_it_found(self, capsys):
        happen()
        call_command("verify_audit", "--json")
        assert json.loads(capsys.readouterr().out)["ok"] is True

    def test_fails_where_the_chain_does_not_hold(self):
        happen()
        tamper("UPDATE audit_auditevent SET why = 'x'")
        with pytest.raises(CommandError, match="first broken link 1"):
            call_command("verify_audit")

"""The trail on screen: who sees it, what narrows it, what it costs."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from apps.audit import actions
from apps.audit.models import AuditEvent
from apps.audit.services import record
from apps.core.roles import Role
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
LIST = reverse("audit:list")
LIST_QUERIES = 6  # user, grants, rows, count, last check, inbox badge
DETAIL_QUERIES = 4  # user, grants, event with actor and seal, inbox badge


@pytest.fixture
def auditor(client):
    user = UserFactory(role=Role.AUDITOR)
    client.force_login(user)
    return user


def happen(**more) -> AuditEvent:
    facts = {"action": "tests.a.done", "target": "tests.thing:1", "by": None, "at": AT}
    facts |= more
    return record(facts.pop("action"), **facts)


def shown(client, query: str = "") -> list[int]:
    return [event.pk for event in client.get(f"{LIST}?{query}").context["page"].rows]


@pytest.mark.parametrize("role", Role.values)
def test_only_auditors_and_audit_administrators_see_it(client, role):
    client.force_login(UserFactory(role=role))
    may = role in {Role.AUDITOR, Role.AUDIT_ADMIN}
    assert client.get(LIST).status_code == (200 if may else 403)


def test_narrows_by_who_what_target_reads_and_local_days(client, auditor):
    wang = UserFactory(name="王晓岚", username="wang")
    by_wang = happen(by=wang)
    look = happen(action="audit.field.revealed", is_read=True)
    other = happen(target="tests.thing:2")
    # 23:30 on the 21st in Daqing is the 21st, though it is 15:30 UTC.
    late = happen(at=datetime(2026, 11, 21, 15, 30, tzinfo=UTC))
    everything = [late.pk, other.pk, look.pk, by_wang.pk]
    assert shown(client) == everything
    assert shown(client, "who=王晓") == [by_wang.pk]
    assert shown(client, "who=wang") == [by_wang.pk]
    assert shown(client, "who=nobody+at+all") == []
    assert shown(client, "action=audit.") == [look.pk]
    assert shown(client, "action=audit.field.revealed") == [look.pk]
    assert shown(client, "target=tests.thing:2") == [other.pk]
    assert shown(client, "reads=on") == [look.pk]
    assert shown(client, "since=2026-11-21") == [late.pk]
    assert shown(client, "until=2026-11-20") == everything[1:]
    assert shown(client, "until=2026-11-21") == everything


def test_a_label_finds_what_it_names(client, auditor):
    person = UserFactory(name="赵明哲")
    event = happen(target=person)
    happen()
    assert shown(client, "target=明哲") == [event.pk]


def test_codes_are_shown_in_words_where_somebody_gave_them(client, auditor):
    assert actions.label_of("nobody.registered.this") == "nobody.registered.this"
    happen(action="accounts.role.granted")
    page = client.get(LIST)
    assert "gave a duty" in page.content.decode()


@pytest.mark.parametrize("app", ["accounts", "audit"])
def test_every_code_that_is_written_has_words(app):
    root = Path(__file__).resolve().parents[2] / "apps" / app
    written = set()
    for path in root.rglob("*.py"):
        written |= set(
            re.findall(r'\brecord\(\s*"([a-z_]+\.[a-z_]+\.[a-z_]+)"', path.read_text())
        )
    missing = sorted(code for code in written if actions.label_of(code) == code)
    assert not missing


def test_the_detail_shows_old_new_and_the_rest(client, auditor):
    event = happen(old={"state": "draft"}, new={"state": "sent"}, data={"rows": 3})
    page = client.get(reverse("audit:detail", args=[event.pk])).content.decode()
    assert "<del>draft</del>" in page
    assert "<ins>sent</ins>" in page
    assert "rows" in page


def test_a_look_at_the_page_changes_nothing(client, auditor):
    event = happen()
    client.get(LIST)
    client.get(reverse("audit:detail", args=[event.pk]))
    assert AuditEvent.objects.count() == 1


class TestVerify:
    def test_is_an_act_and_is_itself_recorded(self, client, auditor):
        assert client.get(reverse("audit:verify")).status_code == 405
        response = client.post(reverse("audit:verify"))
        assert response.status_code == 302
        event = AuditEvent.objects.get(action="audit.chain.verified")
        assert event.actor == auditor
        assert event.data["is_whole"] is True
        assert "every link holds" in client.get(LIST).content.decode()

    def test_nobody_else_may(self, client):
        client.force_login(UserFactory(role=Role.SYSTEM_ADMIN))
        assert client.post(reverse("audit:verify")).status_code == 403
        assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("rows", [1, 60])
def test_the_list_costs_the_same_at_few_and_many_rows(
    client, auditor, rows, django_assert_num_queries
):
    for n in range(rows):
        happen(at=AT + timedelta(seconds=n), by=auditor)
    with django_assert_num_queries(LIST_QUERIES):
        client.get(LIST)


def test_the_detail_costs_the_same(client, auditor, django_assert_num_queries):
    event = happen(by=auditor)
    with django_assert_num_queries(DETAIL_QUERIES):
        client.get(reverse("audit:detail", args=[event.pk]))

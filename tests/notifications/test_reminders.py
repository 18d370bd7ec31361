"""Asked once a day; what was due while nobody asked comes afterwards, once."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from apps.audit.models import AuditEvent
from apps.core import reminders as registry
from apps.core.errors import NotAllowed
from apps.core.roles import Role
from apps.notifications import periodic, reminders, services
from apps.notifications.models import Message, ReminderRule
from apps.notifications.reminders import Reminder, post_due
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db
FRIDAY = date(2026, 9, 25)
ZONE = ZoneInfo("Asia/Shanghai")


def eight(day):
    return datetime.combine(day, reminders.FROM_HOUR, ZONE)


@pytest.fixture
def rules(monkeypatch):
    monkeypatch.setattr(registry, "_rules", {})
    return registry.register


def due_daily(user, first=FRIDAY):
    """One thing falls due each day; the rule yields all that is due by then."""

    def rule(on):
        for step in range((on - first).days + 1):
            day = first + timedelta(days=step)
            yield Reminder(f"due:{day}", user.pk, f"Due on {day}")

    return rule


def test_each_is_posted_once_though_asked_every_ten_minutes(rules):
    rules("tests.daily", due_daily(UserFactory()))

    posted = [
        post_due(on=FRIDAY, at=eight(FRIDAY) + timedelta(minutes=10 * n))
        for n in range(4)
    ]

    assert posted == [1, 0, 0, 0]


def test_a_scheduler_that_stood_still_for_five_days_over_a_holiday(rules):
    """Each due thing is told exactly once afterwards, none is lost."""
    rules("tests.daily", due_daily(UserFactory()))
    post_due(on=FRIDAY, at=eight(FRIDAY))

    after = FRIDAY + timedelta(days=5)
    assert post_due(on=after, at=eight(after)) == 5
    assert post_due(on=after, at=eight(after)) == 0

    keys = Message.objects.values_list("key", flat=True)
    assert sorted(keys) == [f"due:{FRIDAY + timedelta(days=n)}" for n in range(6)]


def test_a_broken_rule_is_seen_tried_again_and_stops_no_other(rules):
    user = UserFactory()
    is_broken = True

    def moody(on):
        yield Reminder("moody:1", user.pk, "First")
        if is_broken:
            raise KeyError("field")
        yield Reminder("moody:2", user.pk, "Second")

    rules("tests.a_moody", moody)
    rules("tests.b_daily", due_daily(user))
    at = eight(FRIDAY)

    assert post_due(on=FRIDAY, at=at) == 1
    row = ReminderRule.objects.get(name="tests.a_moody")
    assert (row.last_date, row.error) == (None, "KeyError: 'field'")
    assert not Message.objects.filter(key__startswith="moody").exists()

    is_broken = False
    assert post_due(on=FRIDAY, at=at + timedelta(minutes=59)) == 0
    assert post_due(on=FRIDAY, at=at + timedelta(minutes=60)) == 2
    row.refresh_from_db()
    assert (row.last_date, row.last_count, row.error) == (FRIDAY, 2, "")


def test_more_than_a_chunk(rules, monkeypatch):
    monkeypatch.setattr(reminders, "CHUNK", 7)
    users = UserFactory.create_batch(20)
    rules("tests.all", lambda on: (Reminder("x", user.pk, "X") for user in users))

    assert post_due(on=FRIDAY, at=eight(FRIDAY)) == 20


class TestSwitch:
    def test_a_rule_that_rests_makes_up_for_it_when_woken(self, rules, at):
        rules("tests.daily", due_daily(UserFactory()))
        post_due(on=FRIDAY, at=eight(FRIDAY))
        administrator = UserFactory(role=Role.SYSTEM_ADMIN)
        rule = ReminderRule.objects.get()

        def switch(is_on):
            services.switch_rule(rule_id=rule.pk, is_on=is_on, by=administrator, at=at)

        switch(False)
        after = FRIDAY + timedelta(days=3)
        assert post_due(on=after, at=eight(after)) == 0
        switch(True)
        assert post_due(on=after, at=eight(after)) == 3
        assert AuditEvent.objects.count() == 2

    def test_nobody_else_switches(self, at):
        rule = ReminderRule.objects.create(name="tests.daily")

        with pytest.raises(NotAllowed):
            services.switch_rule(
                rule_id=rule.pk, is_on=False, by=UserFactory(role=Role.AUDITOR), at=at
            )
        rule.refresh_from_db()
        assert rule.is_on


@pytest.mark.parametrize(
    ("utc", "asked"),
    [
        ("2026-09-24T23:59:00Z", []),  # 07:59 on Friday in Daqing
        ("2026-09-25T00:00:00Z", [FRIDAY]),
        ("2026-09-25T15:59:00Z", [FRIDAY]),
        ("2026-09-25T16:30:00Z", []),  # past midnight: Saturday, but before eight
    ],
)
def test_nobody_is_told_anything_before_eight_local_time(
    monkeypatch, time_machine, utc, asked
):
    days = []
    monkeypatch.setattr(reminders, "post_due", lambda on, at: days.append(on))
    time_machine.move_to(utc)

    periodic.post_due_reminders()

    assert days == asked

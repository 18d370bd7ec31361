"""Said once, to the right people, though the scheduler stood still for days."""

from datetime import date, datetime, timedelta

import pytest

from apps.cases import reminders, services
from apps.cases.states import CaseStatus
from apps.notifications.models import Message
from apps.notifications.services import NewMessage, post_messages
from tests.cases.factories import CHINA, CaseFactory, DepartmentTaskFactory


def run(rule, on: date) -> int:
    """As the scheduler does: everything the rule says, once for each key."""
    at = datetime(on.year, on.month, on.day, 8, tzinfo=CHINA)
    return post_messages(
        [NewMessage(r.key, r.recipient_id, r.subject, r.body, r.url) for r in rule(on)],
        at=at,
    )


@pytest.fixture
def case(town):
    """Due on Monday the 23rd."""
    return CaseFactory(in_progress=True, talent=town.talent, commissioner=town.user)


def recipients(prefix: str) -> set[int]:
    found = Message.objects.filter(key__startswith=prefix)
    return set(found.values_list("recipient_id", flat=True))


class TestDueSoon:
    @pytest.mark.parametrize(
        ("day", "said"), [(18, 0), (19, 1), (20, 1), (23, 1), (24, 0)]
    )
    def test_two_working_days_before_until_the_day(self, case, day, said):
        assert run(reminders.due_soon, date(2026, 11, day)) == said

    def test_once_however_often_it_is_asked(self, case, town):
        days = [date(2026, 11, 19) + timedelta(days=n) for n in range(5)]
        assert sum(run(reminders.due_soon, day) for day in days) == 1
        assert recipients("case-due") == {town.user.pk}

    def test_a_new_request_reminds_whoever_serves_the_talent(self, town):
        CaseFactory(talent=town.talent)
        run(reminders.due_soon, date(2026, 11, 20))
        assert recipients("case-due") == {town.user.pk}

    def test_a_stopped_clock_is_silent(self, town):
        CaseFactory(waiting=True, talent=town.talent, commissioner=town.user)
        assert run(reminders.due_soon, date(2026, 11, 23)) == 0


class TestOverdue:
    def test_the_day_after_tells_the_commissioner_and_the_district(self, case, town):
        assert run(reminders.overdue, date(2026, 11, 23)) == 0
        run(reminders.overdue, date(2026, 11, 24))
        assert recipients("case-overdue") == {town.user.pk, town.head.pk}

    def test_three_working_days_after_the_city_is_told(self, case, town):
        run(reminders.overdue, date(2026, 11, 25))
        assert town.city.pk not in recipients("case-overdue")
        run(reminders.overdue, date(2026, 11, 26))
        assert town.city.pk in recipients("case-overdue")

    def test_every_level_exactly_once_after_five_days_without_scheduler(
        self, case, town
    ):
        # Nothing ran from Tuesday to Saturday; Sunday makes up for all of it.
        assert run(reminders.overdue, date(2026, 11, 29)) == 3
        for day in (29, 30):
            assert run(reminders.overdue, date(2026, 11, day)) == 0
        by_level = Message.objects.filter(key__startswith="case-overdue")
        assert sorted(by_level.values_list("key", "recipient_id")) == sorted(
            [
                (f"case-overdue:{case.pk}:2026-11-23:1", town.user.pk),
                (f"case-overdue:{case.pk}:2026-11-23:1", town.head.pk),
                (f"case-overdue:{case.pk}:2026-11-23:2", town.city.pk),
            ]
        )

    def test_an_answer_ends_it(self, case, town):
        services.answer(
            case_id=case.pk,
            result="solved",
            text="好",
            by=town.user,
            at=datetime(2026, 11, 24, 9, tzinfo=CHINA),
        )
        assert run(reminders.overdue, date(2026, 11, 25)) == 0

    def test_costs_the_same_however_many_are_late(
        self, case, town, django_assert_num_queries
    ):
        def asked():
            return list(reminders.overdue(date(2026, 11, 26)))

        with django_assert_num_queries(4):
            asked()
        for _each in range(5):
            CaseFactory(in_progress=True, talent=town.talent, commissioner=town.user)
        with django_assert_num_queries(4):
            assert len(asked()) == 18


def test_a_call_back_is_asked_for_on_its_day(town):
    case = town.answered()
    services.rate(case_id=case.pk, score=1, by=town.asker, at=town.later(hours=2))
    assert run(reminders.call_backs, date(2026, 11, 22)) == 0
    run(reminders.call_backs, date(2026, 11, 23))
    assert recipients("case-call-back") == {town.user.pk}
    run(reminders.call_backs, date(2026, 11, 24))
    assert recipients("case-call-back") == {town.user.pk, town.head.pk}


def test_a_late_department_is_told_once(town):
    task = DepartmentTaskFactory(
        accepted=True, handler=town.handler, office=town.bureau, sent_by=town.user
    )
    assert run(reminders.tasks_overdue, date(2026, 11, 20)) == 0
    assert run(reminders.tasks_overdue, date(2026, 11, 25)) == 2
    assert run(reminders.tasks_overdue, date(2026, 11, 26)) == 0
    task.refresh_from_db()
    assert task.case.status == CaseStatus.WITH_DEPARTMENT

"""Said in time, to the right people, once."""

from datetime import date, timedelta

import pytest

from apps.applications import reminders
from apps.core.roles import Role
from apps.notifications.models import Message
from apps.notifications.reminders import post_due
from tests.accounts.factories import UserFactory
from tests.applications.factories import AT, Walk, a_city

pytestmark = pytest.mark.django_db
DUE = date(2026, 10, 23)  # a Friday


@pytest.fixture
def city():
    return a_city()


def recipients(rule, on):
    return sorted(each.recipient_id for each in rule(on))


class TestDueSoon:
    @pytest.mark.parametrize(
        ("on", "said"),
        [
            (date(2026, 10, 21), False),
            (date(2026, 10, 22), True),  # one working day left
            (DUE, True),
            (date(2026, 11, 2), True),  # missed while the scheduler stood still
        ],
    )
    def test_to_the_district_from_a_working_day_before(self, city, on, said):
        Walk(city).submitted()
        assert recipients(reminders.due_soon, on) == (
            [city.district.pk] if said else []
        )

    def test_to_nobody_of_another_district_or_duty(self, city):
        UserFactory(role=Role.DISTRICT_REVIEWER, region="230604")
        walk = Walk(city).in_second()
        assert recipients(reminders.due_soon, DUE) == [city.city.pk]
        walk.decide(city.city)
        assert recipients(reminders.due_soon, DUE) == [city.approver.pk]

    def test_not_while_the_applicant_corrects(self, city):
        Walk(city).submitted().ask_correction()
        assert recipients(reminders.due_soon, DUE) == []

    def test_after_a_make_up_saturday_the_working_day_before_is_that_saturday(self):
        """9 October is a Friday, Saturday the 10th is worked."""
        at = AT.replace(month=9, day=28)
        city = a_city(at)
        Walk(city, at=at).submitted()  # due Saturday 10 October
        assert recipients(reminders.due_soon, date(2026, 10, 9)) == [city.district.pk]
        assert recipients(reminders.due_soon, date(2026, 10, 8)) == []


class TestCorrectionEnding:
    @pytest.mark.parametrize(
        ("on", "said"),
        [
            (date(2026, 10, 26), False),
            (date(2026, 10, 27), True),
            (date(2026, 10, 30), True),
            (date(2026, 10, 31), False),  # over: the clock says so itself
        ],
    )
    def test_to_the_applicant_three_working_days_before(self, city, on, said):
        walk = Walk(city).submitted().ask_correction()
        wanted = [walk.applicant.pk] if said else []
        assert recipients(reminders.correction_ending, on) == wanted


class TestOverdue:
    def test_to_the_head_in_whose_reach_it_lies(self, city):
        head = UserFactory(role=Role.LEADER)
        UserFactory(role=Role.LEADER, region="230604")
        Walk(city).in_prelim()
        assert recipients(reminders.overdue, DUE) == []
        assert recipients(reminders.overdue, DUE + timedelta(days=1)) == [head.pk]


def test_each_is_said_once_though_days_were_missed(city):
    walk = Walk(city).submitted()
    for day in range(20, 30):
        on = date(2026, 10, day)
        post_due(on=on, at=walk.at + timedelta(days=day))
    keys = Message.objects.filter(recipient=city.district).values_list("key", flat=True)
    assert len([key for key in keys if key.startswith("application-due")]) == 1


def test_what_is_said_holds_no_amount_and_no_name(city):
    walk = Walk(city).in_approval()
    for rule in (reminders.due_soon, reminders.overdue):
        for each in rule(date(2026, 11, 9)):
            text = f"{each.subject}{each.body}{each.url}"
            assert walk.application.number in text
            assert walk.talent.name not in text
            assert "111" not in text.replace(walk.application.number, "")

"""Limits over make-up days and unknown years, and what silence means."""

from datetime import date, datetime, time, timedelta

import pytest

from apps.applications import services
from apps.applications.models import Application, Step
from apps.applications.services import tacit
from apps.applications.states import Status
from apps.core.roles import Role
from apps.notifications.models import Message
from apps.workdays import services as workdays
from tests.accounts.factories import UserFactory
from tests.applications.factories import SHANGHAI, Walk, a_city

pytestmark = pytest.mark.django_db


def moment(*day, hour=10):
    return datetime.combine(date(*day), time(hour), tzinfo=SHANGHAI)


def settle(on, at=None):
    return services.settle_due(on=on, at=at or datetime.combine(on, time(3), SHANGHAI))


@pytest.mark.parametrize(
    ("handed_in", "due"),
    [
        # 2026: 1 to 7 October off, Saturday 20 September and 10 October are worked.
        (moment(2026, 9, 29), date(2026, 10, 12)),
        (moment(2026, 9, 30), date(2026, 10, 13)),
        (moment(2026, 10, 9), date(2026, 10, 15)),  # Saturday the 10th counts
        (moment(2026, 10, 10), date(2026, 10, 16)),
        (moment(2026, 10, 11), date(2026, 10, 16)),  # a Sunday
        # 07:30 on Friday in Daqing is still Thursday in UTC.
        (moment(2026, 10, 16, hour=7), date(2026, 10, 23)),
    ],
)
def test_five_working_days_over_holidays_and_make_up_days(handed_in, due):
    walk = Walk(a_city(handed_in), at=handed_in - timedelta(hours=8)).start().fill()
    services.submit(application_id=walk.pk, by=walk.applicant, at=handed_in)
    assert walk.application.due_date == due
    assert workdays.add_workdays(handed_in.date(), 5) == due


class TestAcceptanceInSilence:
    @pytest.fixture
    def walk(self):
        return Walk(a_city()).submitted()  # Friday 16 October, due on the 23rd

    def test_nothing_happens_on_the_last_day(self, walk):
        assert settle(date(2026, 10, 23)) == 0
        assert walk.application.status == Status.SUBMITTED

    @pytest.mark.parametrize("on", [date(2026, 10, 24), date(2026, 11, 30)])
    def test_counts_as_accepted_from_receipt_whenever_the_clock_is_read(self, walk, on):
        """Days without a scheduler change nothing about the result."""
        assert settle(on) == 1
        application = walk.application
        assert application.status == Status.PRELIM_REVIEW
        assert application.is_deemed_accepted
        assert application.accepted_at == application.submitted_at
        # Five working days from the end of the limit, not from when it ran.
        assert application.due_date == date(2026, 10, 30)
        assert Message.objects.filter(key__startswith="application-deemed").count() == 1

    def test_twice_changes_nothing_more(self, walk):
        settle(date(2026, 10, 24))
        before = walk.version
        assert settle(date(2026, 10, 24)) == 0
        assert walk.version == before

    def test_one_that_fails_stops_nobody_else(self, walk, monkeypatch):
        second = Walk(walk.city).submitted(contract_number="DQ2026-222222")
        real = tacit.lock

        def lock(pk, **more):
            if pk == walk.pk:
                raise RuntimeError("poison")
            return real(pk, **more)

        monkeypatch.setattr(tacit, "lock", lock)
        assert settle(date(2026, 10, 24)) == 1
        assert walk.application.status == Status.SUBMITTED
        assert second.application.status == Status.PRELIM_REVIEW


class TestCorrectionWindow:
    @pytest.fixture
    def walk(self):
        return Walk(a_city()).submitted().ask_correction()  # until 30 October

    def test_stays_open_on_its_last_day(self, walk):
        assert settle(date(2026, 10, 30)) == 0

    @pytest.mark.parametrize("on", [date(2026, 10, 31), date(2026, 12, 1)])
    def test_then_counts_as_withdrawn(self, walk, on):
        assert settle(on) == 1
        application = walk.application
        assert application.status == Status.DEEMED_WITHDRAWN
        assert not Step.objects.filter(closed_at=None).exists()
        last = application.transitions.last()
        assert last.by is None
        walk.start()  # and it may be made again

    def test_meanwhile_the_acceptance_limit_does_not_run(self, walk):
        """Its five days would be over on the 23rd."""
        assert settle(date(2026, 10, 26)) == 0
        assert walk.application.status == Status.RETURNED


class TestAYearThatIsNotAnnounced:
    @pytest.fixture
    def walk(self):
        at = moment(2026, 12, 29)
        return Walk(a_city(at), at=at).submitted()

    def test_has_no_date_and_says_which_year(self, walk):
        application = walk.application
        assert application.due_date is None
        assert application.due_unknown_year == 2027
        assert application.due_sort >= date(2027, 1, 4)

    def test_nothing_tacit_happens_while_the_date_is_unknown(self, walk):
        assert settle(date(2027, 3, 1)) == 0
        assert walk.application.status == Status.SUBMITTED

    def test_gets_its_date_when_the_year_is_announced(self, walk):
        admin = UserFactory(role=Role.SYSTEM_ADMIN)
        words = {"document": "国办发明电〔2026〕0号", "by": admin, "at": walk.at}
        workdays.set_days(
            entries=[workdays.DayEntry(date(2027, 1, 1), False, "元旦")], **words
        )
        (moved,) = [
            each
            for each in workdays.announce_year(year=2027, **words)
            if "application" in str(each.label)
        ]
        assert moved.count == 1
        application = walk.application
        # 30 and 31 December, then 4, 5 and 6 January.
        assert application.due_date == date(2027, 1, 6)
        assert application.due_unknown_year is None
        assert settle(date(2027, 1, 7)) == 1


def test_an_edit_of_the_calendar_moves_open_steps_only():
    city = a_city()
    closed = Walk(city).submitted()
    services.withdraw(application_id=closed.pk, by=closed.applicant, at=closed.at)
    walk = Walk(city).submitted(contract_number="DQ2026-333333")
    admin = UserFactory(role=Role.SYSTEM_ADMIN)
    workdays.set_days(
        entries=[workdays.DayEntry(date(2026, 10, 20), False, "停工")],
        document="通知",
        by=admin,
        at=walk.at,
    )
    assert walk.application.due_date == date(2026, 10, 26)
    assert Step.objects.get(application=closed.pk).due_date == date(2026, 10, 23)
    assert Application.objects.get(pk=closed.pk).due_date is None

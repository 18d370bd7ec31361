from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from apps.audit.models import AuditEvent
from apps.core.errors import DomainError, NotAllowed
from apps.core.roles import Role
from apps.workdays import effects, services
from apps.workdays.models import AnnouncedYear, HolidayException
from apps.workdays.reminders import missing_year
from apps.workdays.services import DayEntry, edits
from apps.workdays.services.edits import NothingEnteredYet, RangeTooLong, days_from
from apps.workdays.words import describe
from tests.accounts.factories import UserFactory
from tests.workdays.factories import AnnouncedYearFactory, HolidayExceptionFactory

pytestmark = pytest.mark.django_db
NEW_YEAR = date(2027, 1, 1)


@pytest.fixture
def administrator():
    return UserFactory(role=Role.SYSTEM_ADMIN)


def enter(by, at, *days, is_workday=False, document="国办发明电〔2026〕1号"):
    entries = [DayEntry(day, is_workday, "元旦") for day in days]
    return services.set_days(entries=entries, document=document, by=by, at=at)


class TestQuestions:
    def test_an_edit_is_seen_at_once(self, administrator, at):
        assert services.is_workday(date(2026, 11, 23))
        enter(administrator, at, date(2026, 11, 23))
        assert not services.is_workday(date(2026, 11, 23))

    def test_an_edit_past_the_services_is_seen_too(self):
        """By another process, or by hand in the database: a trigger moves the stamp."""
        assert services.is_workday(date(2026, 11, 23))
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO workdays_holidayexception (date, is_workday, name, document)"
                " VALUES ('2026-11-23', false, 'x', 'y')"
            )
        assert not services.is_workday(date(2026, 11, 23))

    def test_an_edit_that_is_rolled_back_is_forgotten(self, administrator, at):
        with transaction.atomic():
            enter(administrator, at, date(2026, 11, 23))
            assert not services.is_workday(date(2026, 11, 23))
            transaction.set_rollback(True)
        assert services.is_workday(date(2026, 11, 23))

    def test_a_calendar_that_has_not_changed_costs_one_query_by_key(
        self, django_assert_num_queries
    ):
        services.is_workday(date(2026, 11, 23))
        with django_assert_num_queries(1):
            services.due(date(2026, 11, 23), 5)

    def test_an_announced_year_gives_deadlines_dates(self):
        assert services.due(date(2026, 12, 31), 1).unknown_year == 2027
        HolidayExceptionFactory()
        AnnouncedYearFactory()
        assert services.due(date(2026, 12, 31), 1).date == date(2027, 1, 4)


class TestSetDays:
    def test_is_written_down(self, administrator, at):
        enter(administrator, at, NEW_YEAR)

        event = AuditEvent.objects.get(action="workdays.days.set")
        assert event.target == "workdays.calendar:2027"
        assert event.data["new"] == {"2027-01-01": "day off"}

    def test_the_same_again_changes_nothing(self, administrator, at):
        enter(administrator, at, NEW_YEAR)
        enter(administrator, at, NEW_YEAR)

        assert HolidayException.objects.count() == 1
        assert AuditEvent.objects.filter(action="workdays.days.set").count() == 1

    def test_a_correction_overwrites_and_keeps_the_old_in_the_trace(
        self, administrator, at
    ):
        enter(administrator, at, NEW_YEAR)
        enter(administrator, at, NEW_YEAR, is_workday=True)

        assert HolidayException.objects.get().is_workday
        event = AuditEvent.objects.filter(action="workdays.days.set").latest("id")
        assert event.data["old"] == {"2027-01-01": "day off"}

    @pytest.mark.parametrize(
        "role", sorted(set(Role) - {Role.SYSTEM_ADMIN, Role.TALENT})
    )
    def test_nobody_else_edits_and_nothing_changes(self, role, at):
        with pytest.raises(NotAllowed):
            enter(UserFactory(role=role), at, NEW_YEAR)

        assert not HolidayException.objects.exists()
        assert not AuditEvent.objects.exists()

    def test_the_database_refuses_a_day_without_a_document(self):
        with pytest.raises(IntegrityError), transaction.atomic():
            HolidayExceptionFactory(document="")


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [("2027-02-01", "2027-02-01", 1), ("2027-02-01", "2027-02-15", 15)],
)
def test_a_range_may_have_fifteen_days(first, last, count):
    assert len(days_from(date.fromisoformat(first), date.fromisoformat(last))) == count


@pytest.mark.parametrize("last", [date(2027, 1, 31), date(2027, 2, 16)])
def test_a_range_backwards_or_too_long_is_refused(last):
    with pytest.raises(RangeTooLong):
        days_from(date(2027, 2, 1), last)


class TestAnnounce:
    def announce(self, by, at, year=2027):
        return services.announce_year(year=year, document="D", by=by, at=at)

    def test_refuses_a_year_without_any_day_and_changes_nothing(
        self, administrator, at
    ):
        with pytest.raises(NothingEnteredYet):
            self.announce(administrator, at)

        assert not AnnouncedYear.objects.exists()
        assert services.due(date(2026, 12, 31), 1).unknown_year == 2027

    def test_refuses_a_year_of_the_library(self, administrator, at):
        with pytest.raises(DomainError):
            self.announce(administrator, at, year=2026)

    def test_can_be_taken_back(self, administrator, at):
        enter(administrator, at, NEW_YEAR)
        self.announce(administrator, at)
        assert services.due(date(2026, 12, 31), 1).is_known

        services.withdraw_year(year=2027, by=administrator, at=at, why="Incomplete.")

        assert not services.due(date(2026, 12, 31), 1).is_known
        assert AuditEvent.objects.latest("id").why == "Incomplete."


class TestClear:
    def test_the_library_speaks_again(self, administrator, at):
        enter(administrator, at, date(2026, 11, 23))

        services.clear_day(day=date(2026, 11, 23), by=administrator, at=at)

        assert services.is_workday(date(2026, 11, 23))

    def test_a_day_without_an_entry_is_left_alone(self, administrator, at):
        assert services.clear_day(day=NEW_YEAR, by=administrator, at=at) == []
        assert not AuditEvent.objects.exists()


class TestEffects:
    """An app with stored deadlines: one of them depends on 23 November."""

    @pytest.fixture
    def stored(self, monkeypatch):
        stored = {"start": date(2026, 11, 20), "due": date(2026, 11, 23)}

        def move(calendar, *, save):
            due = calendar.due(stored["start"], 1).date
            if due == stored["due"]:
                return 0
            if save:
                stored["due"] = due
            return 1

        monkeypatch.setattr(effects, "_effects", {})
        effects.register_effect("tests.cases", "Cases", move)
        return stored

    def test_are_counted_before_and_moved_with_the_edit(
        self, stored, administrator, at
    ):
        entry = DayEntry(date(2026, 11, 23), False, "x")

        preview = effects.preview(edits.calendar_with([entry]))
        assert [(each.label, each.count) for each in preview] == [("Cases", 1)]
        assert stored["due"] == date(2026, 11, 23)

        moved = enter(administrator, at, date(2026, 11, 23))
        assert [each.count for each in moved] == [1]
        assert stored["due"] == date(2026, 11, 24)
        assert AuditEvent.objects.latest("id").data["moved"] == 1

    def test_move_back_with_the_entry(self, stored, administrator, at):
        enter(administrator, at, date(2026, 11, 23))
        services.clear_day(day=date(2026, 11, 23), by=administrator, at=at)

        assert stored["due"] == date(2026, 11, 23)


class TestReminder:
    def keys(self, on):
        return {reminder.key for reminder in missing_year(on)}

    @pytest.mark.parametrize(
        ("on", "keys"),
        [
            ("2026-10-31", set()),
            ("2026-11-01", {"calendar-missing:2027:2026-11-01"}),
            ("2026-11-30", {"calendar-missing:2027:2026-11-01"}),
            ("2026-12-01", {"calendar-missing:2027:2026-12-01"}),
            ("2026-12-31", {"calendar-missing:2027:2026-12-20"}),
            ("2027-01-02", {"calendar-missing:2027:2027-01-02"}),
        ],
    )
    def test_comes_in_steps_until_the_year_is_known(self, administrator, on, keys):
        assert self.keys(date.fromisoformat(on)) == keys

    def test_stops_when_the_year_is_announced(self, administrator):
        HolidayExceptionFactory()
        AnnouncedYearFactory()

        assert self.keys(date(2026, 12, 20)) == set()

    def test_goes_to_every_administrator_and_nobody_else(self, administrator):
        UserFactory(role=Role.COMMISSIONER)

        found = list(missing_year(date(2026, 11, 5)))

        assert [reminder.recipient_id for reminder in found] == [administrator.pk]


class TestWords:
    ON = date(2026, 11, 20)  # a Friday

    @pytest.mark.parametrize(
        ("days", "kind", "text"),
        [
            (5, "ok", "3 working days left"),
            (4, "due", "2 working days left"),
            (3, "due", "1 working day left"),
            (0, "due", "due today"),
            (-1, "late", "overdue by 1 working day"),
            (-4, "late", "overdue by 4 working days"),
        ],
    )
    def test_say_how_much_is_left(self, days, kind, text):
        with translation.override("en"):
            words = describe(self.ON + timedelta(days=days), self.ON)
        assert (words.kind, words.text) == (kind, text)

    def test_never_guess(self):
        with translation.override("en"):
            words = describe(services.due(date(2026, 12, 28), 8), self.ON)
        assert (words.kind, words.text) == (
            "info",
            "no earlier than 2027-01-06 (2027 calendar not announced)",
        )

    def test_a_stopped_clock_is_neither_late_nor_due(self):
        stopped = services.due_with_pauses(
            date(2026, 11, 2), 5, [(date(2026, 11, 4), None)]
        )
        with translation.override("en"):
            words = describe(stopped, self.ON)
            plain = describe(date(2026, 11, 1), self.ON, is_stopped=True)
        assert (words.kind, words.text) == (
            "wait",
            "Clock stopped, 4 working days remain",
        )
        assert (plain.kind, plain.text) == ("wait", "Clock stopped")

"""The promised day: from the events, against an oracle that walks day by day."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.cases import clock, services
from apps.cases.effects import move
from apps.cases.models import Case, CasePause
from apps.cases.states import CaseStatus
from apps.workdays.models import HolidayException
from apps.workdays.services import get_calendar
from tests.cases.factories import CHINA, CaseFactory

START = date(2026, 9, 1)


def oracle(start: date, days: int, pauses: list[tuple[date, date]]) -> date:
    """Walk the calendar: a day counts if it is a working day outside every pause."""
    calendar = get_calendar()
    day, left = start, days
    while left:
        day += timedelta(days=1)
        stopped = any(begin <= day < end for begin, end in pauses)
        if calendar.is_workday(day) and not stopped:
            left -= 1
    return day


@pytest.mark.django_db
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    limit=st.integers(1, 15),
    extra=st.integers(0, 5),
    gaps=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 9)), max_size=4),
)
def test_the_promised_day_is_the_oracles_whatever_the_pauses(limit, extra, gaps):
    pauses, day = [], START
    for wait, length in gaps:
        begin = day + timedelta(days=wait)
        end = begin + timedelta(days=length)
        pauses.append((begin, end))
        day = end
    case = Case(clock_from=START, limit_workdays=limit, extra_workdays=extra, round=1)
    rows = [
        CasePause(
            round=1,
            from_at=datetime(b.year, b.month, b.day, 9, tzinfo=CHINA),
            until_at=datetime(e.year, e.month, e.day, 17, tzinfo=CHINA),
        )
        for b, e in pauses
    ]
    found = clock.due_of(case, rows).date
    wanted = oracle(START, limit + extra, pauses)
    # The clock never ends inside a pause: both count the same working days.
    assert found == wanted


class TestWaitingForTheTalent:
    def test_stops_the_clock_and_the_reply_starts_it_again(self, town):
        case = town.claimed(at=town.at)  # Friday the 20th, five days: the 27th
        services.ask_talent(
            case_id=case.pk, question="哪所学校？", by=town.user, at=town.later(days=3)
        )
        case.refresh_from_db()
        assert (case.status, case.due_date) == (CaseStatus.WAITING, None)
        services.reply(
            case_id=case.pk, text="实验小学", by=town.asker, at=town.later(days=6)
        )
        case.refresh_from_db()
        # Monday to Wednesday did not count: Thursday the 26th is the first day again.
        assert case.status == CaseStatus.IN_PROGRESS
        assert str(case.due_date) == "2026-12-02"

    def test_asked_and_answered_on_one_day_costs_nothing(self, town):
        case = town.claimed()
        services.ask_talent(
            case_id=case.pk, question="哪天？", by=town.user, at=town.at
        )
        services.reply(
            case_id=case.pk, text="今天", by=town.asker, at=town.later(hours=3)
        )
        case.refresh_from_db()
        assert str(case.due_date) == "2026-11-27"

    def test_nights_without_the_scheduler_change_nothing(self, town):
        case = town.claimed()
        pauses = list(case.pauses.all())
        for days in range(1, 10):
            assert clock.due_of(case, pauses).date == case.due_date, days

    def test_an_open_pause_says_how_much_is_left(self, town):
        case = town.claimed()
        services.ask_talent(
            case_id=case.pk, question="？", by=town.user, at=town.later(days=4)
        )
        due = clock.due_of(case, case.pauses.all())
        assert due.is_stopped
        # Monday ran, Tuesday is the first day that does not.
        assert due.days_left == 4

    def test_a_departments_clock_stands_still_too(self, town):
        task = town.sent()
        assert str(task.due_date) == "2026-11-25"
        case_id = task.case_id
        services.ask_talent(case_id=case_id, question="？", by=town.user, at=town.at)
        task.refresh_from_db()
        assert task.due_date is None
        services.reply(case_id=case_id, text="好", by=town.asker, at=town.later(days=4))
        task.refresh_from_db()
        assert str(task.due_date) == "2026-11-26"
        assert task.case.status == CaseStatus.WITH_DEPARTMENT


@pytest.mark.django_db
class TestFace:
    @pytest.mark.parametrize(
        ("on", "level", "left"),
        [
            ("2026-11-17", "ok", 4),
            ("2026-11-18", "ok", 3),
            ("2026-11-19", "due", 2),
            ("2026-11-20", "due", 1),
            ("2026-11-21", "due", 1),  # Saturday
            ("2026-11-23", "due", 0),
            ("2026-11-24", "late", -1),
            ("2026-11-30", "late", -5),
        ],
    )
    def test_turns_amber_two_days_before_and_red_the_day_after(self, on, level, left):
        case = CaseFactory(in_progress=True)
        face = clock.face(case, clock.due_of(case, []), date.fromisoformat(on))
        assert (face.level, face.left) == (level, left)

    def test_a_limit_into_an_unannounced_year_is_unknown(self):
        case = CaseFactory(in_progress=True, clock_from=date(2026, 12, 28))
        face = clock.face(case, clock.due_of(case, []), date(2026, 12, 30))
        assert face.level == "unknown"
        assert face.due.earliest.year == 2027

    def test_an_answer_after_the_day_is_late_for_ever(self):
        case = CaseFactory(answered=True)
        on = date(2026, 11, 30)
        assert clock.face(case, clock.due_of(case, []), on).level == "over"
        case.answered_at = datetime(2026, 11, 24, 9, tzinfo=CHINA)
        assert clock.face(case, clock.due_of(case, []), on).level == "late_answer"


@pytest.mark.django_db
class TestReturnUntil:
    @pytest.mark.parametrize(
        ("sent", "until"),
        [
            ((2026, 11, 16, 9), (2026, 11, 17, 9)),  # Monday: 24 hours
            ((2026, 11, 20, 16), (2026, 11, 23, 16)),  # Friday: over the week-end
            ((2026, 11, 21, 10), (2026, 11, 24, 0)),  # Saturday: read on Monday
        ],
    )
    def test_24_hours_without_days_off(self, sent, until):
        found = clock.return_until(datetime(*sent, tzinfo=CHINA))
        assert found == datetime(*until, tzinfo=CHINA)

    def test_is_not_known_into_an_unannounced_year(self):
        assert clock.return_until(datetime(2026, 12, 31, 9, tzinfo=CHINA)) is None


def test_an_edit_of_the_calendar_moves_what_is_open(town):
    case = town.claimed()
    waiting = town.claimed()
    services.ask_talent(case_id=waiting.pk, question="？", by=town.user, at=town.at)
    calendar = get_calendar().replaced({date(2026, 11, 25): False})
    assert move(calendar, save=False) == 1
    case.refresh_from_db()
    assert str(case.due_date) == "2026-11-27"
    assert move(calendar, save=True) == 1
    case.refresh_from_db()
    assert str(case.due_date) == "2026-11-30"
    HolidayException.objects.create(
        date=date(2026, 11, 25), is_workday=False, name="停工", document="测试1号"
    )
    assert move(get_calendar(), save=True) == 0

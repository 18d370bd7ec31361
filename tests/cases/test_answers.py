from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from apps.cases import services
from apps.cases.models import Answer, Case, EventKind, FollowUp, Rating
from apps.cases.models.cases import ClosedHow
from apps.cases.states import CaseStatus, IllegalTransition, TaskStatus
from apps.core.errors import DomainError, NotAllowed
from apps.notifications.models import Message
from tests.cases.factories import CHINA, CaseFactory
from tests.commissioners.factories import CommissionerFactory


class TestAnswer:
    def test_stops_the_clock_and_gives_the_talent_days_to_object(self, town):
        case = town.answered()
        assert case.status == CaseStatus.ANSWERED
        assert str(case.confirm_until) == "2026-11-27"
        assert Message.objects.filter(
            recipient=town.asker, subject__contains="Answer"
        ).exists()

    @pytest.mark.parametrize(("reason", "plan"), [("", ""), ("满", ""), ("", "候补")])
    def test_cannot_be_solved_needs_reason_and_plan(self, town, reason, plan):
        case = town.claimed()
        with pytest.raises(DomainError) as refusal:
            services.answer(
                case_id=case.pk,
                result="cannot",
                text="办不了",
                reason=reason,
                plan=plan,
                by=town.user,
                at=town.at,
            )
        assert refusal.value.code == "plan_needed"
        case.refresh_from_db()
        assert case.status == CaseStatus.CLAIMED
        assert not Answer.objects.exists()

    def test_the_database_asks_for_reason_and_plan_too(self, town):
        case = town.answered()
        with pytest.raises(IntegrityError), transaction.atomic():
            Answer.objects.filter(case=case).update(result="cannot")

    def test_calls_departments_off_that_are_still_at_it(self, town):
        task = town.sent()
        services.answer(
            case_id=task.case_id, result="solved", text="好", by=town.user, at=town.at
        )
        task.refresh_from_db()
        assert task.status == TaskStatus.CANCELLED

    def test_waits_for_the_talents_reply(self, town):
        case = town.claimed()
        services.ask_talent(case_id=case.pk, question="？", by=town.user, at=town.at)
        with pytest.raises(IllegalTransition):
            services.answer(
                case_id=case.pk, result="solved", text="好", by=town.user, at=town.at
            )


@pytest.mark.parametrize(
    "state",
    ["claimed", "in_progress", "with_department", "returned", "waiting", "reopened"],
)
def test_nothing_is_closed_without_an_answer(town, state):
    case = CaseFactory(**{state: True}, talent=town.talent, commissioner=town.user)
    with pytest.raises(services.NotAnswered):
        services.close_case(case_id=case.pk, by=town.user, at=town.at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(
            status="closed", closed_at=town.at, closed_how="confirmed"
        )
    case.refresh_from_db()
    assert case.closed_at is None


class TestConfirm:
    def test_by_the_talent_then_closed_by_the_commissioner(self, town):
        case = town.answered()
        services.confirm_answer(case_id=case.pk, by=town.asker, at=town.later(days=1))
        services.close_case(case_id=case.pk, by=town.user, at=town.later(days=1))
        case.refresh_from_db()
        assert (case.status, case.closed_how) == (
            CaseStatus.CLOSED,
            ClosedHow.CONFIRMED,
        )

    def test_is_not_the_commissioners_to_skip(self, town):
        case = town.answered()
        with pytest.raises(DomainError):
            services.close_case(case_id=case.pk, by=town.user, at=town.at)
        with pytest.raises(NotAllowed):
            services.confirm_answer(case_id=case.pk, by=town.user, at=town.at)
        case.refresh_from_db()
        assert case.status == CaseStatus.ANSWERED

    def test_twice_changes_nothing(self, town):
        case = town.answered()
        for _each in range(2):
            services.confirm_answer(case_id=case.pk, by=town.asker, at=town.at)
        assert case.events.filter(kind=EventKind.CONFIRMED).count() == 1


class TestRate:
    @pytest.mark.parametrize("score", [3, 4, 5])
    def test_well_enough_confirms_and_closes(self, town, score):
        case = town.answered()
        services.rate(
            case_id=case.pk, score=score, by=town.asker, at=town.later(days=1)
        )
        case.refresh_from_db()
        assert (case.status, case.score) == (CaseStatus.CLOSED, score)
        assert not FollowUp.objects.exists()

    @pytest.mark.parametrize("score", [1, 2])
    @pytest.mark.parametrize("state", ["answered", "confirmed", "closed"])
    def test_low_reopens_supervises_and_wants_a_call(self, town, score, state):
        case = town.answered()
        if state != "answered":
            services.confirm_answer(case_id=case.pk, by=town.asker, at=town.at)
        if state == "closed":
            services.close_case(case_id=case.pk, by=town.user, at=town.at)
        friday = town.later(hours=2)
        services.rate(
            case_id=case.pk, score=score, words="没解决", by=town.asker, at=friday
        )
        case.refresh_from_db()
        assert (case.status, case.round) == (CaseStatus.REOPENED, 2)
        assert case.is_supervised
        assert "没解决" in case.supervision_reason
        assert (case.answered_at, case.closed_at) == (None, None)
        assert str(case.due_date) == "2026-11-27"  # a clock of its own
        assert str(FollowUp.objects.get().due_date) == "2026-11-23"
        told = set(
            Message.objects.filter(subject__contains="reopened").values_list(
                "recipient", flat=True
            )
        )
        assert told == {town.user.pk, town.head.pk}

    def test_once_a_round(self, town):
        case = town.answered()
        services.rate(case_id=case.pk, score=5, by=town.asker, at=town.at)
        with pytest.raises(services.RatedAlready):
            services.rate(case_id=case.pk, score=1, by=town.asker, at=town.at)
        case.refresh_from_db()
        assert case.status == CaseStatus.CLOSED
        assert Rating.objects.count() == 1

    def test_the_next_answer_can_be_rated_anew(self, town):
        case = town.answered()
        services.rate(case_id=case.pk, score=1, by=town.asker, at=town.later(hours=2))
        services.answer(
            case_id=case.pk,
            result="explained",
            text="再次说明",
            by=town.user,
            at=town.later(days=3),
        )
        services.rate(case_id=case.pk, score=4, by=town.asker, at=town.later(days=4))
        case.refresh_from_db()
        assert (case.status, case.score) == (CaseStatus.CLOSED, 4)
        assert case.is_supervised  # the call-back is still owed
        services.record_follow_up(
            case_id=case.pk, outcome="satisfied", by=town.head, at=town.later(days=4)
        )
        assert not FollowUp.objects.filter(done_at__isnull=True).exists()

    @pytest.mark.parametrize("who", ["user", "head", "handler"])
    def test_is_the_talents_alone(self, town, who):
        case = town.answered()
        with pytest.raises(NotAllowed):
            services.rate(case_id=case.pk, score=5, by=getattr(town, who), at=town.at)
        assert not Rating.objects.exists()

    def test_without_an_answer_is_refused(self, town):
        case = town.claimed()
        with pytest.raises(services.NotAnswered):
            services.rate(case_id=case.pk, score=5, by=town.asker, at=town.at)

    def test_reopened_goes_to_whoever_serves_the_talent_now(self, town):
        case = town.answered()
        services.rate(case_id=case.pk, score=5, by=town.asker, at=town.at)
        new = CommissionerFactory()
        town.talent.assignments.update(commissioner=new)
        services.reopen(
            case_id=case.pk, reason="回访不满意", by=town.head, at=town.later(days=2)
        )
        case.refresh_from_db()
        assert case.commissioner == new.user


class TestFollowUp:
    def test_not_reached_leaves_it_due(self, town):
        case = town.answered()
        services.rate(case_id=case.pk, score=1, by=town.asker, at=town.later(hours=2))
        services.record_follow_up(
            case_id=case.pk, outcome="not_reached", by=town.user, at=town.later(days=3)
        )
        assert FollowUp.objects.filter(done_at__isnull=True).count() == 1

    def test_dissatisfied_reopens_what_was_closed(self, town):
        case = town.answered()
        services.rate(case_id=case.pk, score=5, by=town.asker, at=town.later(hours=2))
        services.record_follow_up(
            case_id=case.pk,
            outcome="dissatisfied",
            note="又出问题了",
            by=town.head,
            at=town.later(days=5),
        )
        case.refresh_from_db()
        assert case.status == CaseStatus.REOPENED


class TestCloseSilent:
    # Answered on Friday the 20th: five working days end on Friday the 27th.
    @pytest.mark.parametrize(
        ("on", "closed"),
        [
            (date(2026, 11, 26), 0),
            (date(2026, 11, 27), 0),
            (date(2026, 11, 28), 1),
            (date(2026, 12, 7), 1),  # the scheduler stood still for a week
        ],
    )
    def test_the_day_after_the_last_and_never_before(self, town, on, closed):
        case = town.answered()
        at = datetime(on.year, on.month, on.day, 7, 30, tzinfo=CHINA)
        assert services.close_silent(on=on, at=at) == closed
        assert services.close_silent(on=on, at=at) == 0
        case.refresh_from_db()
        assert (case.closed_how == ClosedHow.SILENCE) == bool(closed)

    def test_what_cannot_be_told_stays_open(self, town):
        case = town.answered()
        Case.objects.filter(pk=case.pk).update(confirm_until=None)
        on = date(2027, 3, 1)
        assert services.close_silent(on=on, at=town.at + timedelta(days=100)) == 0

    def test_confirmed_and_never_rated_is_closed_as_confirmed(self, town):
        case = town.answered()
        services.confirm_answer(case_id=case.pk, by=town.asker, at=town.later(hours=3))
        services.close_silent(on=date(2026, 11, 30), at=town.later(days=10))
        case.refresh_from_db()
        assert case.closed_how == ClosedHow.CONFIRMED

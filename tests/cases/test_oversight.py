import pytest
from django.db import IntegrityError, transaction

from apps.cases import services
from apps.cases.models import Case, Extension
from apps.cases.states import CaseStatus
from apps.commissioners.services import assign, end_assignment, hand_over_now
from apps.core.errors import DomainError, NotAllowed
from tests.cases.factories import CaseFactory


def asked(town):
    case = town.claimed()
    services.ask_extension(case_id=case.pk, reason="外地证明", by=town.user, at=town.at)
    return case


class TestExtension:
    def test_approved_moves_the_day(self, town):
        case = asked(town)
        services.decide_extension(
            case_id=case.pk, is_approved=True, by=town.head, at=town.later(days=1)
        )
        case.refresh_from_db()
        assert (case.extra_workdays, str(case.due_date)) == (5, "2026-12-04")

    def test_refused_leaves_the_day_and_may_be_asked_again(self, town):
        case = asked(town)
        with pytest.raises(DomainError):
            services.decide_extension(
                case_id=case.pk, is_approved=False, by=town.head, at=town.at
            )
        services.decide_extension(
            case_id=case.pk, is_approved=False, note="够了", by=town.head, at=town.at
        )
        case.refresh_from_db()
        assert str(case.due_date) == "2026-11-27"
        services.ask_extension(case_id=case.pk, reason="再请", by=town.user, at=town.at)

    def test_once(self, town):
        case = asked(town)
        with pytest.raises(services.ExtendedAlready):
            services.ask_extension(
                case_id=case.pk, reason="再", by=town.user, at=town.at
            )
        services.decide_extension(
            case_id=case.pk, is_approved=True, by=town.head, at=town.at
        )
        with pytest.raises(services.ExtendedAlready):
            services.ask_extension(
                case_id=case.pk, reason="再", by=town.user, at=town.at
            )
        assert Extension.objects.count() == 1

    @pytest.mark.parametrize(("days", "ok"), [(7, True), (8, False)])
    def test_is_asked_before_the_day_is_over(self, town, days, ok):
        case = town.claimed()  # due on Friday the 27th
        at = town.later(days=days)
        if ok:
            services.ask_extension(case_id=case.pk, reason="要", by=town.user, at=at)
            return
        with pytest.raises(services.TooLate):
            services.ask_extension(case_id=case.pk, reason="要", by=town.user, at=at)
        assert not Extension.objects.exists()

    @pytest.mark.parametrize("who", ["user", "handler", "asker"])
    def test_is_decided_by_the_head(self, town, who):
        case = asked(town)
        with pytest.raises(NotAllowed):
            services.decide_extension(
                case_id=case.pk, is_approved=True, by=getattr(town, who), at=town.at
            )
        assert Extension.objects.get().is_approved is None

    def test_nobody_decides_on_the_own_wish_the_database_says_too(self, town):
        asked(town)
        with pytest.raises(IntegrityError), transaction.atomic():
            Extension.objects.update(
                is_approved=True, decided_by=town.user, decided_at=town.at
            )


class TestSupervision:
    def test_is_put_and_taken_off_by_the_head(self, town):
        case = town.claimed()
        services.supervise(case_id=case.pk, reason="批示", by=town.head, at=town.at)
        with pytest.raises(DomainError):
            services.supervise(case_id=case.pk, reason="再", by=town.city, at=town.at)
        services.end_supervision(case_id=case.pk, note="已办", by=town.head, at=town.at)
        case.refresh_from_db()
        assert not case.is_supervised


class TestMovesWithTheTalent:
    def move(self, town):
        hand_over_now(
            from_id=town.commissioner.pk,
            to_id=town.other.pk,
            by=town.head,
            at=town.at,
            reason="调岗",
        )

    @pytest.mark.parametrize(
        ("state", "moves"),
        [
            ("claimed", True),
            ("in_progress", True),
            ("with_department", True),
            ("returned", True),
            ("waiting", True),
            ("answered", True),
            ("confirmed", True),
            ("reopened", True),
            ("closed", False),
        ],
    )
    def test_what_is_not_over_goes_along(self, town, state, moves):
        case = CaseFactory(**{state: True}, talent=town.talent, commissioner=town.user)
        self.move(town)
        case.refresh_from_db()
        assert (case.commissioner == town.other.user) == moves
        assert case.events.filter(kind="moved").exists() == moves

    def test_taken_away_without_a_successor_it_is_the_heads(self, town):
        case = town.claimed()
        end_assignment(
            talent_id=town.talent.pk, by=town.head, at=town.at, reason="调岗"
        )
        assert not Case.objects.visible_to(town.user).exists()
        with pytest.raises(NotAllowed):
            services.start_work(case_id=case.pk, by=town.user, at=town.at)
        assert Case.objects.visible_to(town.head).get() == case
        assign(
            talent_id=town.talent.pk,
            commissioner_id=town.other.pk,
            by=town.head,
            at=town.at,
        )
        services.start_work(case_id=case.pk, by=town.other.user, at=town.at)

    def test_the_giver_can_do_nothing_more_from_that_moment(self, town):
        case = town.claimed()
        self.move(town)
        with pytest.raises(NotAllowed):
            services.start_work(case_id=case.pk, by=town.user, at=town.at)
        case.refresh_from_db()
        assert case.status == CaseStatus.CLAIMED
        services.start_work(case_id=case.pk, by=town.other.user, at=town.at)

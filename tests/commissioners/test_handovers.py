import pytest

from apps.commissioners import services
from apps.commissioners.models import Assignment, HandOver, HandOverItem
from apps.commissioners.models.handovers import HandOverStatus
from apps.core.errors import DomainError, NotAllowed
from apps.notifications.models import Message
from apps.talents.models import Talent
from tests.commissioners.factories import AssignmentFactory, CommissionerFactory


@pytest.fixture
def served(office):
    return AssignmentFactory(talent=office.talent, commissioner=office.one)


def ask(office, to=None, by=None):
    return services.request_hand_over(
        from_id=office.one.pk,
        to_id=(to or office.two).pk,
        talent_ids=[office.talent.pk],
        by=by or office.one.user,
        at=office.at,
        reason="调岗",
    )


def server(office):
    return Assignment.objects.open().get(talent=office.talent).commissioner


class TestAsked:
    def test_changes_nothing_until_it_is_accepted(self, office, served):
        ask(office)
        assert server(office) == office.one
        assert Message.objects.get().recipient == office.two.user

    def test_accepted_ends_the_givers_access_the_same_day(self, office, served):
        handover = ask(office)
        assert Talent.objects.visible_to(office.one.user).exists()
        services.accept_hand_over(
            handover_id=handover.pk, by=office.two.user, at=office.at
        )
        assert server(office) == office.two
        assert not Talent.objects.visible_to(office.one.user).exists()
        assert Talent.objects.visible_to(office.two.user).exists()
        served.refresh_from_db()
        assert str(served.until_date) == "2026-11-20"

    def test_declined_leaves_everything(self, office, served):
        handover = ask(office)
        with pytest.raises(DomainError):
            services.decline_hand_over(
                handover_id=handover.pk, by=office.two.user, at=office.at, note=""
            )
        services.decline_hand_over(
            handover_id=handover.pk, by=office.two.user, at=office.at, note="太多了"
        )
        assert server(office) == office.one
        assert not HandOverItem.objects.filter(is_pending=True).exists()
        ask(office)  # may be asked again

    @pytest.mark.parametrize("who", ["one", "far", "far_head"])
    def test_is_answered_by_the_one_asked_or_the_head(self, office, served, who):
        handover = ask(office)
        by = getattr(office, who)
        with pytest.raises(NotAllowed):
            services.accept_hand_over(
                handover_id=handover.pk, by=getattr(by, "user", by), at=office.at
            )
        assert server(office) == office.one
        services.accept_hand_over(handover_id=handover.pk, by=office.head, at=office.at)

    def test_twice_is_refused(self, office, served):
        handover = ask(office)
        services.accept_hand_over(
            handover_id=handover.pk, by=office.two.user, at=office.at
        )
        with pytest.raises(DomainError) as refusal:
            services.accept_hand_over(
                handover_id=handover.pk, by=office.two.user, at=office.at
            )
        assert refusal.value.code == "already_answered"
        assert Assignment.objects.count() == 2

    def test_beyond_the_takers_capacity_none_of_them_goes(self, office, served):
        small = CommissionerFactory(capacity=1)
        second = AssignmentFactory(commissioner=office.one)
        handover = services.request_hand_over(
            from_id=office.one.pk,
            to_id=small.pk,
            talent_ids=[office.talent.pk, second.talent_id],
            by=office.one.user,
            at=office.at,
            reason="调岗",
        )
        with pytest.raises(services.CapacityReached):
            services.accept_hand_over(
                handover_id=handover.pk, by=small.user, at=office.at
            )
        assert Assignment.objects.open().filter(commissioner=office.one).count() == 2
        handover.refresh_from_db()
        assert handover.status == HandOverStatus.PENDING

    def test_is_asked_for_ones_own_people(self, office, served):
        with pytest.raises(NotAllowed):
            ask(office, by=office.two.user)
        assert not HandOver.objects.exists()

    def test_twice_for_one_talent_is_refused(self, office, served):
        ask(office)
        with pytest.raises(DomainError):
            ask(office, to=CommissionerFactory())
        assert HandOver.objects.count() == 1

    def test_falls_away_when_the_assignment_ends(self, office, served):
        handover = ask(office)
        services.end_assignment(
            talent_id=office.talent.pk, by=office.head, at=office.at, reason="迁出"
        )
        handover.refresh_from_db()
        assert handover.status == HandOverStatus.WITHDRAWN

    def test_may_be_taken_back(self, office, served):
        handover = ask(office)
        services.withdraw_hand_over(
            handover_id=handover.pk, by=office.one.user, at=office.at
        )
        handover.refresh_from_db()
        assert handover.status == HandOverStatus.WITHDRAWN


class TestOrdered:
    def order(self, office, by=None, **wishes):
        return services.hand_over_now(
            from_id=office.one.pk,
            to_id=office.two.pk,
            by=by or office.head,
            at=office.at,
            reason="离职",
            **wishes,
        )

    def test_everybody_passes_at_once(self, office, served):
        AssignmentFactory.create_batch(2, commissioner=office.one)
        self.order(office)
        assert office.two.assignments.open().count() == 3
        assert not Talent.objects.visible_to(office.one.user).exists()

    def test_overrules_what_was_being_asked(self, office, served):
        asked = ask(office, to=CommissionerFactory())
        self.order(office)
        asked.refresh_from_db()
        assert server(office) == office.two
        assert not asked.items.filter(is_pending=True).exists()
        assert asked.status == HandOverStatus.WITHDRAWN

    @pytest.mark.parametrize("who", ["far_head", "one", "two"])
    def test_is_the_heads(self, office, served, who):
        by = getattr(office, who)
        with pytest.raises(NotAllowed):
            self.order(office, by=getattr(by, "user", by))
        assert server(office) == office.one

    def test_nobody_to_pass_is_said(self, office):
        with pytest.raises(DomainError) as refusal:
            self.order(office)
        assert refusal.value.code == "nothing_to_hand_over"

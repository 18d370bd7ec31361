from datetime import date

import pytest
from django.db import IntegrityError, transaction

from apps.accounts.models import RoleGrant
from apps.audit.models import AuditEvent
from apps.commissioners import services
from apps.commissioners.models import Assignment
from apps.core.errors import DomainError, NotAllowed
from apps.core.roles import Role
from apps.notifications.models import Message
from apps.talents.models import Talent
from tests.accounts.factories import RoleGrantFactory, UserFactory
from tests.commissioners.factories import AssignmentFactory, CommissionerFactory
from tests.talents.factories import TalentFactory


def assign(office, to=None, by=None, talent=None):
    return services.assign(
        talent_id=(talent or office.talent).pk,
        commissioner_id=(to or office.one).pk,
        by=by or office.head,
        at=office.at,
    )


def nothing_changed() -> bool:
    return not (
        Assignment.objects.exists()
        or AuditEvent.objects.exists()
        or Message.objects.exists()
    )


class TestAssign:
    def test_gives_the_talent_a_commissioner_from_today(self, office):
        made = assign(office)
        assert (str(made.from_date), made.until_date) == ("2026-11-20", None)
        assert Talent.objects.visible_to(office.one.user).get() == office.talent
        assert Message.objects.get().recipient == office.one.user

    def test_twice_the_same_changes_nothing(self, office):
        first = assign(office)
        assert assign(office) == first
        assert AuditEvent.objects.count() == 1

    def test_refuses_a_second_commissioner(self, office):
        assign(office)
        with pytest.raises(services.AlreadyAssigned):
            assign(office, to=office.two)
        assert Assignment.objects.get().commissioner == office.one

    @pytest.mark.parametrize("who", ["far_head", "commissioner", "auditor", "approver"])
    def test_refuses_whoever_is_not_the_head_there(self, office, who):
        by = {
            "far_head": office.far_head,
            "commissioner": office.one.user,
        }.get(who) or UserFactory(role=Role(who))
        with pytest.raises(NotAllowed):
            assign(office, by=by)
        assert nothing_changed()

    def test_a_district_head_does_not_spend_the_citys_people(self, office):
        of_the_city = CommissionerFactory(region="230600")
        with pytest.raises(NotAllowed):
            assign(office, to=of_the_city)
        assert nothing_changed()
        assert assign(office, to=of_the_city, by=office.city)

    def test_refuses_somebody_of_another_region(self, office):
        with pytest.raises(services.CannotServe):
            assign(office, to=office.far, by=office.city)
        assert nothing_changed()

    def test_refuses_somebody_on_leave(self, office):
        away = CommissionerFactory(is_on_leave=True)
        with pytest.raises(services.CannotServe):
            assign(office, to=away)
        assert nothing_changed()

    def test_refuses_somebody_whose_duty_has_ended(self, office):
        RoleGrant.objects.filter(user=office.one.user).update(
            until_date=date(2026, 11, 20)
        )
        with pytest.raises(services.CannotServe):
            assign(office)
        assert nothing_changed()

    @pytest.mark.parametrize(("load", "ok"), [(2, True), (3, False)])
    def test_fills_up_to_the_capacity_and_no_further(self, office, load, ok):
        small = CommissionerFactory(capacity=3)
        AssignmentFactory.create_batch(load, commissioner=small)
        AssignmentFactory(commissioner=small, ended=True)  # does not count
        if ok:
            assert assign(office, to=small)
            return
        with pytest.raises(services.CapacityReached) as refusal:
            assign(office, to=small)
        assert "3" in refusal.value.message
        assert not Assignment.objects.filter(talent=office.talent).exists()

    def test_refuses_somebody_no_longer_on_the_register(self, office):
        with pytest.raises(services.CannotServe):
            assign(office, talent=TalentFactory(left=True))
        assert nothing_changed()


class TestTheDatabase:
    def test_knows_one_active_commissioner_for_a_talent(self, office):
        assign(office)
        with pytest.raises(IntegrityError), transaction.atomic():
            AssignmentFactory(talent=office.talent)

    def test_knows_no_overlapping_periods(self, office):
        AssignmentFactory(talent=office.talent, ended=True)
        with pytest.raises(IntegrityError), transaction.atomic():
            AssignmentFactory(
                talent=office.talent,
                from_date=date(2026, 11, 18),
                until_date=date(2026, 11, 25),
            )
        # The day it ended is free again.
        AssignmentFactory(talent=office.talent, from_date=date(2026, 11, 19))


class TestEnd:
    def test_ends_access_the_same_day(self, office):
        assign(office)
        services.end_assignment(
            talent_id=office.talent.pk, by=office.head, at=office.at, reason="迁出"
        )
        assert not Talent.objects.visible_to(office.one.user).exists()
        assert str(Assignment.objects.get().until_date) == "2026-11-20"
        # And a new one may begin that same day.
        assert assign(office, to=office.two)

    def test_needs_a_reason(self, office):
        assign(office)
        with pytest.raises(DomainError):
            services.end_assignment(
                talent_id=office.talent.pk, by=office.head, at=office.at, reason=" "
            )
        assert Assignment.objects.open().exists()


class TestRelease:
    def test_takes_everybody_from_somebody_who_leaves(self, office):
        AssignmentFactory.create_batch(3, commissioner=office.one)
        count = services.release_caseload(
            commissioner_id=office.one.pk, by=office.head, at=office.at, reason="离职"
        )
        assert count == 3
        assert not Assignment.objects.open().exists()
        assert not Talent.objects.visible_to(office.one.user).exists()

    def test_is_the_heads(self, office):
        AssignmentFactory(commissioner=office.one)
        with pytest.raises(NotAllowed):
            services.release_caseload(
                commissioner_id=office.one.pk,
                by=office.far_head,
                at=office.at,
                reason="x",
            )
        assert Assignment.objects.open().exists()


class TestPairs:
    def test_what_no_longer_fits_is_left_out_and_counted(self, office):
        others = TalentFactory.create_batch(3)
        small = CommissionerFactory(capacity=1)
        assign(office)
        outcome = services.assign_pairs(
            pairs=[
                (office.talent.pk, office.one.pk),  # stands already
                (others[0].pk, small.pk),
                (others[1].pk, small.pk),  # full by now
                (others[2].pk, office.far.pk),  # another region
                (987654, office.one.pk),  # gone
            ],
            by=office.city,
            at=office.at,
        )
        assert outcome == {
            "already": 1,
            "assigned": 1,
            "capacity_reached": 1,
            "cannot_serve": 1,
            "gone": 1,
        }

    def test_is_one_message_a_commissioner(self, office):
        pairs = [(talent.pk, office.one.pk) for talent in TalentFactory.create_batch(4)]
        Message.objects.all().delete()
        services.assign_pairs(pairs=pairs, by=office.head, at=office.at)
        assert "4" in Message.objects.get().subject


class TestEnrolAndTerms:
    def test_somebody_with_the_duty_gets_a_caseload(self, office):
        user = UserFactory()
        grant = RoleGrantFactory(user=user, office=office.one.office)
        made = services.enrol(
            user_id=user.pk,
            office_id=grant.office_id,
            capacity=40,
            by=office.head,
            at=office.at,
        )
        assert (made.capacity, made.office) == (40, office.one.office)

    def test_without_the_duty_nobody_does(self, office):
        user = UserFactory()
        with pytest.raises(services.CannotServe):
            services.enrol(
                user_id=user.pk,
                office_id=office.one.office_id,
                capacity=40,
                by=office.head,
                at=office.at,
            )
        assert not hasattr(user, "commissioner")

    def test_a_smaller_capacity_takes_nobody_away_and_adds_nobody(self, office):
        AssignmentFactory.create_batch(2, commissioner=office.one)
        services.set_terms(
            commissioner_id=office.one.pk,
            capacity=1,
            languages=["zh"],
            fields=[],
            is_on_leave=False,
            by=office.head,
            at=office.at,
        )
        assert office.one.assignments.open().count() == 2
        with pytest.raises(services.CapacityReached):
            assign(office)

"""Grades, households and states: each refusal changes nothing."""

from datetime import date

import pytest

from apps.audit.models import AuditEvent
from apps.core.errors import DomainError, NotAllowed
from apps.core.roles import Role
from apps.talents import services
from apps.talents.choices import TalentStatus
from apps.talents.models import Consent, GradeAward, Membership
from tests.accounts.factories import UserFactory
from tests.talents.factories import (
    ConsentFactory,
    EmployerFactory,
    EmploymentFactory,
    GradeAwardFactory,
    GradeLevelFactory,
    MembershipFactory,
    TalentFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def reviewer():
    return UserFactory(role=Role.DISTRICT_REVIEWER, region="230602")


@pytest.fixture
def who(reviewer, at):
    return {"by": reviewer, "at": at}


class TestGrades:
    @pytest.mark.parametrize(
        ("day", "fits"),
        [
            (date(2022, 12, 31), False),
            (date(2023, 1, 1), True),
            (date(2025, 12, 31), True),
            (date(2026, 1, 1), False),
        ],
    )
    def test_gives_only_while_the_scheme_gives(self, day, fits, who):
        talent = TalentFactory()
        level = GradeLevelFactory(
            scheme__from_date=date(2023, 1, 1), scheme__until_date=date(2025, 12, 31)
        )
        wish = {"level_id": level.pk, "issued_on": day, "valid_until": None}
        if fits:
            services.award_grade(talent_id=talent.pk, **wish, **who)
        else:
            with pytest.raises(DomainError, match="no grades on that day"):
                services.award_grade(talent_id=talent.pk, **wish, **who)
        assert GradeAward.objects.filter(talent=talent).exists() is fits

    def test_refuses_a_second_grade_of_a_scheme_in_force(self, who):
        held = GradeAwardFactory(valid_until=date(2026, 11, 20))
        other = GradeLevelFactory(scheme=held.level.scheme)
        wish = {"talent_id": held.talent_id, "level_id": other.pk, "valid_until": None}
        with pytest.raises(DomainError, match="Revoke it first"):
            services.award_grade(issued_on=date(2026, 11, 20), **wish, **who)
        assert GradeAward.objects.count() == 1
        services.award_grade(issued_on=date(2026, 11, 21), **wish, **who)

    def test_another_scheme_stands_beside_it(self, who):
        held = GradeAwardFactory()
        level = GradeLevelFactory()
        services.award_grade(
            talent_id=held.talent_id, level_id=level.pk, issued_on=date(2025, 1, 1),
            valid_until=None, **who,
        )  # fmt: skip
        assert GradeAward.objects.filter(talent=held.talent_id).count() == 2


class TestHousehold:
    def test_a_second_spouse_is_refused_until_the_first_membership_ends(self, who):
        talent = TalentFactory()
        first = services.add_member(
            talent_id=talent.pk, relation="spouse", name="李敏", **who
        )
        with pytest.raises(DomainError, match="spouse"):
            services.add_member(
                talent_id=talent.pk, relation="spouse", name="张丽", **who
            )
        services.end_membership(
            talent_id=talent.pk, membership_id=first.pk, on=date(2026, 11, 1), **who
        )
        services.add_member(talent_id=talent.pk, relation="spouse", name="张丽", **who)
        assert Membership.objects.filter(relation="spouse").count() == 2

    def test_somebody_of_another_household_is_refused(self, who):
        talent, other = TalentFactory(), MembershipFactory().talent
        with pytest.raises(DomainError, match="another household"):
            services.add_member(
                talent_id=talent.pk, relation="spouse", member_number=other.number,
                **who,
            )  # fmt: skip
        assert not talent.memberships.exists()


class TestStatus:
    @pytest.mark.parametrize("status", [TalentStatus.LEFT, TalentStatus.DECEASED])
    def test_ends_the_present_employment(self, status, who):
        talent = TalentFactory(employer=EmployerFactory())
        job = EmploymentFactory(talent=talent, employer=talent.employer)
        services.set_status(talent_id=talent.pk, status=status, why="moved", **who)
        talent.refresh_from_db()
        job.refresh_from_db()
        assert (talent.status, talent.employer) == (status, None)
        assert job.until_date == date(2026, 11, 20)

    def test_needs_a_reason_and_changes_nothing_without(self, who):
        talent = TalentFactory()
        with pytest.raises(DomainError):
            services.set_status(talent_id=talent.pk, status="left", why=" ", **who)
        talent.refresh_from_db()
        assert talent.status == TalentStatus.ACTIVE


class TestConsents:
    def test_is_given_once_and_withdrawn_once(self, who):
        talent = TalentFactory()
        wish = {"talent_id": talent.pk, "scope": "service", "notice_version": "1"}
        first = services.give_consent(**wish, **who)
        assert services.give_consent(**wish, **who) == first
        gone = {"talent_id": talent.pk, "consent_id": first.pk}
        services.withdraw_consent(**gone, **who)
        with pytest.raises(DomainError):
            services.withdraw_consent(**gone, **who)
        services.give_consent(**wish, **who)
        assert Consent.objects.count() == 2

    def test_a_talent_decides_about_the_own_consents_only(self, at):
        user = UserFactory(role=Role.TALENT)
        own = ConsentFactory(talent=TalentFactory(user=user))
        other = ConsentFactory()
        services.withdraw_consent(
            talent_id=own.talent_id, consent_id=own.pk, by=user, at=at
        )
        with pytest.raises(NotAllowed):
            services.withdraw_consent(
                talent_id=other.talent_id, consent_id=other.pk, by=user, at=at
            )
        other.refresh_from_db()
        assert other.withdrawn_at is None


def test_a_commissioner_puts_nobody_on_the_register(client, at):
    user = UserFactory(role=Role.COMMISSIONER, region="230602")
    client.force_login(user)
    assert client.get("/talents/new/").status_code == 403
    assert not AuditEvent.objects.filter(action="talents.talent.registered").exists()

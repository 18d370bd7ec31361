"""Registering, changing and joining people; each refusal changes nothing."""

from datetime import date

import pytest

from apps.audit.models import AuditEvent
from apps.core.errors import DomainError, NotAllowed, StaleVersion
from apps.core.roles import Role
from apps.talents import merging, services
from apps.talents.choices import TalentStatus
from apps.talents.identity.kinds import DocumentKind
from apps.talents.models import Talent
from tests.accounts.factories import UserFactory
from tests.talents.factories import (
    EducationFactory,
    EmployerFactory,
    EmploymentFactory,
    IdentityDocumentFactory,
    TalentFactory,
    nth_document,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
ON = date(2026, 11, 20)


@pytest.fixture
def district():
    return UserFactory(role=Role.DISTRICT_REVIEWER, region="230602")


@pytest.fixture
def city():
    return UserFactory(role=Role.CITY_REVIEWER, region="230600")


@pytest.fixture
def elsewhere():
    return UserFactory(role=Role.DISTRICT_REVIEWER, region="230604")


def register(by, at, **changes):
    values = {
        "name": "曾小明",
        "region_id": "230602",
        "document_kind": DocumentKind.RESIDENT_ID,
        "document_number": nth_document(900),
        "by": by,
        "at": at,
        "on": ON,
    }
    return services.register_talent(**{**values, **changes})


class TestRegister:
    def test_puts_a_person_with_a_document_on_the_register(self, district, at):
        talent = register(district, at)
        assert talent.number == "T-2026-000001"
        assert talent.documents.get().number == nth_document(900)
        assert Talent.objects.matching("zxm").get() == talent
        assert Talent.objects.matching("曾小").get() == talent
        assert AuditEvent.objects.get().action == "talents.talent.registered"

    @pytest.mark.parametrize(
        ("number", "said"), [("230602197001010012", "check digit"), ("", "no document")]
    )
    def test_refuses_a_wrong_number_and_changes_nothing(
        self, district, at, number, said
    ):
        with pytest.raises(services.BadNumber, match=said):
            register(district, at, document_number=number)
        assert not Talent.objects.exists()
        assert not AuditEvent.objects.exists()

    def test_refuses_a_known_document_and_names_whom_one_may_see(self, district, at):
        held = register(district, at)
        with pytest.raises(services.AlreadyOnRegister, match=held.number):
            register(district, at, name="别人")
        assert Talent.objects.count() == 1

    def test_does_not_name_the_holder_to_somebody_who_may_not_see_him(
        self, district, elsewhere, at
    ):
        held = register(district, at)
        with pytest.raises(services.AlreadyOnRegister) as refused:
            register(elsewhere, at, region_id="230604")
        assert held.number not in refused.value.message
        assert held.name not in refused.value.message

    def test_asks_to_look_before_adding_a_namesake_born_in_the_same_month(
        self, district, at
    ):
        first = register(district, at, birth_date=date(1990, 5, 17))
        twin = {"document_number": nth_document(901), "birth_date": date(1990, 5, 3)}
        with pytest.raises(services.PossibleDuplicate) as refused:
            register(district, at, **twin)
        assert refused.value.numbers == [first.number]
        assert Talent.objects.count() == 1
        register(district, at, is_surely_new=True, **twin)
        assert Talent.objects.count() == 2

    def test_refuses_a_region_out_of_reach(self, district, at):
        with pytest.raises(NotAllowed):
            register(district, at, region_id="230604")
        assert not Talent.objects.exists()


class TestChange:
    def test_changes_and_leaves_a_trace_without_the_telephone_number(
        self, district, at
    ):
        talent = TalentFactory()
        services.change_person(
            talent_id=talent.pk,
            version=1,
            name="单一",
            phone="+8613912345678",
            by=district,
            at=at,
        )
        talent.refresh_from_db()
        assert (talent.name, talent.pinyin, talent.version) == ("单一", "shanyi", 2)
        event = AuditEvent.objects.get()
        assert event.data["new"] == {"name": "单一", "phone": "***"}

    def test_saying_the_same_again_writes_nothing(self, district, at):
        talent = TalentFactory()
        services.change_person(
            talent_id=talent.pk, version=1, name=talent.name, by=district, at=at
        )
        talent.refresh_from_db()
        assert talent.version == 1
        assert not AuditEvent.objects.exists()

    @pytest.mark.parametrize("by", ["elsewhere", "nobody"])
    def test_refuses_who_does_not_reach_the_person(self, request, at, by):
        by = UserFactory() if by == "nobody" else request.getfixturevalue(by)
        talent = TalentFactory()
        with pytest.raises(NotAllowed):
            services.change_person(
                talent_id=talent.pk, version=1, name="单一", by=by, at=at
            )
        talent.refresh_from_db()
        assert talent.name != "单一"

    def test_refuses_a_stale_page(self, district, at):
        talent = TalentFactory()
        services.change_person(
            talent_id=talent.pk, version=1, field="石油", by=district, at=at
        )
        with pytest.raises(StaleVersion):
            services.change_person(
                talent_id=talent.pk, version=1, field="医学", by=district, at=at
            )
        talent.refresh_from_db()
        assert talent.field == "石油"

    def test_nobody_moves_a_person_out_of_his_own_reach(self, district, at):
        talent = TalentFactory()
        with pytest.raises(NotAllowed):
            services.change_person(
                talent_id=talent.pk, version=1, region_id="230604", by=district, at=at
            )
        talent.refresh_from_db()
        assert talent.region_id == "230602"

    def test_nobody_changes_an_entry_of_his_own(self, district, at):
        talent = TalentFactory(user=district)
        with pytest.raises(NotAllowed, match="his or her own"):
            services.change_person(
                talent_id=talent.pk, version=1, name="单一", by=district, at=at
            )


class TestEmployment:
    def test_a_new_employment_ends_the_one_before(self, district, at):
        talent = TalentFactory()
        EmploymentFactory(talent=talent, from_date=date(2020, 1, 1))
        employer = EmployerFactory()
        services.start_employment(
            talent_id=talent.pk,
            employer_id=employer.pk,
            position="",
            from_date=date(2026, 6, 1),
            contract_years=3,
            insured_since=None,
            by=district,
            at=at,
        )
        talent.refresh_from_db()
        assert talent.employer == employer
        assert talent.employments.get(until_date=None).employer == employer
        assert talent.employments.filter(until_date=date(2026, 6, 1)).exists()

    def test_refuses_one_that_begins_before_the_present_one(self, district, at):
        talent = TalentFactory()
        job = EmploymentFactory(talent=talent, from_date=date(2020, 1, 1))
        with pytest.raises(DomainError, match="cannot be earlier"):
            services.start_employment(
                talent_id=talent.pk,
                employer_id=EmployerFactory().pk,
                position="",
                from_date=date(2019, 12, 31),
                contract_years=None,
                insured_since=None,
                by=district,
                at=at,
            )
        assert talent.employments.get() == job


def test_the_entry_shows_the_highest_of_all_degrees(district, at):
    talent = TalentFactory()
    EducationFactory(talent=talent, level="doctor")
    services.add_education(talent_id=talent.pk, level="master", by=district, at=at)
    talent.refresh_from_db()
    assert talent.education == "doctor"


class TestMerge:
    def merge(self, old, kept, by, at):
        return services.merge_talents(
            old_id=old.pk, kept_id=kept.pk, by=by, at=at, why="one person"
        )

    def pair(self):
        """A passport entry and a resident-ID entry of one person."""
        old, kept = TalentFactory(), TalentFactory()
        IdentityDocumentFactory(
            talent=old, kind=DocumentKind.PASSPORT, number="E12345678"
        )
        IdentityDocumentFactory(talent=kept, number=nth_document(910))
        return old, kept

    def test_moves_what_hangs_on_it_and_keeps_both_numbers(self, city, at):
        old, kept = self.pair()
        degree = EducationFactory(talent=old, level="doctor")
        self.merge(old, kept, city, at)
        old.refresh_from_db()
        kept.refresh_from_db()
        degree.refresh_from_db()
        assert (old.status, old.merged_into) == (TalentStatus.MERGED, kept)
        assert degree.talent == kept
        assert kept.documents.count() == 2
        assert kept.documents.get(is_main=True).kind == DocumentKind.RESIDENT_ID
        assert Talent.objects.matching("5678").filter(pk=kept.pk).exists()

    def test_refuses_two_documents_of_one_kind_and_moves_nothing(self, city, at):
        old, kept = TalentFactory(), TalentFactory()
        IdentityDocumentFactory(talent=old, number=nth_document(911))
        IdentityDocumentFactory(talent=kept, number=nth_document(912))
        with pytest.raises(services.CannotMerge, match="same kind"):
            self.merge(old, kept, city, at)
        assert old.documents.count() == kept.documents.count() == 1

    def test_refuses_a_reviewer_who_does_not_reach_both(self, elsewhere, at):
        old, kept = self.pair()
        with pytest.raises(NotAllowed):
            self.merge(old, kept, elsewhere, at)
        old.refresh_from_db()
        assert old.status == TalentStatus.ACTIVE


def test_every_table_that_hangs_on_a_person_says_how_it_moves():
    """A forgotten table would leave rows with a closed entry."""
    pointing = {
        relation.related_model._meta.label_lower
        for relation in Talent._meta.related_objects
        if relation.related_model is not Talent
    }
    assert pointing - merging.registered() == set()

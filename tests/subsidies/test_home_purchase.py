"""One home, one subsidy; calculations kept; numbers sealed."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from apps.applications.models import Application, Decision
from apps.applications.services import AmountChanged
from apps.applications.states import Status
from apps.core.errors import DomainError
from apps.subsidies.home_purchase import HomeGrantedAlready, duplicates
from apps.subsidies.models import Calculation, HomePurchaseClaim
from apps.talents.models import Education
from tests.applications.factories import Walk, a_city
from tests.talents.factories import nth_document

pytestmark = pytest.mark.django_db
OTHER = {"contract_number": "DQ2026-111111"}
UNIT = "230602001001GB00001F00010001"


@pytest.fixture
def city():
    return a_city()


class TestOneHomeOneSubsidy:
    def test_the_reviewer_is_told_of_another_application(self, city):
        first, second = Walk(city).submitted(), Walk(city).submitted()
        (found,) = duplicates(second.application)
        assert found.application == first.application
        assert not found.is_granted

    @pytest.mark.parametrize(
        "spelling", ["dq2026-009876", "DQ2026 009876", "ＤＱ２０２６－００９８７６"]
    )
    def test_another_spelling_is_the_same_contract(self, city, spelling):
        Walk(city).submitted()
        second = Walk(city).submitted(contract_number=spelling)
        assert len(duplicates(second.application)) == 1

    def test_another_contract_for_the_same_unit_is_found(self, city):
        Walk(city).submitted(unit_number=UNIT)
        second = Walk(city).submitted(unit_number=UNIT, **OTHER)
        assert str(duplicates(second.application)[0].what) == "same real-estate unit"

    def test_homes_without_a_unit_number_are_not_the_same(self, city):
        Walk(city).submitted()
        assert duplicates(Walk(city).submitted(**OTHER).application) == []

    def test_what_was_withdrawn_or_refused_is_no_duplicate(self, city):
        first = Walk(city).in_prelim()
        first.decide(
            city.district, "reject", reason="not_a_class", note="不属于支持类别。"
        )
        assert duplicates(Walk(city).submitted().application) == []

    def test_a_home_that_was_granted_is_refused_at_submission(self, city):
        Walk(city).approved()
        second = Walk(city).start().fill()
        with pytest.raises(HomeGrantedAlready):
            second.submit()
        assert second.application.status == Status.DRAFT
        assert not HomePurchaseClaim.objects.filter(application=second.pk).exists()

    def test_of_two_under_way_the_second_is_refused_at_approval(self, city):
        first, second = Walk(city).in_approval(), Walk(city).in_approval()
        first.decide(city.approver)
        with pytest.raises(HomeGrantedAlready):
            second.decide(city.approver)
        assert second.application.status == Status.APPROVAL
        assert Decision.objects.filter(application=second.pk).count() == 3
        assert Calculation.objects.filter(application=second.pk).count() == 3

    def test_the_database_has_the_last_word(self, city):
        first, second = Walk(city).approved(), Walk(city).submitted(**OTHER)
        claim = second.application.home_purchase
        claim.contract_number = first.application.home_purchase.contract_number
        claim.granted_at = first.at
        with pytest.raises(IntegrityError), transaction.atomic():
            claim.save()


class TestCalculations:
    def test_one_is_kept_for_the_submission_and_each_decision(self, city):
        walk = Walk(city).approved()
        kept = Calculation.objects.filter(application=walk.pk)
        assert [k.decision and k.decision.step_code for k in kept] == [
            None,
            "prelim_review",
            "second_review",
            "approval",
        ]
        assert {k.amount for k in kept} == {Decimal("111760.28")}
        assert kept[0].inputs["home.area"] == "140.01"
        assert kept[0].inputs["education.doctor"] is True

    def test_they_can_be_neither_changed_nor_removed(self, city):
        Walk(city).submitted()
        for change in (
            lambda: Calculation.objects.update(amount=Decimal(1)),
            lambda: Calculation.objects.all().delete(),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()

    def test_the_database_refuses_more_than_the_price(self, city):
        walk = Walk(city).submitted()
        kept = Calculation.objects.get(application=walk.pk)
        kept.pk, kept.amount, kept.ceiling = None, Decimal("2.00"), Decimal("1.99")
        with pytest.raises(IntegrityError), transaction.atomic():
            kept.save(force_insert=True)

    @pytest.mark.parametrize(
        ("answer", "amount"), [("met", None), ("met", 0), ("unknown", 5)]
    )
    def test_the_database_refuses_an_amount_without_a_yes(self, city, answer, amount):
        kept = Calculation.objects.get(application=Walk(city).submitted().pk)
        kept.pk, kept.answer = None, answer
        kept.amount = amount if amount is None else Decimal(amount)
        with pytest.raises(IntegrityError), transaction.atomic():
            kept.save(force_insert=True)


class TestWhatIsApprovedIsWhatWasReviewed:
    def test_another_amount_is_refused_with_both_figures(self, city):
        walk = Walk(city).in_approval()
        HomePurchaseClaim.objects.update(deed_tax=Decimal("14700.36"))
        with pytest.raises(AmountChanged) as refusal:
            walk.decide(city.approver)
        assert "¥111,760.28" in refusal.value.message
        assert "¥111,760.29" in refusal.value.message
        assert walk.application.status == Status.APPROVAL
        assert Decision.objects.filter(application=walk.pk).count() == 3

    def test_a_changed_fact_goes_back_and_is_reviewed_again(self, city):
        walk = Walk(city).in_approval()
        HomePurchaseClaim.objects.update(deed_tax=Decimal("14700.36"))
        walk.decide(
            city.approver, "send_back", reason="recalculate", opinion="重新核算"
        )
        assert walk.application.status == Status.SECOND_REVIEW
        walk.decide(city.city).decide(city.approver)
        assert walk.application.status == Status.APPROVED
        assert walk.application.facts["amount"] == "111760.29"

    def test_a_fact_that_is_lost_stops_the_approval(self, city):
        walk = Walk(city).in_approval()
        Education.objects.update(mode="part_time")
        with pytest.raises(DomainError, match="Not known yet"):
            walk.decide(city.approver)
        assert walk.application.status == Status.APPROVAL


def test_addresses_and_numbers_are_sealed_in_the_database(city):
    document = nth_document(7)
    walk = Walk(city).submitted(
        unit_number=UNIT, co_buyers=[{"name": "李四光", "document": document}]
    )
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT (SELECT c::text FROM subsidies_homepurchaseclaim c) ||
                      (SELECT b::text FROM subsidies_cobuyer b) ||
                      (SELECT a::text FROM applications_application a WHERE a.id = %s)""",
            [walk.pk],
        )
        stored = cursor.fetchone()[0]
    for secret in ("示范小区", "DQ2026", UNIT, "李四光", document):
        assert secret not in stored
    claim = walk.application.home_purchase
    assert claim.address == "示范小区1号楼2单元301室"
    assert claim.co_buyers.get().masked_document.endswith(document[-4:])


def test_no_sealed_value_stands_in_what_is_frozen(city):
    walk = Walk(city).approved()
    frozen = str(Application.objects.get(pk=walk.pk).facts)
    frozen += str(list(Calculation.objects.values()))
    assert "示范小区" not in frozen
    assert "009876" not in frozen


def test_the_district_of_the_home_handles_it(city):
    walk = Walk(city).submitted(district="230604")
    assert walk.application.region_id == "230604"

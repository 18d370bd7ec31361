from datetime import date
from decimal import Decimal

import pytest

from apps.policies.choices import (
    CoupleRule,
    DecidedBy,
)
from apps.policies.entitling import Circumstances, Spouse
from apps.policies.services import version_for
from tests.policies.cities import (
    RANK,
    City,
    fixed,
    publish,
    version,
    yuan,
)

pytestmark = pytest.mark.django_db


class TestHaikou:
    """海口: one of two spouses, the higher; the version by the day on which the contract
    was filed, from 2018-05-13 (S43)."""

    @pytest.fixture
    def city(self) -> City:
        row = version(
            "haikou",
            from_date=date(2018, 5, 13),
            decided_by=DecidedBy.CONTRACT_FILED,
            couple_rule=CoupleRule.HIGHER_ONE,
        )
        fixed(row, "E", "300000", (RANK, "eq", "5"))
        fixed(row, "F", "150000", (RANK, "eq", "6"))
        return City(row)

    @pytest.mark.parametrize(
        ("rank", "spouse", "granted", "wanted"),
        [
            (5, "150000", "0", "300000.00"),
            (6, "300000", "0", None),  # the other is higher: this one gets nothing
            (6, "300000", "300000", None),
            (5, "150000", "150000", "150000.00"),  # raised to the higher
            (5, "300000", "0", "300000.00"),  # equal: the first
            (5, "300000", "300000", None),  # and only the first
        ],
    )
    def test_one_of_two_spouses_the_higher(self, city, rank, spouse, granted, wanted):
        around = Circumstances(spouse=Spouse(yuan(spouse), yuan(granted)))
        amount = city.amount(around=around, knows={RANK: Decimal(rank)})
        assert amount == (wanted and yuan(wanted))

    def test_a_spouse_who_claims_nothing_changes_nothing(self, city):
        around = Circumstances(spouse=Spouse())
        assert city.amount(around=around, knows={RANK: Decimal(6)}) == yuan("150000")

    @pytest.mark.parametrize(
        ("filed", "holds"), [(date(2018, 5, 12), False), (date(2018, 5, 13), True)]
    )
    def test_the_filing_of_the_contract_decides(self, city, filed, holds, at):
        publish(city.version, at)
        days = {
            DecidedBy.SUBMIT: date(2026, 11, 20),
            DecidedBy.CONTRACT_FILED: filed,
        }
        assert (version_for(city.version.policy, days) is not None) is holds

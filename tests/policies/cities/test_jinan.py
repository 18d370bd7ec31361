from datetime import date
from decimal import Decimal

import pytest

from apps.policies.choices import (
    CoupleRule,
    DueFrom,
    ExclusionMode,
)
from apps.policies.entitling import Circumstances, Spouse
from apps.policies.facts import UNKNOWN
from apps.policies.rules import Answer
from tests.policies.cities import (
    RANK,
    City,
    excludes,
    instalments,
    parts,
    share,
    version,
    yuan,
)

pytestmark = pytest.mark.django_db


class TestJinan:
    """济南: 50% of the price, at most 1,000,000 / 700,000 / 400,000 by grade; 40/30/30;
    both spouses, together at most the price; rent subsidy deducted (S30, S31, S38)."""

    @pytest.fixture
    def city(self) -> City:
        row = version(
            "jinan", ceiling_fact="home.price", couple_rule=CoupleRule.BOTH_CAPPED
        )
        for rank, cap in ((1, "1000000"), (2, "700000"), (3, "400000")):
            share(row, f"G{rank}", "50", cap, (RANK, "eq", str(rank)))
        instalments(
            row,
            (40, 0),
            (30, 12),
            (30, 24),
            gate=[("employment.in_city", "eq", True)],
        )
        excludes(row, "jinan-rent", ExclusionMode.DEDUCT)
        return City(row)

    @pytest.mark.parametrize(
        ("rank", "price", "wanted"),
        [
            (1, "1999999.99", "1000000.00"),  # half is 999,999.995: up to the cap
            (1, "1999999.98", "999999.99"),
            (1, "2000000.01", "1000000.00"),
            (2, "1400000.00", "700000.00"),
            (3, "799999.98", "399999.99"),
            (3, "0.01", "0.01"),  # half a cent rounds up
        ],
    )
    def test_half_the_price_up_to_the_cap_of_the_grade(self, city, rank, price, wanted):
        amount = city.amount(price=price, knows={RANK: Decimal(rank)})
        assert amount == yuan(wanted)

    def test_a_fourth_grade_gets_nothing(self, city):
        assert city.work(price="1000000", knows={RANK: Decimal(4)}).answer is (
            Answer.NOT_MET
        )

    def test_an_unknown_grade_is_not_a_no(self, city):
        worked = city.work(price="1000000", knows={RANK: UNKNOWN})
        assert (worked.answer, worked.amount) == (Answer.UNKNOWN, None)

    @pytest.mark.parametrize(
        ("total", "wanted"),
        [
            ("1000000.00", ["400000.00", "300000.00", "300000.00"]),
            # 40% is 39.996 → 40.00; 70% is 69.993 → 69.99; the rest makes it up
            ("99.99", ["40.00", "29.99", "30.00"]),
            ("0.01", ["0.00", "0.01", "0.00"]),
        ],
    )
    def test_parts_of_40_30_30_add_up_to_the_cent(self, city, total, wanted):
        planned = city.plan(total)
        assert parts(planned) == wanted
        assert sum(part.amount for part in planned) == yuan(total)

    def test_the_later_parts_are_counted_from_the_first_payment(self, city):
        days = {
            DueFrom.APPROVAL: date(2026, 11, 20),
            DueFrom.FIRST_PAYMENT: date(2028, 2, 29),
        }
        assert [part.due_on for part in city.plan("10", **days)] == [
            date(2026, 11, 20),
            date(2029, 2, 28),
            date(2030, 2, 28),
        ]
        del days[DueFrom.FIRST_PAYMENT]
        assert [part.due_on for part in city.plan("10", **days)][1:] == [None, None]

    @pytest.mark.parametrize(
        ("spouse", "granted", "wanted"),
        [
            # price 900,000: own half 450,000 capped at 400,000
            ("400000", "400000", "400000.00"),  # together 800,000 ≤ 900,000
            ("700000", "700000", "200000.00"),  # 200,000 are left of the price
            ("700000", "499999.99", "400000.00"),
            ("700000", "500000.01", "399999.99"),
        ],
    )
    def test_spouses_both_get_it_up_to_the_price(self, city, spouse, granted, wanted):
        around = Circumstances(spouse=Spouse(yuan(spouse), yuan(granted)))
        amount = city.amount(price="900000", around=around, knows={RANK: Decimal(3)})
        assert amount == yuan(wanted)

    def test_nothing_is_left_where_the_spouse_had_the_whole_price(self, city):
        around = Circumstances(spouse=Spouse(yuan("900000"), yuan("900000")))
        worked = city.work(price="900000", around=around, knows={RANK: Decimal(3)})
        assert (worked.answer, worked.amount) == (Answer.NOT_MET, None)

    def test_whether_there_is_a_spouse_must_be_known(self, city):
        around = Circumstances(is_couple_known=False)
        worked = city.work(price="900000", around=around, knows={RANK: Decimal(3)})
        assert (worked.answer, worked.amount) == (Answer.UNKNOWN, None)

    @pytest.mark.parametrize(
        ("had", "wanted"),
        [("36000.00", "364000.00"), ("399999.99", "0.01"), ("400000.00", None)],
    )
    def test_rent_subsidy_had_before_is_deducted(self, city, had, wanted):
        around = Circumstances(received={"jinan-rent": yuan(had)})
        amount = city.amount(price="900000", around=around, knows={RANK: Decimal(3)})
        assert amount == (wanted and yuan(wanted))

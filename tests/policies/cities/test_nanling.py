from datetime import date
from decimal import Decimal

import pytest

from apps.policies.choices import (
    CoupleRule,
    DueFrom,
    GateFails,
    LockBreach,
)
from apps.policies.entitling import Circumstances, Spouse
from apps.policies.facts import UNKNOWN, FactValue, Subject
from apps.policies.paying import Verdict, locked_until, refund_due, retest
from tests.policies.cities import (
    RANK,
    City,
    instalments,
    parts,
    share,
    version,
    yuan,
)

pytestmark = pytest.mark.django_db


class TestNanling:
    """南陵: 90% up to 1,200,000 / 80% up to 800,000 / 60% up to 400,000 / 40% up to
    200,000; spouses get the higher and half of the lower, at most the price; one third
    first, two thirds over four years (read here as four equal yearly parts); social
    insurance for a year, else the rest stops and nothing comes back; locked for 4 / 2 / 1
    years by grade (read here: A, then B, then the others) (S11)."""

    @pytest.fixture
    def city(self) -> City:
        row = version(
            "nanling",
            ceiling_fact="home.price",
            couple_rule=CoupleRule.HIGHER_PLUS_HALF_LOWER,
            lock_years=1,
            lock_from=DueFrom.DEED,
            lock_breach=LockBreach.STOP,
        )
        for rank, percent, cap, lock in (
            (1, "90", "1200000", 4),
            (2, "80", "800000", 2),
            (3, "60", "400000", None),
            (4, "40", "200000", None),
        ):
            share(
                row, "ABCD"[rank - 1], percent, cap, (RANK, "eq", str(rank)), lock=lock
            )
        instalments(
            row,
            (2, 0),
            *((1, 12 * year) for year in (1, 2, 3, 4)),
            gate=[("employment.insured_since", "at_least_years", 1)],
            fails=GateFails.STOP,
        )
        return City(row)

    @pytest.mark.parametrize(
        ("rank", "price", "wanted"),
        [
            (1, "1333333.33", "1200000.00"),  # 1,199,999.997
            (1, "1333333.32", "1199999.99"),  # 1,199,999.988
            (2, "1000000.00", "800000.00"),
            (3, "666666.66", "400000.00"),  # 399,999.996
            (4, "499999.98", "199999.99"),
            (4, "900000.00", "200000.00"),
        ],
    )
    def test_a_share_by_grade_up_to_its_cap(self, city, rank, price, wanted):
        amount = city.amount(price=price, knows={RANK: Decimal(rank)})
        assert amount == yuan(wanted)

    @pytest.mark.parametrize(
        ("rank", "spouse", "granted", "wanted"),
        [
            # price 1,000,000: B gets 800,000, C 400,000, D 200,000
            (2, "400000", "0", "800000.00"),  # the higher is whole
            (3, "800000", "800000", "200000.00"),  # half of the lower, up to the price
            (4, "800000", "800000", "100000.00"),
            (4, "800000", "0", "100000.00"),  # whichever claims first
            (2, "200000", "100000", "800000.00"),
            (2, "400000", "400000", "600000.00"),  # the lower was paid whole before
            (3, "400000", "0", "400000.00"),  # equal: the first is whole,
            (3, "400000", "400000", "200000.00"),  # the second half
        ],
    )
    def test_the_higher_and_half_of_the_lower(
        self, city, rank, spouse, granted, wanted
    ):
        around = Circumstances(spouse=Spouse(yuan(spouse), yuan(granted)))
        amount = city.amount(
            price="1000000", around=around, knows={RANK: Decimal(rank)}
        )
        assert amount == yuan(wanted)

    def test_half_of_an_odd_cent_rounds_up(self, city):
        around = Circumstances(spouse=Spouse(yuan("300000"), yuan("300000")))
        # 40% of 333,333.33 is 133,333.332 → 133,333.33; half is 66,666.665 → 66,666.67,
        # and 33,333.33 are left of the price
        amount = city.amount(price="333333.33", around=around, knows={RANK: Decimal(4)})
        assert amount == yuan("33333.33")
        around = Circumstances(spouse=Spouse(yuan("250000"), yuan("250000")))
        amount = city.amount(price="333333.33", around=around, knows={RANK: Decimal(4)})
        assert amount == yuan("66666.67")

    def test_a_third_and_then_four_equal_years(self, city):
        assert parts(city.plan("100000")) == [
            "33333.33",
            "16666.67",
            "16666.67",
            "16666.66",
            "16666.67",
        ]

    @pytest.mark.parametrize(
        ("insured", "verdict"),
        [
            (date(2025, 11, 20), Verdict.PAY),
            (date(2025, 11, 21), Verdict.STOP),
            (UNKNOWN, Verdict.PAUSE),
        ],
    )
    def test_a_year_of_social_insurance_or_the_rest_stops(self, city, insured, verdict):
        subject = Subject(
            None,
            date(2026, 11, 20),
            checked={"employment.insured_since": FactValue(insured)},
        )
        assert retest(city.terms.parts[1], subject)[0] is verdict

    @pytest.mark.parametrize(
        ("rank", "until"),
        [(1, date(2028, 2, 29)), (2, date(2026, 2, 28)), (3, date(2025, 2, 28))],
    )
    def test_the_lock_is_longer_for_higher_grades(self, city, rank, until):
        worked = city.work(price="1000000", knows={RANK: Decimal(rank)})
        chosen = [each.tier for each in worked.tiers if each.is_chosen]
        deed = {DueFrom.DEED: date(2024, 2, 29)}
        assert locked_until(city.terms, chosen, deed) == until

    def test_leaving_early_brings_nothing_back(self, city):
        assert refund_due(
            city.terms,
            yuan("33333.33"),
            sold_on=date(2024, 6, 1),
            until=date(2025, 2, 28),
        ) == yuan("0")

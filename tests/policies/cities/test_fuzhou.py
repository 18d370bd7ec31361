from datetime import date
from decimal import Decimal

import pytest

from apps.policies.choices import (
    DueFrom,
    GateFails,
)
from apps.policies.facts import UNKNOWN
from apps.policies.paying import Verdict, retest
from tests.policies.cities import (
    RANK,
    City,
    fixed,
    instalments,
    version,
    yuan,
)

pytestmark = pytest.mark.django_db


class TestFuzhou:
    """福州: never more than the price; 40/30/30; waits while not employed in the city
    (S23)."""

    @pytest.fixture
    def city(self) -> City:
        row = version("fuzhou", ceiling_fact="home.price")
        fixed(row, "A", "2000000", (RANK, "eq", "1"))
        fixed(row, "B", "1000000", (RANK, "eq", "2"))
        instalments(
            row,
            (40, 1),
            (30, 13),
            (30, 25),
            due_from=DueFrom.APPROVAL,
            gate=[("employment.in_city", "eq", True)],
            fails=GateFails.PAUSE,
        )
        return City(row, {RANK: Decimal(2)})

    @pytest.mark.parametrize(
        ("price", "wanted"),
        [
            ("1000000.00", "1000000.00"),
            ("999999.99", "999999.99"),
            ("1000000.01", "1000000.00"),
        ],
    )
    def test_never_more_than_the_price(self, city, price, wanted):
        assert city.amount(price=price) == yuan(wanted)

    def test_the_first_part_comes_the_month_after(self, city):
        planned = city.plan("1000000", **{DueFrom.APPROVAL: date(2027, 1, 31)})
        assert [part.due_on for part in planned] == [
            date(2027, 2, 28),
            date(2028, 2, 29),
            date(2029, 2, 28),
        ]

    @pytest.mark.parametrize(
        ("in_city", "verdict"),
        [(True, Verdict.PAY), (False, Verdict.PAUSE), (UNKNOWN, Verdict.PAUSE)],
    )
    def test_a_part_waits_while_not_employed_in_the_city(self, city, in_city, verdict):
        subject = city.subject(knows={"employment.in_city": in_city})
        assert retest(city.terms.parts[1], subject)[0] is verdict

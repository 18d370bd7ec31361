from datetime import date
from decimal import Decimal

import pytest

from apps.policies.choices import (
    DecidedBy,
    DueFrom,
    ExclusionMode,
    LockBreach,
)
from apps.policies.entitling import Circumstances
from apps.policies.paying import locked_until, refund_due
from apps.policies.services import version_for
from tests.policies.cities import (
    RANK,
    City,
    excludes,
    fixed,
    instalments,
    parts,
    publish,
    version,
    yuan,
)

pytestmark = pytest.mark.django_db


class TestFuyang:
    """杭州富阳: never more than the price; rent and settling-in deducted; 50/50; sold
    within ten years of the first payment all comes back; the version by the day of
    applying, cut on 2020-08-17 (S33)."""

    @pytest.fixture
    def city(self) -> City:
        row = version(
            "fuyang",
            ceiling_fact="home.price",
            from_date=date(2020, 8, 17),
            number=2,
            lock_years=10,
            lock_from=DueFrom.FIRST_PAYMENT,
            lock_breach=LockBreach.FULL_REFUND,
        )
        fixed(row, "D", "800000", (RANK, "eq", "4"))
        instalments(row, (50, 0), (50, 12))
        for code in ("fuyang-rent", "fuyang-settling"):
            excludes(row, code, ExclusionMode.DEDUCT)
        return City(row, {RANK: Decimal(4)})

    @pytest.mark.parametrize(
        ("had", "wanted"),
        [
            ({}, "800000.00"),
            ({"fuyang-rent": "24000"}, "776000.00"),
            ({"fuyang-rent": "24000", "fuyang-settling": "100000.50"}, "675999.50"),
            ({"something-else": "24000"}, "800000.00"),
        ],
    )
    def test_what_was_had_for_living_is_deducted(self, city, had, wanted):
        received = {code: yuan(text) for code, text in had.items()}
        around = Circumstances(received=received)
        assert city.amount(price="3000000", around=around) == yuan(wanted)

    def test_two_halves_of_an_odd_cent(self, city):
        assert parts(city.plan("800000.01")) == ["400000.01", "400000.00"]

    @pytest.mark.parametrize(
        ("sold", "back"),
        [(date(2036, 2, 28), "800000"), (date(2036, 2, 29), "0")],
    )
    def test_the_lock_ends_on_the_day_ten_years_after(self, city, sold, back):
        paid_first = {DueFrom.FIRST_PAYMENT: date(2026, 2, 28)}
        until = locked_until(city.terms, [], paid_first)
        assert until == date(2036, 2, 28)
        # The day itself is free; a day earlier it is not.
        day = date(2036, 2, 27) if back != "0" else date(2036, 2, 28)
        assert refund_due(city.terms, yuan("800000"), sold_on=day, until=until) == yuan(
            back
        )
        assert sold >= until

    def test_without_a_first_payment_there_is_no_lock_yet(self, city):
        assert locked_until(city.terms, [], {}) is None

    @pytest.mark.parametrize(
        ("applied", "number"),
        [(date(2020, 8, 16), 1), (date(2020, 8, 17), 2)],
    )
    def test_the_day_of_applying_picks_the_version(self, city, applied, number, at):
        earlier = version(
            "fuyang", number=1, from_date=date(2019, 1, 1), until_date=date(2020, 8, 17)
        )
        fixed(earlier, "D", "600000", (RANK, "eq", "4"))
        for row in (earlier, city.version):
            publish(row, at)
        found = version_for(earlier.policy, {DecidedBy.SUBMIT: applied})
        assert found.number == number

from decimal import Decimal

import pytest

from apps.policies.entitling import Circumstances
from tests.policies.cities import (
    City,
    fixed,
    version,
    yuan,
)

pytestmark = pytest.mark.django_db


class TestCaps:
    @pytest.mark.parametrize(
        ("cap", "had", "wanted"),
        [
            ("household_cap", "40000.00", "60000.00"),
            ("household_cap", "40000.01", "59999.99"),
            ("lifetime_cap", "99999.99", "0.01"),
            ("lifetime_cap", "100000.00", None),
        ],
    )
    def test_what_was_had_counts_against_the_cap(self, cap, had, wanted):
        row = version("capped", **{cap: Decimal(100000)})
        fixed(row, "all", "60000")
        received = {cap.replace("cap", "received"): yuan(had)}
        amount = City(row).amount(around=Circumstances(**received))
        assert amount == (wanted and yuan(wanted))

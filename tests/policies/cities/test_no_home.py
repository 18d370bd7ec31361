from datetime import date

import pytest

from apps.policies.facts import UNKNOWN
from apps.policies.rules import Answer
from tests.policies.cities import (
    City,
    fixed,
    version,
)

pytestmark = pytest.mark.django_db


class TestNoHome:
    """西安, 青岛: no home of self, spouse or minor children in the city, none sold in the
    last five years (S16, S44).  No register answers that here: unknown until settled."""

    @pytest.fixture
    def city(self) -> City:
        row = version("xian-no-home")
        fixed(
            row,
            "all",
            "50000",
            ("household.owns_home", "eq", False),
            ("household.sold_home_on", "lt", "2021-11-20"),
        )
        return City(row)

    @pytest.mark.parametrize(
        ("owns", "sold", "answer"),
        [
            (False, date(2021, 11, 19), Answer.MET),
            (False, date(2021, 11, 20), Answer.NOT_MET),
            (True, date(2010, 1, 1), Answer.NOT_MET),
            (UNKNOWN, date(2010, 1, 1), Answer.UNKNOWN),
        ],
    )
    def test_it_is_settled_by_papers_and_never_guessed(self, city, owns, sold, answer):
        knows = {"household.owns_home": owns, "household.sold_home_on": sold}
        assert city.work(knows=knows).answer is answer

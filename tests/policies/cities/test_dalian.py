import pytest

from apps.policies.choices import (
    CoupleRule,
    ExclusionMode,
)
from apps.policies.entitling import Circumstances, Spouse
from apps.policies.paying import split
from apps.policies.rules import Answer
from tests.policies.cities import (
    City,
    excludes,
    fixed,
    instalments,
    parts,
    pays,
    version,
    yuan,
)

pytestmark = pytest.mark.django_db


class TestDalian:
    """大连: the highest standard for one of the two; 40/30/30; rent subsidy deducted and
    stopped (S42).  The shares of those who pay are an example: city 70, district 30."""

    @pytest.fixture
    def city(self) -> City:
        row = version("dalian", couple_rule=CoupleRule.HIGHER_ONE)
        fixed(row, "doctor", "100000", ("education.doctor", "eq", True))
        fixed(row, "master", "60000", ("education.master", "eq", True))
        instalments(row, (40, 0), (30, 12), (30, 24))
        excludes(row, "dalian-rent", ExclusionMode.DEDUCT)
        pays(row, city="70", district="30")
        return City(row, {"education.doctor": False, "education.master": True})

    def test_one_couple_one_subsidy_and_the_rent_off_it(self, city):
        around = Circumstances(
            spouse=Spouse(yuan("30000")), received={"dalian-rent": yuan("7200.50")}
        )
        assert city.amount(around=around) == yuan("52799.50")

    def test_each_step_stands_in_the_trace_in_both_languages(self, city):
        around = Circumstances(
            spouse=Spouse(yuan("30000")), received={"dalian-rent": yuan("7200.50")}
        )
        kinds = [step.kind for step in city.work(around=around).trace]
        assert kinds == ["tier", "total", "couple", "deduct", "total"]
        said = city.work(around=around).trace[-2].words
        assert "7,200.50" in said.zh
        assert "7,200.50" in said.en
        assert said.zh != said.en

    def test_parts_and_payers_add_up_to_the_cent(self, city):
        planned = city.plan("52799.50")
        assert parts(planned) == ["21119.80", "15839.85", "15839.85"]
        # 70% of 15,839.85 is 11,087.895 → 11,087.90
        assert split(planned[1].amount, city.terms) == {
            "city": yuan("11087.90"),
            "district": yuan("4751.95"),
        }

    def test_who_holds_the_other_benefit_may_be_excluded_instead(self, city):
        city.version.exclusions.update(mode=ExclusionMode.BLOCK)
        around = Circumstances(received={"dalian-rent": yuan("0.01")})
        worked = city.work(around=around)
        assert (worked.answer, worked.amount) == (Answer.NOT_MET, None)
        city.version.exclusions.update(mode=ExclusionMode.REPLACE)
        assert city.amount(around=around) == yuan("60000")

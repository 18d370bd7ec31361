"""What the register answers about a person, and when it says that it does not know."""

from datetime import date
from decimal import Decimal

import pytest

from apps.policies.facts import UNKNOWN, FactValue, Span, Subject
from apps.talents.choices import Precision
from tests.talents.factories import (
    EducationFactory,
    EmployerFactory,
    EmploymentFactory,
    TalentFactory,
)

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 20)


def read(talent, name, on=ON):
    return Subject(talent, on).value(name).value


def test_age_counts_full_years_on_the_deciding_day():
    talent = TalentFactory(birth_date=date(1980, 11, 21))
    assert read(talent, "person.age", date(2026, 11, 20)) == Decimal(45)
    assert read(talent, "person.age", date(2026, 11, 21)) == Decimal(46)


def test_age_is_unknown_without_a_date_of_birth():
    assert read(TalentFactory(birth_date=None), "person.age") is UNKNOWN


def test_no_title_on_the_register_is_unknown_not_none():
    assert read(TalentFactory(title=""), "person.title") is UNKNOWN
    assert read(TalentFactory(title="senior"), "person.title") == "senior"


class TestDegrees:
    def test_a_full_time_degree_counts(self):
        talent = EducationFactory(level="doctor").talent
        assert read(talent, "education.doctor") is True

    def test_nothing_known_is_unknown(self):
        assert read(TalentFactory(education=""), "education.doctor") is UNKNOWN

    def test_the_highest_degree_excludes_what_is_above_it(self):
        talent = TalentFactory(education="bachelor")
        assert read(talent, "education.doctor") is False
        assert read(talent, "education.master") is False
        assert read(talent, "education.bachelor") is UNKNOWN

    def test_a_higher_degree_does_not_prove_a_lower_one(self):
        talent = EducationFactory(level="doctor").talent
        assert read(talent, "education.master") is UNKNOWN

    def test_a_part_time_degree_does_not_count(self):
        talent = EducationFactory(level="master", mode="part_time").talent
        assert read(talent, "education.master") is False

    @pytest.mark.parametrize("mode", ["overseas", "unknown"])
    def test_overseas_or_without_a_mode_is_for_a_person_to_settle(self, mode):
        talent = EducationFactory(level="master", mode=mode).talent
        assert read(talent, "education.master") is UNKNOWN
        assert read(talent, "education.master.world_class") is UNKNOWN

    def test_the_latest_full_time_graduation_counts(self):
        talent = TalentFactory()
        for year, mode in (
            (2015, "full_time"),
            (2022, "full_time"),
            (2025, "part_time"),
        ):
            EducationFactory(talent=talent, mode=mode, graduated_on=date(year, 7, 1))
        assert read(talent, "education.master.graduated_on") == date(2022, 7, 1)

    @pytest.mark.parametrize(
        ("precision", "first", "last"),
        [
            (Precision.MONTH, date(2024, 2, 1), date(2024, 2, 29)),
            (Precision.YEAR, date(2024, 1, 1), date(2024, 12, 31)),
        ],
    )
    def test_an_imprecise_date_is_a_span(self, precision, first, last):
        talent = EducationFactory(
            graduated_on=date(2024, 2, 1), precision=precision
        ).talent
        assert read(talent, "education.master.graduated_on") == Span(first, last)

    def test_one_world_class_university_among_several_is_enough(self):
        talent = EducationFactory(is_world_class=True).talent
        EducationFactory(talent=talent, graduated_on=date(2024, 7, 1))
        assert read(talent, "education.master.world_class") is True


class TestEmployment:
    def test_the_one_on_the_deciding_day_counts(self):
        talent = EmploymentFactory(from_date=date(2026, 1, 1)).talent
        assert read(talent, "employment.employed") is True
        assert read(talent, "employment.employed", date(2025, 12, 31)) is UNKNOWN

    def test_the_employers_region_decides_whether_it_is_in_the_city(self):
        here = EmploymentFactory().talent
        away = EmploymentFactory(employer=EmployerFactory(region_id="230602")).talent
        away.employments.update(employer=EmployerFactory(region_id="230600"))
        assert read(here, "employment.in_city") is True
        assert read(away, "employment.in_city") is True

    def test_what_is_not_entered_is_unknown(self):
        talent = EmploymentFactory(contract_years=None, insured_since=None).talent
        assert read(talent, "employment.contract_years") is UNKNOWN
        assert read(talent, "employment.insured_since") is UNKNOWN


class TestWhereAValueComesFrom:
    def test_a_statement_fills_only_what_the_register_does_not_know(self):
        stated = {"person.title": FactValue("senior", "stated")}
        unknown = Subject(TalentFactory(title=""), ON, stated=stated)
        known = Subject(TalentFactory(title="junior"), ON, stated=stated)
        assert unknown.value("person.title").value == "senior"
        assert known.value("person.title").value == "junior"

    def test_what_was_checked_goes_before_the_register(self):
        checked = {"person.title": FactValue("senior", "checked")}
        subject = Subject(TalentFactory(title="junior"), ON, checked=checked)
        assert subject.value("person.title").value == "senior"
        assert subject.on_register("person.title").value == "junior"


def test_all_facts_of_a_person_cost_two_queries(django_assert_num_queries):
    talent = EmploymentFactory().talent
    EducationFactory(talent=talent)
    subject = Subject(talent, ON)
    with django_assert_num_queries(2):
        for name in (
            "education.doctor",
            "education.master",
            "education.master.graduated_on",
            "education.master.world_class",
            "education.bachelor",
            "employment.employed",
            "employment.in_city",
            "employment.contract_years",
            "person.age",
            "person.title",
        ):
            subject.value(name)

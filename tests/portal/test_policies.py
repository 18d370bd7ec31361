"""What I may claim: three answers, never a refusal."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from apps.policies.looks import Standing, benefits_for
from apps.talents.choices import EducationLevel
from apps.talents.models import Education
from tests.applications.factories import a_city, a_doctor
from tests.portal.conftest import make_policy
from tests.talents.factories import EducationFactory

TODAY = date(2026, 11, 20)


def standing_of(talent) -> Standing:
    return benefits_for(talent, on=TODAY)[0].standing


class TestStanding:
    def test_fits_where_everything_is_met(self, talent, at):
        make_policy("masters", at=at)
        EducationFactory(talent=talent, level=EducationLevel.MASTER)
        benefit = benefits_for(talent, on=TODAY)[0]
        assert benefit.standing == Standing.FITS
        assert benefit.most == Decimal("30000.00")

    def test_does_not_fit_where_one_condition_is_not_met(self, talent, at):
        make_policy("masters", at=at)
        EducationFactory(talent=talent, level=EducationLevel.BACHELOR)
        assert standing_of(talent) == Standing.NOT

    def test_is_open_and_says_what_is_missing_where_the_register_does_not_know(
        self, talent, at
    ):
        make_policy("masters", at=at)
        EducationFactory(
            talent=talent, level=EducationLevel.MASTER, mode=Education.Mode.OVERSEAS
        )
        with translation.override("en"):
            benefit = benefits_for(talent, on=TODAY)[0]
        assert benefit.standing == Standing.OPEN
        assert "The register does not know" in benefit.reasons[0].note

    def test_puts_what_fits_before_what_does_not(self, talent, at):
        make_policy("masters", at=at)
        EducationFactory(talent=talent, level=EducationLevel.MASTER)
        talent.is_verified = False
        talent.save()
        assert standing_of(talent) == Standing.NOT

    @pytest.mark.parametrize(
        ("dates", "count"),
        [
            ({"from_date": TODAY}, 1),
            ({"from_date": TODAY + timedelta(days=1)}, 0),
            ({"until_date": TODAY}, 0),
            ({"until_date": TODAY + timedelta(days=1)}, 1),
        ],
    )
    def test_counts_what_is_in_force_on_the_day(self, talent, at, dates, count):
        make_policy("masters", at=at, **dates)
        assert len(benefits_for(talent, on=TODAY)) == count


class TestPages:
    def test_the_list_says_why_and_that_people_decide(self, client, talent, at):
        make_policy("masters", at=at)
        EducationFactory(talent=talent, level=EducationLevel.BACHELOR)
        page = client.get(reverse("portal:policies")).text
        assert "Full-time master" in page
        assert "does not seem to be met" in page
        assert "people decide" in page

    def test_the_guide_shows_amounts_papers_steps_and_hotline(self, client, at):
        make_policy("masters", at=at)
        page = client.get(reverse("portal:policy", args=["masters"])).text
        for words in (
            "¥30,000.00",
            "Diploma",
            "at most 5 working days",
            "0459-1234567",
        ):
            assert words in page
        assert 'href="tel:0459-1234567"' in page

    def test_what_is_not_in_force_is_not_there(self, client, at):
        tomorrow = timezone.localdate() + timedelta(days=1)
        make_policy("masters", at=at, from_date=tomorrow)
        assert client.get(reverse("portal:policy", args=["masters"])).status_code == 404

    def test_a_stranger_sees_his_own_standing(self, strange_client, talent, at):
        make_policy("masters", at=at)
        EducationFactory(talent=talent, level=EducationLevel.MASTER)
        page = strange_client.get(reverse("portal:policy", args=["masters"])).text
        assert "Something is not known yet" in page

    def test_asks_the_same_number_of_queries_for_one_policy_and_for_many(
        self, client, talent, at, django_assert_num_queries
    ):
        EducationFactory(talent=talent)
        url = reverse("portal:policies")
        make_policy("p0", at=at)
        client.get(url)
        with django_assert_num_queries(10):
            client.get(url)
        for n in range(1, 6):
            make_policy(f"p{n}", at=at)
        with django_assert_num_queries(10):
            client.get(url)


class TestWhatIsPossible:
    """The city's real policy: classes A, B, C by two sizes, and a share of the tax."""

    def test_a_doctor_may_get_class_a_of_either_size_and_nothing_lower(self, db, at):
        a_city(at=at)
        benefit = benefits_for(a_doctor(), on=TODAY)[0]
        assert benefit.standing == Standing.FITS
        assert benefit.possible_codes == {"A-1", "A-2", "T"}
        assert benefit.most == Decimal("100000.00")
        assert benefit.has_share

    def test_where_the_class_is_not_known_every_class_is_possible(self, talent, at):
        a_city(at=at)
        benefit = benefits_for(talent, on=TODAY)[0]
        assert benefit.standing == Standing.OPEN
        assert {"A-1", "B-1", "C-2"} <= benefit.possible_codes

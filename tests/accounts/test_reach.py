"""Where a duty counts: the office's region and below, and nowhere else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from apps.accounts.models import Office, Region, RoleGrant, User
from apps.accounts.models.places import region_prefix
from apps.accounts.reach import Reach
from apps.core.roles import Role
from tests.accounts.factories import OfficeFactory, RoleGrantFactory, UserFactory

PROVINCE, CITY = "230000", "230600"
SARTU, RANGHULU, ZHAOZHOU = "230602", "230604", "230621"


@pytest.mark.parametrize(
    ("code", "prefix"),
    [
        ("230000", "23"),
        ("230600", "2306"),
        ("230602", "230602"),
        ("230671", "230671"),
        ("000000", "00"),
        ("100000", "10"),
    ],
)
def test_a_prefix_is_the_code_without_its_empty_pairs(code, prefix):
    assert region_prefix(code) == prefix


@pytest.mark.parametrize(
    ("office_region", "covered", "not_covered"),
    [
        (PROVINCE, [PROVINCE, CITY, SARTU, "230100"], ["220000", "210200"]),
        (CITY, [CITY, SARTU, ZHAOZHOU, "230671"], [PROVINCE, "230700"]),
        (SARTU, [SARTU], [CITY, RANGHULU, PROVINCE, "230603"]),
    ],
)
def test_reach_table(office_region, covered, not_covered):
    reach = Reach([region_prefix(office_region)])
    assert all(reach.covers(code) for code in covered)
    assert not any(reach.covers(code) for code in not_covered)


def test_reaches_add_up_and_the_wide_one_swallows_the_narrow():
    assert Reach(["230602", "2306", "230604"]).prefixes == ("2306",)
    assert set(Reach(["230602", "230604"]).prefixes) == {"230602", "230604"}
    assert Reach(["2306"]).is_everything
    assert Reach(["23"]).is_everything
    assert not Reach(["230602"]).is_everything


def test_no_reach_is_false_and_covers_nothing():
    reach = Reach([])
    assert not reach
    assert not reach.covers(CITY)
    assert not reach.is_everything


@pytest.mark.django_db
class TestFilter:
    @pytest.fixture(autouse=True)
    def offices(self):
        for region in (CITY, SARTU, RANGHULU, ZHAOZHOU):
            OfficeFactory(region_id=region)

    @pytest.mark.parametrize(
        ("prefixes", "regions"),
        [
            ([], set()),
            (["230602"], {SARTU}),
            (["230602", "230604"], {SARTU, RANGHULU}),
            (["2306"], {CITY, SARTU, RANGHULU, ZHAOZHOU}),
        ],
    )
    def test_keeps_the_rows_of_the_reach(self, prefixes, regions):
        found = Office.objects.filter(Reach(prefixes).filter())
        assert {office.region_id for office in found} == regions

    def test_a_part_of_another_city_is_matched_by_its_beginning(self):
        Region.objects.create(code="230700", name="伊春市")
        Region.objects.create(code="230701", name="伊美区")
        OfficeFactory(region_id="230701")
        found = Office.objects.filter(Reach(["2307"]).filter())
        assert [office.region_id for office in found] == ["230701"]


@pytest.mark.django_db
class TestUser:
    def test_counts_a_duty_from_its_first_day_to_the_day_before_its_last(self):
        today = timezone.localdate()
        day = timedelta(days=1)
        for start, end, counts in [
            (today, None, True),
            (today, today + day, True),
            (today + day, None, False),
            (today - day, today, False),
            (today, today, False),
        ]:
            user = UserFactory()
            RoleGrantFactory(
                user=user, role=Role.APPROVER, from_date=start, until_date=end
            )
            assert user.has_role(Role.APPROVER) is counts, (start, end)

    def test_a_closed_account_has_no_duty(self):
        user = UserFactory(role=Role.APPROVER, is_active=False)
        assert not user.roles
        assert not user.reach(Role.APPROVER)

    def test_each_duty_has_the_reach_of_its_own_office(self):
        user = UserFactory()
        sartu, city = OfficeFactory(region_id=SARTU), OfficeFactory(region_id=CITY)
        RoleGrantFactory(user=user, role=Role.COMMISSIONER, office=sartu)
        RoleGrantFactory(user=user, role=Role.AUDITOR, office=city)
        assert user.reach(Role.COMMISSIONER).prefixes == ("230602",)
        assert user.reach(Role.AUDITOR).is_everything
        assert user.reach(Role.COMMISSIONER, Role.AUDITOR).is_everything
        assert not user.reach(Role.APPROVER)
        assert user.offices(Role.COMMISSIONER) == {sartu.pk}

    def test_holding_finds_who_reaches_a_region_on_a_day(self):
        day = date(2026, 11, 20)
        district = UserFactory(role=Role.DISTRICT_REVIEWER, region=SARTU)
        city = UserFactory(role=Role.DISTRICT_REVIEWER, region=CITY)
        UserFactory(role=Role.DISTRICT_REVIEWER, region=RANGHULU)
        UserFactory(role=Role.DISTRICT_REVIEWER, region=SARTU, is_active=False)
        RoleGrantFactory(
            role=Role.DISTRICT_REVIEWER,
            office=OfficeFactory(region_id=SARTU),
            until_date=day,
        )
        found = User.objects.holding(Role.DISTRICT_REVIEWER, on=day, region_code=SARTU)
        assert set(found) == {district, city}

    def test_visible_are_the_accounts_of_the_reach_and_the_own_one(self):
        admin = UserFactory(role=Role.SYSTEM_ADMIN, region=SARTU)
        here = UserFactory(role=Role.COMMISSIONER, region=SARTU)
        works_here = UserFactory(office=OfficeFactory(region_id=SARTU))
        was_here = UserFactory()
        RoleGrantFactory(
            user=was_here,
            office=OfficeFactory(region_id=SARTU),
            until_date=date(2021, 1, 1),
        )
        there = UserFactory(role=Role.COMMISSIONER, region=RANGHULU)
        talent = UserFactory(role=Role.TALENT)
        seen = set(User.objects.visible_to(admin))
        assert seen == {admin, here, works_here, was_here}
        everything = set(User.objects.visible_to(UserFactory(role=Role.AUDITOR)))
        assert {there, talent, here} < everything
        assert set(User.objects.visible_to(here)) == {here}
        assert set(User.objects.visible_to(talent)) == {talent}

    def test_grants_are_read_once_a_request(self, django_assert_num_queries):
        user = User.objects.get(pk=UserFactory(role=Role.APPROVER).pk)
        with django_assert_num_queries(1):
            assert user.has_role(Role.APPROVER)
            assert user.is_staff_member
            assert user.reach(Role.APPROVER)
        RoleGrant.objects.all().delete()
        user.forget_grants()
        assert not user.has_role(Role.APPROVER)

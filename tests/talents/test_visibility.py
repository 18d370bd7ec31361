"""Who sees whom, and that the question stays answerable by an index."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from apps.core.roles import STAFF_ROLES, Role
from apps.talents import visibility
from apps.talents.models import Talent
from tests.accounts.factories import UserFactory
from tests.talents.factories import TalentFactory

pytestmark = pytest.mark.django_db

SARTU, LONGFENG = "230602", "230603"


@pytest.fixture
def reasons(monkeypatch):
    """Further reasons of this test only."""
    found: list = []
    monkeypatch.setattr(visibility, "_reasons", found)
    return found


def seen_by(user):
    return set(Talent.objects.visible_to(user))


@pytest.mark.parametrize("role", visibility.REGISTRY_ROLES)
def test_a_district_office_sees_its_district_only(role, reasons):
    here, there = TalentFactory(region_id=SARTU), TalentFactory(region_id=LONGFENG)
    assert seen_by(UserFactory(role=role, region=SARTU)) == {here}
    assert seen_by(UserFactory(role=role, region="230600")) == {here, there}


@pytest.mark.parametrize("role", sorted(STAFF_ROLES - {*visibility.REGISTRY_ROLES}))
def test_other_duties_alone_show_nobody(role, reasons):
    TalentFactory()
    assert seen_by(UserFactory(role=role)) == set()


def test_a_talent_sees_the_own_entry_and_no_other(reasons):
    user = UserFactory(role=Role.TALENT)
    own = TalentFactory(user=user)
    TalentFactory()
    assert seen_by(user) == {own}


def test_nobody_who_has_not_signed_in_sees_anybody():
    TalentFactory()
    assert seen_by(AnonymousUser()) == set()


def test_a_reason_of_another_app_adds_to_the_region(reasons):
    here, there = TalentFactory(region_id=SARTU), TalentFactory(region_id=LONGFENG)
    TalentFactory(region_id=LONGFENG)
    reasons.append(
        lambda user: Q(pk__in=Talent.objects.filter(pk=there.pk).values("pk"))
    )
    user = UserFactory(role=Role.DISTRICT_REVIEWER, region=SARTU)
    assert seen_by(user) == {here, there}
    assert seen_by(UserFactory()) == {there}


def test_a_reason_is_looked_up_and_not_tried_on_every_row(reasons):
    reasons.append(lambda user: Q(pk__in=Talent.objects.values("pk")))
    user = UserFactory(role=Role.DISTRICT_REVIEWER, region=SARTU)
    assert "= ANY(ARRAY(" in str(Talent.objects.visible_to(user).query)


def test_a_reason_of_another_shape_works_too(reasons):
    talent = TalentFactory()
    reasons.append(lambda user: Q(pk=talent.pk) & Q(number=talent.number))
    reasons.append(lambda user: None)
    assert seen_by(UserFactory()) == {talent}


@pytest.mark.parametrize(
    ("roles", "region", "has_reason", "whole"),
    [
        ([Role.CITY_REVIEWER], "230600", True, True),
        ([Role.DISTRICT_REVIEWER], SARTU, False, True),
        ([Role.DISTRICT_REVIEWER], SARTU, True, False),
        ([Role.DISTRICT_REVIEWER, Role.TALENT], SARTU, False, False),
        ([Role.COMMISSIONER], SARTU, True, False),
        ([], SARTU, False, False),
    ],
)
def test_counts_by_region_are_used_only_where_they_are_right(
    roles, region, has_reason, whole, reasons
):
    if has_reason:
        reasons.append(lambda user: Q(pk=1))
    user = UserFactory(roles=roles, region=region)
    assert visibility.sees_whole_regions(user) is whole

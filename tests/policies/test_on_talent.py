"""What a talent's page shows of policies: now, nearly, not, each with its reasons."""

import pytest
from django.urls import reverse

from apps.core.roles import Role
from apps.policies.models import Policy
from apps.policies.on_talent import panel_context
from apps.talents.models import Education
from apps.talents.panels import panels_for
from tests.accounts.factories import UserFactory
from tests.applications.factories import a_city
from tests.support.queries import queries_of
from tests.talents.factories import TalentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    """With the home-purchase policy in force."""
    return a_city()


def standings(talent, user) -> dict[str, str]:
    groups = panel_context(talent, user, None)["groups"]
    return {
        benefit.policy.code: benefit.standing.value
        for _title, benefits in groups
        for benefit in benefits
    }


def test_says_of_every_policy_in_force_where_the_person_stands(city):
    unknown = TalentFactory(region_id="230602")
    found = standings(unknown, city.district)
    assert set(found) == set(Policy.objects.values_list("code", flat=True))
    assert set(found.values()) <= {"fits", "open", "not"}


def test_unknown_is_nearly_and_names_what_is_missing(client, city):
    talent = TalentFactory(region_id="230602", education="", title="")
    Education.objects.filter(talent=talent).delete()
    client.force_login(city.district)
    url = reverse("talents:detail", args=[talent.number])
    text = client.get(url + "?tab=entitlements").content.decode()
    assert "Nearly" in text
    assert "The register does not know" in text


@pytest.mark.parametrize(
    ("role", "is_shown"),
    [
        (Role.COMMISSIONER, True),
        (Role.DISTRICT_REVIEWER, True),
        (Role.APPROVER, True),
        (Role.AUDITOR, True),
        (Role.LIAISON, False),
    ],
)
def test_the_tab_is_for_those_who_advise_or_decide(role, is_shown):
    keys = [panel.key for panel in panels_for(UserFactory(role=role))]
    assert ("entitlements" in keys) == is_shown


def test_costs_the_same_for_much_and_little_on_the_register(client, city):
    plain = TalentFactory(region_id="230602")
    rich = TalentFactory(region_id="230602")
    for level in ("bachelor", "master", "doctor"):
        Education.objects.create(
            talent=rich,
            level=level,
            mode=Education.Mode.FULL_TIME,
            school="东北石油大学",
        )
    client.force_login(city.district)
    few, many = (
        queries_of(
            client,
            reverse("talents:detail", args=[talent.number]) + "?tab=entitlements",
        )
        for talent in (plain, rich)
    )
    assert few == many

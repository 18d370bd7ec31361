"""Who reads which policy, and what it costs."""

import pytest
from django.urls import reverse

from apps.core.roles import Role
from apps.policies.seed import load_policies
from tests.accounts.factories import UserFactory
from tests.policies.factories import PolicyFactory, PolicyVersionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def policy(at):
    return load_policies(at=at)


@pytest.mark.parametrize(
    ("role", "guide", "draft"),
    [
        (None, 200, 404),
        (Role.TALENT, 200, 404),
        (Role.COMMISSIONER, 200, 404),
        (Role.DISTRICT_REVIEWER, 200, 404),
        (Role.CITY_REVIEWER, 200, 200),
        (Role.SYSTEM_ADMIN, 200, 200),
    ],
)
def test_what_is_published_is_for_everybody_a_draft_is_not(
    client, policy, role, guide, draft
):
    PolicyVersionFactory(policy=PolicyFactory(code="unborn"))
    PolicyVersionFactory(policy=policy, number=2)
    client.force_login(UserFactory(roles=[role] if role else []))

    def status(code, query=""):
        return client.get(reverse("policies:detail", args=[code]) + query).status_code

    assert status(policy.code) == guide
    assert status("unborn") == draft
    assert status(policy.code, "?version=2") == draft
    assert status(policy.code, "?version=9") == 404
    assert client.get(reverse("policies:list")).status_code == 200


def test_nobody_reads_it_without_signing_in(client, policy):
    assert client.get(reverse("policies:list")).status_code == 302


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hans", ["人才购房补贴", "未核实", "A类（140㎡以上）", "5 个工作日"]),
        ("en", ["Home-purchase subsidy", "Unverified", "Class A, more than 140"]),
    ],
)
def test_the_guide_says_it_all_in_both_languages(client, policy, language, words):
    client.force_login(UserFactory(role=Role.TALENT, language=language))
    page = client.get(reverse("policies:detail", args=[policy.code])).content.decode()
    for word in [*words, "¥100,000.00", "¥3,000.00", "80%", "S5"]:
        assert word in page


def test_the_list_costs_the_same_with_many_policies(
    client, policy, django_assert_max_num_queries
):
    client.force_login(UserFactory(role=Role.DISTRICT_REVIEWER))
    client.get(reverse("policies:list"))
    for _n in range(30):
        PolicyFactory()
    with django_assert_max_num_queries(8):
        client.get(reverse("policies:list"))
    with django_assert_max_num_queries(14):
        client.get(reverse("policies:detail", args=[policy.code]))

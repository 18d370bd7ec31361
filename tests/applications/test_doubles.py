"""What stands beside an application, and what changed since it was decided."""

import pytest
from django.urls import reverse

from apps.applications import services
from apps.applications.assessment import assess
from apps.applications.changes import changed_facts
from apps.applications.doubles import ACCOUNT, OVERLAP, SPOUSE, doubles_of
from apps.policies.choices import ExclusionMode
from apps.policies.models import Exclusion, PolicyVersion
from apps.policies.seed_settling import load_settling
from apps.subsidies.home_purchase import duplicates
from apps.talents.models import Education
from tests.applications.factories import AT, Walk, a_city, a_doctor
from tests.applications.test_couples import a_couple
from tests.policies.factories import PolicyFactory
from tests.talents.factories import BankAccountFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return a_city()


def found(walk) -> set[tuple]:
    return {
        (each.application.pk, str(each.what)) for each in doubles_of(walk.application)
    }


def test_the_spouses_application_for_the_same(city):
    one, other = (
        Walk(city, talent).submitted(contract_number=f"DQ2026-8100{n}")
        for n, talent in enumerate(a_couple())
    )
    Walk(city).submitted(contract_number="DQ2026-81009")
    assert found(one) == {(other.pk, str(SPOUSE))}


def test_a_draft_of_the_spouse_is_nobodys_business(city):
    mine, other = a_couple()
    Walk(city, other).start()
    assert found(Walk(city, mine).submitted()) == set()


def test_one_account_under_two_names(city):
    one = Walk(city).submitted(contract_number="DQ2026-82001")
    other = Walk(city).submitted(contract_number="DQ2026-82002")
    assert found(one) == set()
    for walk in (one, other):
        BankAccountFactory(talent=walk.talent, number="6222021234567890128")
    assert found(one) == {(other.pk, str(ACCOUNT))}


def test_a_policy_that_counts_against_this_one_from_either_side(city, at):
    talent = a_doctor()
    one = Walk(city, talent).submitted()
    city.policy = load_settling(at=at)
    other = Walk(city, talent).start()
    assert found(one) == set()
    for code in ("diploma", "contract", "pledge"):
        other.attach(code)
    services.save_draft(
        application_id=other.pk,
        by=talent.user,
        at=other._tick(),
        claim={},
        declared=True,
    )
    other.submit()
    assert found(one) == set()
    draft = PolicyVersion.objects.create(
        policy=PolicyFactory(), number=1, from_date=AT.date()
    )
    Exclusion.objects.create(
        version=draft, other=one.application.policy, mode=ExclusionMode.BLOCK
    )
    assert found(one) == set()
    type(other.application).objects.filter(pk=other.pk).update(version_used=draft)
    assert found(one) == {(other.pk, str(OVERLAP))}


def test_who_is_named_as_a_buyer_by_somebody_else(city):
    talent = a_doctor(document=True)
    number = talent.documents.get().number
    buyers = [{"name": talent.name, "document": number}]
    other = Walk(city).submitted(contract_number="DQ2026-83001", co_buyers=buyers)
    mine = Walk(city, talent).submitted(contract_number="DQ2026-83002")
    assert [each.application.pk for each in duplicates(mine.application)] == [other.pk]


class TestChanges:
    def test_a_fact_that_changed_is_shown_beside_the_frozen_one(self, city, client):
        walk = Walk(city).approved()
        application = walk.application
        frozen = application.facts
        Education.objects.filter(talent=walk.talent).update(mode="part_time")
        application = walk.application
        shown = changed_facts(application, assess(application, on=AT.date()))
        assert [(each.label, each.frozen, each.now) for each in shown] == [
            ("Full-time doctorate", "yes", "no")
        ]
        assert application.facts == frozen
        client.force_login(city.approver)
        page = client.get(reverse("applications:detail", args=[application.number]))
        assert "Changed since it was decided" in page.content.decode()

    def test_nothing_changed_says_nothing(self, city):
        application = Walk(city).approved().application
        assert changed_facts(application, assess(application, on=AT.date())) == []

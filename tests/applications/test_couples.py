"""Two spouses, one policy: whoever is decided second meets what the first was given."""

from datetime import date
from decimal import Decimal

import pytest

from apps.applications import services
from apps.applications.assessment import assess
from apps.applications.models import Application
from apps.applications.services import review
from apps.applications.states import Status
from apps.core.roles import Role
from apps.policies.choices import CoupleRule, DueFrom, PolicyKind
from apps.policies.models import FundingShare, Instalment, Policy, PolicyVersion
from apps.policies.rules import Answer
from apps.policies.seed import fill_version
from apps.policies.services import publish_version
from tests.accounts.factories import OfficeFactory, UserFactory
from tests.applications.factories import AT, Walk, a_city, a_doctor
from tests.applications.test_races import LATER, at_once, meeting, without_locks
from tests.talents.factories import HouseholdFactory, MembershipFactory

# The grant of class A for a large home, and 80% of 14,700.35 of deed tax.
WHOLE = Decimal("111760.28")


def a_policy(couple_rule: str, **fields) -> Policy:
    policy = Policy.objects.create(
        code="home-couples",
        name="购房补贴",
        kind=PolicyKind.HOME_PURCHASE,
        department=OfficeFactory(),
    )
    version = PolicyVersion.objects.create(
        policy=policy,
        number=1,
        from_date=date(2021, 1, 1),
        ceiling_fact="home.price",
        couple_rule=couple_rule,
        **fields,
    )
    fill_version(version)
    for number, weight in enumerate((40, 30, 30), 1):
        Instalment.objects.create(
            version=version,
            number=number,
            weight=weight,
            months=12 * (number - 1),
            due_from=DueFrom.APPROVAL if number == 1 else DueFrom.FIRST_PAYMENT,
        )
    for payer, percent in (("city", 70), ("district", 30)):
        FundingShare.objects.create(
            version=version, payer=payer, name=payer, percent=percent
        )
    publish_version(version_id=version.pk, by=None, at=AT)
    return policy


def a_couple():
    household = HouseholdFactory()
    people = a_doctor(), a_doctor()
    for talent, relation in zip(people, ("head", "spouse"), strict=True):
        MembershipFactory(household=household, talent=talent, relation=relation)
    return people


def in_approval(city, talent, number) -> Walk:
    """With the deed that was promised handed in."""
    walk = Walk(city, talent).start()
    walk.fill(contract_number=f"DQ2026-80000{number}").submit()
    walk.accept().decide(city.district).attach("deed")
    return walk.decide(city.city)


def approve(walk, by, at=LATER):
    return lambda: services.decide(
        application_id=walk.pk, by=by, at=at, version=walk.version, outcome="pass"
    )


@pytest.mark.django_db
class TestOneAfterTheOther:
    def test_the_higher_one_only(self):
        city = a_city()
        city.policy = a_policy(CoupleRule.HIGHER_ONE)
        first, second = (
            in_approval(city, talent, n) for n, talent in enumerate(a_couple())
        )
        approve(first, city.approver)()
        assert first.application.facts["amount"] == str(WHOLE)
        with pytest.raises(review.NotSettled):
            approve(second, city.approver)()
        assert second.application.status == Status.APPROVAL
        assert second.application.facts is None

    def test_both_up_to_the_price_of_the_home(self):
        city = a_city()
        city.policy = a_policy(CoupleRule.BOTH_CAPPED)
        first, second = (
            in_approval(city, talent, n) for n, talent in enumerate(a_couple())
        )
        for walk in (first, second):
            approve(walk, city.approver)()
            assert walk.application.facts["amount"] == str(WHOLE)

    def test_without_a_household_nobody_can_tell(self):
        city = a_city()
        city.policy = a_policy(CoupleRule.HIGHER_ONE)
        walk = Walk(city).submitted()
        worked = assess(walk.application, on=AT.date()).worked
        assert (worked.answer, worked.amount) == (Answer.UNKNOWN, None)

    def test_the_plan_is_frozen_with_the_decision(self):
        city = a_city()
        city.policy = a_policy(CoupleRule.BOTH_CAPPED)
        walk = in_approval(city, a_couple()[0], 0)
        approve(walk, city.approver)()
        planned = walk.application.facts["plan"]
        assert [part["amount"] for part in planned] == [
            "44704.11",
            "33528.09",
            "33528.08",
        ]
        assert [part["due_on"] for part in planned] == ["2026-10-21", None, None]
        # 70% of 44,704.11 is 31,292.877
        assert planned[0]["payers"] == {"city": "31292.88", "district": "13411.23"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
class TestBothAtOnce:
    def both(self, monkeypatch) -> tuple[list[str], int]:
        city = a_city()
        city.policy = a_policy(CoupleRule.HIGHER_ONE)
        walks = [in_approval(city, t, n) for n, t in enumerate(a_couple())]
        approvers = (city.approver, UserFactory(role=Role.APPROVER))
        meeting(monkeypatch, review, "assess")
        acts = [approve(walk, by) for walk, by in zip(walks, approvers, strict=True)]
        outcomes = at_once(*acts)
        approved = Application.objects.filter(status=Status.APPROVED).count()
        return sorted(outcomes), approved

    def test_without_the_lock_both_get_it(self, monkeypatch):
        """If this fails, the test below proves nothing."""
        without_locks(monkeypatch)
        outcomes, approved = self.both(monkeypatch)
        assert (outcomes, approved) == (["done", "done"], 2)

    def test_one_gets_it_and_the_other_is_told(self, monkeypatch):
        outcomes, approved = self.both(monkeypatch)
        assert (outcomes, approved) == (["NotSettled", "done"], 1)

"""What the database itself refuses."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from apps.policies.models import Condition, PolicyVersion, Tier
from apps.policies.seed import load_policies
from apps.policies.services import publish_version
from tests.policies import factories
from tests.policies.factories import (
    ConditionFactory,
    MaterialFactory,
    PolicyFactory,
    PolicyVersionFactory,
    StepLimitFactory,
    TierFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", factories.__all__)
def test_every_factory_makes_a_valid_row(name):
    getattr(factories, name)().full_clean()


def refused():
    return pytest.raises((IntegrityError, DatabaseError))


def a_version(policy, start, end, at, number):
    version = PolicyVersionFactory(
        policy=policy, from_date=start, until_date=end, number=number
    )
    TierFactory(version=version)
    for step in ("acceptance", "correction", "approval"):
        StepLimitFactory(version=version, step=step)
    return version


class TestVersions:
    def test_published_ones_do_not_overlap(self, at):
        policy = PolicyFactory()
        first = a_version(policy, date(2024, 1, 1), date(2025, 1, 1), at, 1)
        next_one = a_version(policy, date(2025, 1, 1), None, at, 2)
        publish_version(version_id=first.pk, by=None, at=at)
        publish_version(version_id=next_one.pk, by=None, at=at)
        clash = a_version(policy, date(2024, 12, 31), date(2025, 1, 1), at, 3)
        with refused(), transaction.atomic():
            PolicyVersion.objects.filter(pk=clash.pk).update(
                status="published", published_at=at
            )

    def test_of_two_policies_may_lie_side_by_side(self, at):
        for number in (1, 2):
            version = a_version(PolicyFactory(), date(2024, 1, 1), None, at, number)
            publish_version(version_id=version.pk, by=None, at=at)
        assert PolicyVersion.objects.published().count() == 2

    def test_cannot_end_before_they_begin(self):
        with refused():
            PolicyVersionFactory(
                from_date=date(2025, 1, 1), until_date=date(2025, 1, 1)
            )


class TestPublishedIsFrozen:
    @pytest.fixture
    def version(self, at):
        return load_policies(at=at).versions.get()

    @pytest.mark.parametrize("rows", ["tiers", "conditions", "materials", "limits"])
    def test_its_rows_can_be_neither_changed_nor_removed(self, version, rows):
        for change in (
            lambda: getattr(version, rows).update(order=999),
            lambda: getattr(version, rows).all().delete(),
        ):
            with refused(), transaction.atomic():
                change()

    @pytest.mark.parametrize(
        "add", [TierFactory, ConditionFactory, MaterialFactory, StepLimitFactory]
    )
    def test_nothing_can_be_added(self, version, add):
        extra = {"step": "joint"} if add is StepLimitFactory else {}
        with refused(), transaction.atomic():
            add(version=version, **extra)

    def test_its_beginning_stays_and_its_end_may_be_set(self, version):
        with refused(), transaction.atomic():
            PolicyVersion.objects.update(from_date=date(2020, 1, 1))
        with refused(), transaction.atomic():
            version.delete()
        PolicyVersion.objects.update(until_date=date(2027, 1, 1), is_verified=True)
        version.refresh_from_db()
        assert version.until_date == date(2027, 1, 1)


class TestShapes:
    @pytest.mark.parametrize(
        "fields",
        [
            {"kind": "test", "fact": ""},
            {"kind": "test", "value": None},
            {"kind": "test", "operator": "roughly"},
            {"kind": "all", "fact": "person.age", "operator": "", "value": None},
            {"kind": "perhaps"},
        ],
    )
    def test_a_condition_is_a_test_or_a_group(self, fields):
        with refused():
            ConditionFactory(**fields)

    @pytest.mark.parametrize(
        "fields",
        [
            {"amount": None},
            {"amount": Decimal(0)},
            {"percent": Decimal(80)},
            {"amount_kind": "percent", "amount": None, "percent": Decimal(80)},
            {
                "amount_kind": "percent",
                "amount": None,
                "percent": Decimal("100.01"),
                "base_fact": "home.price",
            },
        ],
    )
    def test_a_tier_has_one_way_to_its_amount(self, fields):
        with refused():
            TierFactory(**fields)

    def test_codes_and_places_are_unique_in_a_version(self):
        tier = TierFactory(code="A", order=1)
        for twin in ({"code": "A", "order": 2}, {"code": "B", "order": 1}):
            with refused(), transaction.atomic():
                TierFactory(version=tier.version, **twin)
        assert Tier.objects.count() == 1


def test_the_sample_policy_has_the_table_of_the_source(at):
    version = load_policies(at=at).versions.get()
    amounts = {tier.code: tier.amount for tier in version.tiers.all() if tier.amount}
    assert amounts == {
        "A-1": Decimal(100000),
        "A-2": Decimal(50000),
        "B-1": Decimal(70000),
        "B-2": Decimal(50000),
        "C-1": Decimal(10000),
        "C-2": Decimal(3000),
    }
    assert version.tiers.get(code="T").percent == Decimal(80)
    assert not version.is_verified
    assert "S5" in version.source_note
    assert {limit.step: limit.days for limit in version.limits.all()} == {
        "acceptance": 5,
        "correction": 10,
        "prelim_review": 5,
        "second_review": 5,
        "approval": 3,
    }


def test_loading_again_changes_nothing(at):
    load_policies(at=at)
    before = Condition.objects.count()
    load_policies(at=at)
    assert Condition.objects.count() == before
    assert PolicyVersion.objects.count() == 1

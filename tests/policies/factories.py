"""The dullest valid policy; ``load_policies`` gives the real one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from apps.policies.choices import PolicyKind, StepCode
from apps.policies.models import (
    Condition,
    Material,
    Policy,
    PolicyVersion,
    StepLimit,
    Tier,
)
from tests.accounts.factories import OfficeFactory

__all__ = [
    "ConditionFactory",
    "MaterialFactory",
    "PolicyFactory",
    "PolicyVersionFactory",
    "StepLimitFactory",
    "TierFactory",
]


class PolicyFactory(DjangoModelFactory):
    class Meta:
        model = Policy

    code = factory.Sequence(lambda n: f"policy-{n}")
    name = "示范补贴"
    name_en = "Sample subsidy"
    kind = PolicyKind.LIVING
    department = factory.SubFactory(OfficeFactory)


class PolicyVersionFactory(DjangoModelFactory):
    """A draft without rules."""

    class Meta:
        model = PolicyVersion

    policy = factory.SubFactory(PolicyFactory)
    number = factory.Sequence(lambda n: n % 30000 + 1)
    from_date = date(2024, 1, 1)


class TierFactory(DjangoModelFactory):
    class Meta:
        model = Tier

    version = factory.SubFactory(PolicyVersionFactory)
    component = "grant"
    code = factory.Sequence(lambda n: f"T-{n}")
    order = factory.Sequence(lambda n: n % 30000)
    name = "示范档"
    amount = Decimal("1000.00")


class ConditionFactory(DjangoModelFactory):
    class Meta:
        model = Condition

    version = factory.SubFactory(PolicyVersionFactory)
    order = factory.Sequence(lambda n: n % 30000)
    fact = "person.age"
    operator = "le"
    value = "45"
    label = "年龄不超过45周岁"


class MaterialFactory(DjangoModelFactory):
    class Meta:
        model = Material

    version = factory.SubFactory(PolicyVersionFactory)
    code = factory.Sequence(lambda n: f"paper-{n}")
    order = factory.Sequence(lambda n: n % 30000)
    name = "示范材料"


class StepLimitFactory(DjangoModelFactory):
    class Meta:
        model = StepLimit

    version = factory.SubFactory(PolicyVersionFactory)
    step = StepCode.ACCEPTANCE
    days = 5

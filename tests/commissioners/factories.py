"""The dullest valid rows of who serves whom."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from apps.commissioners.models import (
    Assignment,
    BalanceProposal,
    Channel,
    Commissioner,
    ContactLog,
    HandOver,
    HandOverItem,
    Outcome,
    ServiceStandard,
)
from apps.core.roles import Role
from tests.accounts.factories import OfficeFactory, UserFactory
from tests.talents.factories import SARTU, TalentFactory

__all__ = [
    "AssignmentFactory",
    "BalanceProposalFactory",
    "CommissionerFactory",
    "ContactLogFactory",
    "HandOverFactory",
    "HandOverItemFactory",
    "ServiceStandardFactory",
]

AT = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
LONG_AGO = date(2026, 1, 5)


class CommissionerFactory(DjangoModelFactory):
    """A commissioner of Sartu's talent office with the duty; ``region="…"`` elsewhere."""

    class Meta:
        model = Commissioner

    class Params:
        region = SARTU

    office = factory.LazyAttribute(lambda made: OfficeFactory(region_id=made.region))
    user = factory.LazyAttribute(
        lambda made: UserFactory(role=Role.COMMISSIONER, region=made.region)
    )
    capacity = 80


class AssignmentFactory(DjangoModelFactory):
    """Served since long ago; ``ended`` until yesterday."""

    class Meta:
        model = Assignment

    class Params:
        ended = factory.Trait(until_date=date(2026, 11, 19))

    talent = factory.SubFactory(TalentFactory)
    commissioner = factory.SubFactory(CommissionerFactory)
    from_date = LONG_AGO


class ContactLogFactory(DjangoModelFactory):
    class Meta:
        model = ContactLog

    talent = factory.SubFactory(TalentFactory)
    by = factory.SubFactory(UserFactory)
    channel = Channel.PHONE
    outcome = Outcome.WELL
    at = AT
    logged_at = factory.SelfAttribute("at")


class HandOverFactory(DjangoModelFactory):
    class Meta:
        model = HandOver

    from_commissioner = factory.SubFactory(CommissionerFactory)
    to_commissioner = factory.SubFactory(CommissionerFactory)
    reason = "调岗"
    requested_by = factory.SelfAttribute("from_commissioner.user")
    requested_at = AT


class HandOverItemFactory(DjangoModelFactory):
    class Meta:
        model = HandOverItem

    handover = factory.SubFactory(HandOverFactory)
    assignment = factory.SubFactory(
        AssignmentFactory,
        commissioner=factory.SelfAttribute("..handover.from_commissioner"),
    )


class ServiceStandardFactory(DjangoModelFactory):
    class Meta:
        model = ServiceStandard

    office = factory.SubFactory(OfficeFactory)
    contact_every = 20
    source = "测试标准"


class BalanceProposalFactory(DjangoModelFactory):
    class Meta:
        model = BalanceProposal

    by = factory.SubFactory(UserFactory)
    at = AT
    scope = {"group": "graded", "region": "", "people": 0}  # noqa: RUF012

"""Bad rules are refused with the reason, and nothing is published."""

from datetime import date

import pytest

from apps.policies.choices import ExclusionMode, NodeKind, StepCode, VersionStatus
from apps.policies.models import (
    Condition,
    Exclusion,
    FundingShare,
    PolicyVersion,
)
from apps.policies.services import BadVersion, publish_version
from tests.policies.factories import (
    ConditionFactory,
    PolicyFactory,
    PolicyVersionFactory,
    StepLimitFactory,
    TierFactory,
)

pytestmark = pytest.mark.django_db


def draft(**fields) -> PolicyVersion:
    version = PolicyVersionFactory(**fields)
    for order, step in enumerate(
        (StepCode.ACCEPTANCE, StepCode.CORRECTION, StepCode.APPROVAL)
    ):
        place = order if step == StepCode.APPROVAL else None
        StepLimitFactory(version=version, step=step, order=place)
    return version


def tier(version, code, *tests, component="grant"):
    row = TierFactory(version=version, code=code, component=component)
    for fact, operator, value in tests:
        ConditionFactory(
            version=version, tier=row, fact=fact, operator=operator, value=value
        )
    return row


def refused(version, at) -> str:
    with pytest.raises(BadVersion) as error:
        publish_version(version_id=version.pk, by=None, at=at)
    version.refresh_from_db()
    assert (version.status, version.published_at) == (VersionStatus.DRAFT, None)
    return error.value.message


def publish(version, at) -> PolicyVersion:
    return publish_version(version_id=version.pk, by=None, at=at)


AREA = "home.area"
DOCTOR = ("education.doctor", "eq", True)


class TestTiers:
    @pytest.mark.parametrize(
        ("low", "high"),
        [(("le", "140"), ("ge", "140")), (("lt", "150"), ("gt", "140"))],
    )
    def test_ranges_that_share_a_value_overlap(self, at, low, high):
        version = draft()
        tier(version, "small", DOCTOR, (AREA, *low))
        tier(version, "large", DOCTOR, (AREA, *high))
        assert "small and large overlap" in refused(version, at)

    @pytest.mark.parametrize(
        ("low", "high"),
        [(("lt", "140"), ("gt", "140")), (("le", "139"), ("gt", "140"))],
    )
    def test_a_value_between_two_ranges_is_a_gap(self, at, low, high):
        version = draft()
        tier(version, "small", DOCTOR, (AREA, *low))
        tier(version, "large", DOCTOR, (AREA, *high))
        assert "gap" in refused(version, at)

    @pytest.mark.parametrize(
        ("low", "high"),
        [(("le", "140"), ("gt", "140")), (("lt", "140"), ("ge", "140"))],
    )
    def test_ranges_that_meet_are_fine(self, at, low, high):
        version = draft()
        tier(version, "small", DOCTOR, (AREA, *low))
        tier(version, "large", DOCTOR, (AREA, *high))
        assert publish(version, at).is_published

    def test_a_band_of_three_is_looked_at_in_the_order_of_its_values(self, at):
        version = draft()
        tier(version, "c", (AREA, "gt", "144"))
        tier(version, "a", (AREA, "le", "90"))
        tier(version, "b", (AREA, "gt", "90"), (AREA, "lt", "144"))
        assert "b and c" in refused(version, at)

    def test_other_people_or_another_part_do_not_overlap(self, at):
        version = draft()
        tier(version, "doctor", DOCTOR, (AREA, "le", "140"))
        tier(version, "master", ("education.master", "eq", True), (AREA, "le", "140"))
        tier(version, "tax", DOCTOR, (AREA, "le", "140"), component="tax")
        assert publish(version, at).is_published


class TestExclusions:
    def other(self, at, *, against, mode=ExclusionMode.DEDUCT) -> PolicyVersion:
        version = draft(policy=PolicyFactory(code="rent", name_en="Rent"))
        tier(version, "r")
        Exclusion.objects.create(version=version, other=against, mode=mode)
        return publish(version, at)

    def test_deducting_from_each_other_is_a_circle(self, at):
        version = draft(policy=PolicyFactory(code="home", name_en="Home"))
        tier(version, "h")
        rent = self.other(at, against=version.policy)
        Exclusion.objects.create(
            version=version, other=rent.policy, mode=ExclusionMode.REPLACE
        )
        assert "Home → Rent → Home" in refused(version, at)

    def test_excluding_each_other_is_not(self, at):
        version = draft()
        tier(version, "h")
        rent = self.other(at, against=version.policy, mode=ExclusionMode.BLOCK)
        Exclusion.objects.create(
            version=version, other=rent.policy, mode=ExclusionMode.BLOCK
        )
        assert publish(version, at).is_published

    def test_a_policy_does_not_deduct_itself(self, at):
        version = draft()
        tier(version, "h")
        Exclusion.objects.create(
            version=version, other=version.policy, mode=ExclusionMode.DEDUCT
        )
        assert "circle" in refused(version, at)


class TestVersions:
    def test_days_without_a_version_are_refused(self, at):
        first = draft(from_date=date(2025, 1, 1), until_date=date(2026, 1, 1))
        tier(first, "a")
        publish(first, at)
        second = draft(policy=first.policy, from_date=date(2026, 1, 2))
        tier(second, "a")
        assert "From 2026-01-01 to 2026-01-01 no version" in refused(second, at)

    def test_nor_before_a_later_one(self, at):
        later = draft(from_date=date(2027, 1, 1))
        tier(later, "a")
        publish(later, at)
        first = draft(
            policy=later.policy,
            from_date=date(2025, 1, 1),
            until_date=date(2026, 12, 1),
        )
        tier(first, "a")
        assert "From 2026-12-01 to 2026-12-31 no version" in refused(first, at)

    def test_one_that_begins_on_the_day_the_other_ends_is_fine(self, at):
        first = draft(from_date=date(2025, 1, 1), until_date=date(2026, 1, 1))
        tier(first, "a")
        publish(first, at)
        second = draft(policy=first.policy, from_date=date(2026, 1, 1))
        tier(second, "a")
        assert publish(second, at).is_published


def test_a_fact_that_nobody_registered_is_refused(at):
    version = draft()
    tier(version, "a")
    Condition.objects.create(
        version=version,
        order=1,
        kind=NodeKind.TEST,
        fact="person.shoe_size",
        operator="ge",
        value="42",
    )
    assert "person.shoe_size" in refused(version, at)


@pytest.mark.parametrize(("district", "is_fine"), [("30", True), ("29.99", False)])
def test_who_pays_bears_all_of_it(at, district, is_fine):
    version = draft()
    tier(version, "a")
    FundingShare.objects.create(version=version, payer="city", name="市", percent=70)
    FundingShare.objects.create(
        version=version, payer="district", name="区", percent=district
    )
    if is_fine:
        assert publish(version, at).is_published
    else:
        assert "99.99%" in refused(version, at)

"""Publishing, and which version holds."""

from datetime import date

import pytest
from django.core.management import call_command

from apps.audit.models import AuditEvent
from apps.policies.choices import DecidedBy
from apps.policies.models import Policy
from apps.policies.services import (
    BadVersion,
    VersionsOverlap,
    publish_version,
    version_for,
)
from tests.policies.factories import (
    ConditionFactory,
    PolicyFactory,
    PolicyVersionFactory,
    StepLimitFactory,
    TierFactory,
)

pytestmark = pytest.mark.django_db


def a_draft(**fields):
    version = PolicyVersionFactory(**fields)
    TierFactory(version=version)
    for step in ("acceptance", "correction", "approval"):
        StepLimitFactory(version=version, step=step)
    return version


class TestPublish:
    def test_puts_a_version_in_force_and_leaves_a_trace(self, at):
        version = a_draft()
        publish_version(version_id=version.pk, by=None, at=at)
        version.refresh_from_db()
        assert version.is_published
        assert AuditEvent.objects.filter(action="policies.version.published").exists()

    def test_twice_changes_nothing(self, at):
        version = a_draft()
        for _time in range(2):
            publish_version(version_id=version.pk, by=None, at=at)
        assert AuditEvent.objects.count() == 1

    @pytest.mark.parametrize(
        ("spoil", "why"),
        [
            (lambda v: v.tiers.all().delete(), "no amounts"),
            (lambda v: v.limits.filter(step="approval").delete(), "Approval"),
            (
                lambda v: (
                    v.tiers.update(name="x")
                    and ConditionFactory(version=v, fact="person.shoe_size")
                ),
                "shoe_size",
            ),
            (lambda v: ConditionFactory(version=v, value="forty"), "forty"),
            (
                lambda v: ConditionFactory(
                    version=v,
                    kind="all",
                    fact="",
                    operator="",
                    value=None,
                    label="Empty",
                ),
                "Empty",
            ),
        ],
    )
    def test_refuses_what_would_not_work_and_changes_nothing(self, at, spoil, why):
        version = a_draft()
        spoil(version)
        with pytest.raises(BadVersion, match=why):
            publish_version(version_id=version.pk, by=None, at=at)
        version.refresh_from_db()
        assert not version.is_published
        assert not AuditEvent.objects.exists()

    def test_refuses_an_overlap_with_a_sentence(self, at):
        policy = PolicyFactory()
        first, second = a_draft(policy=policy), a_draft(policy=policy)
        publish_version(version_id=first.pk, by=None, at=at)
        with pytest.raises(VersionsOverlap):
            publish_version(version_id=second.pk, by=None, at=at)
        second.refresh_from_db()
        assert not second.is_published


class TestVersionFor:
    @pytest.fixture
    def policy(self, at):
        """Until 30 June by the day of applying, from 1 July by the filed contract."""
        policy = PolicyFactory()
        rows = [
            (date(2024, 1, 1), date(2026, 7, 1), DecidedBy.SUBMIT),
            (date(2026, 7, 1), None, DecidedBy.CONTRACT_FILED),
        ]
        for number, (start, end, decided_by) in enumerate(rows, 1):
            version = a_draft(
                policy=policy,
                number=number,
                from_date=start,
                until_date=end,
                decided_by=decided_by,
            )
            publish_version(version_id=version.pk, by=None, at=at)
        return policy

    @pytest.mark.parametrize(
        ("applied", "filed", "number"),
        [
            (date(2026, 6, 30), date(2026, 6, 1), 1),
            (date(2026, 7, 1), date(2026, 7, 1), 2),
            (date(2026, 7, 1), None, 2),
            # Applied under the new text, but the contract is older than it.
            (date(2026, 7, 1), date(2026, 6, 30), None),
        ],
    )
    def test_each_version_says_which_day_decides(self, policy, applied, filed, number):
        found = version_for(
            policy, {DecidedBy.SUBMIT: applied, DecidedBy.CONTRACT_FILED: filed}
        )
        assert (found and found.number) == number

    def test_before_the_first_version_nothing_holds(self, policy):
        assert version_for(policy, {DecidedBy.SUBMIT: date(2023, 12, 31)}) is None


def test_the_command_loads_the_sample(capsys):
    call_command("load_policies")
    call_command("load_policies")
    assert set(Policy.objects.values_list("code", flat=True)) == {
        "home-purchase",
        "settling-in",
    }

"""An approval is taken back by another person, and what it took is free again."""

from datetime import timedelta

import pytest

from apps.applications import services
from apps.applications.states import IllegalTransition, Status
from apps.applications.track import track
from apps.core.errors import DomainError, StaleVersion
from apps.core.roles import Role
from apps.notifications.models import Message
from apps.subsidies.models import HomePurchaseClaim
from tests.accounts.factories import UserFactory
from tests.applications.factories import AT, Walk, a_city

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=30)


@pytest.fixture
def city():
    return a_city()


def revoke(walk, by, note="材料系伪造，予以撤销。", version=None):
    return services.revoke(
        application_id=walk.pk,
        by=by,
        at=LATER,
        version=version or walk.version,
        note=note,
    )


def test_another_approver_revokes_and_everything_decided_stays(city):
    walk = Walk(city).approved()
    before = walk.application
    revoke(walk, UserFactory(role=Role.APPROVER))
    after = walk.application
    assert after.status == Status.REVOKED
    assert (after.facts, after.decided_at) == (before.facts, before.decided_at)
    told = Message.objects.get(key__startswith="application-revoked:")
    assert told.recipient == walk.applicant
    assert "伪造" in told.body


def test_the_applicant_reads_why_and_what_to_do(city):
    walk = Walk(city).approved()
    revoke(walk, UserFactory(role=Role.APPROVER))
    seen = track(walk.application, walk.applicant, on=LATER.date())
    assert "伪造" in seen.refusal
    assert seen.remedy
    assert seen.steps[-1].state == "no"


def test_the_home_is_free_again(city):
    walk = Walk(city).approved()
    revoke(walk, UserFactory(role=Role.APPROVER))
    assert HomePurchaseClaim.objects.get(application=walk.pk).granted_at is None
    again = Walk(city).approved()
    assert again.application.status == Status.APPROVED


@pytest.mark.parametrize("who", ["approver", "city", "district"])
def test_whoever_approved_it_or_has_no_such_duty_does_not(city, who):
    walk = Walk(city).approved()
    with pytest.raises(IllegalTransition):
        revoke(walk, getattr(city, who))
    assert walk.application.status == Status.APPROVED


def test_without_reasons_nothing_is_revoked(city):
    walk = Walk(city).approved()
    with pytest.raises(DomainError):
        revoke(walk, UserFactory(role=Role.APPROVER), note="  ")
    assert walk.application.status == Status.APPROVED


def test_only_what_was_approved_is_revoked(city):
    walk = Walk(city).in_approval()
    with pytest.raises(IllegalTransition):
        revoke(walk, UserFactory(role=Role.APPROVER))
    assert walk.application.status == Status.APPROVAL


def test_of_two_at_once_the_second_sees_what_the_first_did(city):
    walk = Walk(city).approved()
    version = walk.version
    revoke(walk, UserFactory(role=Role.APPROVER))
    with pytest.raises(StaleVersion, match="Revoked"):
        revoke(walk, UserFactory(role=Role.APPROVER), version=version)

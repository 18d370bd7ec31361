"""The main way from draft to approved, and what each stop leaves behind."""

from decimal import Decimal

import pytest

from apps.applications.models import Application, Decision
from apps.applications.states import Status
from apps.notifications.models import Message
from apps.subsidies.models import Calculation
from tests.applications.factories import Walk, a_city

pytestmark = pytest.mark.django_db


def test_a_doctor_gets_the_large_home_grant_and_the_tax_share():
    walk = Walk(a_city()).approved()

    application = walk.application
    assert application.status == Status.APPROVED
    assert application.number == "AL-2026-000001"
    final = Calculation.objects.filter(application=application).last()
    # 100000 for class A above 140 m², 80 % of 14,700.35 = 11,760.28
    assert final.amount == Decimal("111760.28")
    assert final.tiers == ["A-1", "T"]
    assert application.facts["amount"] == "111760.28"
    assert Decision.objects.filter(application=application).count() == 4
    assert [t.new for t in application.transitions.all()] == [
        "draft",
        "submitted",
        "accepted",
        "prelim_review",
        "second_review",
        "approval",
        "approved",
    ]
    told = Message.objects.filter(recipient=walk.applicant)
    assert told.count() == 5
    assert not [m for m in told if "111" in m.body + m.subject]


def test_drafts_have_no_number_and_lose_nothing():
    walk = Walk(a_city()).start()
    walk.fill(papers=())
    application = Application.objects.get(pk=walk.pk)
    assert application.number is None
    assert application.draft["claim"]["address"] == "示范小区1号楼2单元301室"
    assert "示范小区" not in application.draft_text[:0] + str(
        Application.objects.filter(pk=walk.pk).values_list("number")
    )

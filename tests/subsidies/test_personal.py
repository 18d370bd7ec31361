"""Benefits that hang on the person alone: nothing is entered, each is given once."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from django.urls import reverse

from apps.applications import services
from apps.applications.assessment import assess
from apps.applications.models import Application
from apps.applications.states import Status
from apps.policies.rules import Answer
from apps.policies.seed_settling import load_settling
from apps.subsidies.models import Calculation
from apps.subsidies.personal import GrantedAlready, grant
from tests.applications.factories import AT, Walk, a_city, a_doctor
from tests.applications.route import end, publish
from tests.talents.factories import EmploymentFactory

pytestmark = pytest.mark.django_db
PAPERS = ("diploma", "contract", "pledge")


@pytest.fixture
def city():
    found = a_city()
    found.policy = load_settling(at=AT)
    return found


def a_settler(**employment):
    talent = a_doctor()
    fields = {
        "from_date": date(2025, 1, 1),
        "contract_years": 3,
        "insured_since": date(2025, 1, 1),
    }
    EmploymentFactory(talent=talent, **{**fields, **employment})
    return talent


def handed_in(city, talent) -> Walk:
    walk = Walk(city, talent).start()
    services.save_draft(
        application_id=walk.pk,
        by=walk.applicant,
        at=walk._tick(),
        claim={},
        declared=True,
    )
    for code in PAPERS:
        walk.attach(code)
    return walk.submit()


@pytest.mark.parametrize(
    ("employment", "answer"),
    [
        ({}, Answer.MET),
        ({"from_date": date(2025, 10, 16)}, Answer.MET),  # a year on the day itself
        ({"from_date": date(2025, 10, 17)}, Answer.NOT_MET),
        ({"contract_years": 2}, Answer.NOT_MET),
        ({"contract_years": None}, Answer.UNKNOWN),
        ({"insured_since": None}, Answer.UNKNOWN),
    ],
)
def test_the_conditions_at_their_edges(city, employment, answer):
    walk = handed_in(city, a_settler(**employment))
    assert assess(walk.application, on=AT.date()).worked.answer is answer


def test_a_doctor_gets_150000_through_the_whole_route(city):
    walk = handed_in(city, a_settler())
    walk.accept().decide(city.district).decide(city.city)
    # No department of the sample is there: the route does without the joint check.
    assert walk.application.status == Status.PUBLICITY
    publish(city, walk)
    end()
    assert walk.application.status == Status.APPROVAL
    last = Calculation.objects.filter(application=walk.pk).last()
    assert last.amount == Decimal("150000.00")
    assert last.inputs["employment.contract_years"] == "3"


def test_it_is_given_once(city):
    talent = a_settler()
    first = handed_in(city, talent)
    Application.objects.filter(pk=first.pk).update(
        status=Status.APPROVED,
        decided_at=AT,
        closed_at=AT,
        accepted_at=AT,
        facts={"amount": "150000.00"},
    )
    again = Walk(city, talent)
    with pytest.raises(services.AlreadyApplied):
        again.start()
    assert Application.objects.count() == 1


def test_of_two_entries_joined_into_one_the_second_grant_is_refused(city):
    """Two drafts begun as two people: the approval looks once more, under the lock."""
    first, second = a_settler(), a_settler()
    granted, waiting = handed_in(city, first), handed_in(city, second)
    Application.objects.filter(pk=granted.pk).update(
        talent=second,
        status=Status.APPROVED,
        decided_at=AT,
        closed_at=AT,
        accepted_at=AT,
        facts={"amount": "150000.00"},
    )
    with pytest.raises(GrantedAlready), transaction.atomic():
        grant(application=waiting.application, at=AT)
    assert waiting.application.status == Status.SUBMITTED


def test_nothing_is_asked_that_the_register_knows(city, client):
    walk = Walk(city, a_settler()).start()
    client.force_login(walk.applicant)
    page = client.get(reverse("portal:apply", args=[walk.pk, "facts"]))
    assert page.status_code == 200
    text = page.content.decode()
    assert "The register knows everything that is needed" in text
    assert "About the home" not in text
    for step in ("known", "papers", "send"):
        url = reverse("portal:apply", args=[walk.pk, step])
        assert client.get(url).status_code == 200

"""How often talents are contacted: set by the city, with its effect shown first."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import AuditEvent
from apps.commissioners.models import ServiceStandard
from apps.core.roles import Role
from tests.accounts.factories import OfficeFactory, UserFactory
from tests.commissioners.factories import AssignmentFactory

pytestmark = pytest.mark.django_db
LIST = reverse("commissioners:standards")
NEW = reverse("commissioners:standard_new")


@pytest.fixture
def keeper(client):
    person = UserFactory(role=Role.CITY_REVIEWER)
    client.force_login(person)
    return person


def everybody() -> ServiceStandard:
    return ServiceStandard.objects.get(office=None, level=None)


def edit(standard) -> str:
    return reverse("commissioners:standard_edit", args=[standard.pk])


def test_says_how_many_would_be_due_and_tries_it_without_a_trace(client, keeper):
    AssignmentFactory(from_date=timezone.localdate() - timedelta(days=30))
    standard = everybody()
    before = standard.contact_every
    page = client.post(edit(standard), {"contact_every": "5"})
    assert "Talents due for contact today: 1 instead of 0" in page.content.decode()
    standard.refresh_from_db()
    assert standard.contact_every == before
    assert not AuditEvent.objects.exists()


def test_saves_what_was_confirmed_with_old_and_new(client, keeper):
    standard = everybody()
    before = standard.contact_every
    data = {"contact_every": "20", "source": "庆人才〔2026〕3号"}
    shown = client.post(edit(standard), data)
    answer = client.post(
        edit(standard), data | {"confirmed": shown.context["confirmed"]}
    )
    assert answer.status_code == 302
    standard.refresh_from_db()
    assert standard.contact_every == 20
    event = AuditEvent.objects.get(action="commissioners.standard.set")
    assert event.data["old"] == {"contact_every": before}


def test_a_second_standard_of_one_kind_is_refused_and_nothing_changes(client, keeper):
    page = client.post(NEW, {"contact_every": "20"})
    assert page.status_code == 422
    assert "already" in page.content.decode()
    assert ServiceStandard.objects.count() == 1


@pytest.mark.parametrize("days", ["0", "251", "-3", "often"])
def test_days_out_of_bounds_are_refused_and_nothing_changes(client, keeper, days):
    office = OfficeFactory()
    page = client.post(NEW, {"contact_every": days, "office": office.pk})
    assert page.status_code == 422
    assert "contact_every" in page.context["form"].errors
    assert ServiceStandard.objects.count() == 1


def test_an_offices_own_is_removed_and_that_for_everybody_stays(client, keeper):
    own = ServiceStandard.objects.create(office=OfficeFactory(), contact_every=10)
    data = {"contact_every": "10", "office": own.office_id, "remove": "1"}
    shown = client.post(edit(own), data)
    client.post(edit(own), data | {"confirmed": shown.context["confirmed"]})
    assert list(ServiceStandard.objects.all()) == [everybody()]
    page = client.post(edit(everybody()), {"contact_every": "60", "remove": "1"})
    assert page.status_code == 422
    assert ServiceStandard.objects.count() == 1


def test_a_districts_administrator_reads_and_changes_nothing(client):
    client.force_login(UserFactory(role=Role.SYSTEM_ADMIN, region="230602"))
    assert client.get(LIST).status_code == 200
    assert client.get(NEW).status_code == 403
    assert client.post(edit(everybody()), {"contact_every": "1"}).status_code == 403

"""The work list: whose it is, what stands in it, what it costs."""

from datetime import date

import pytest
from django.urls import reverse

from apps.core.roles import Role
from apps.jobs.models import Job
from apps.policies import sweeps
from apps.policies.models import Match, OptOut
from tests.accounts.factories import UserFactory
from tests.policies.test_sweeps import ON, published
from tests.support.queries import queries_of
from tests.talents.factories import EducationFactory, TalentFactory

pytestmark = pytest.mark.django_db
URL = "/policies/matches/"


@pytest.fixture
def version():
    return published(("education.master", "eq", True))


@pytest.fixture
def city(client):
    user = UserFactory(roles=[Role.CITY_REVIEWER])
    client.force_login(user)
    return user


def names(response) -> set[str]:
    return {row.talent.name for row in response.context["page"].rows}


def test_the_tabs_part_fitting_from_nearly_and_ending(client, city, version, at):
    ending = published(("education.master.graduated_on", "within_years", 5))
    master = EducationFactory(
        level="master", graduated_on=date(2022, 2, 1), precision="day"
    ).talent
    TalentFactory(education="", name="未知")
    sweeps.sweep(on=ON, at=at)
    assert names(client.get(URL)) == {master.name, "未知"}
    assert names(client.get(URL, {"view": "fits"})) == {master.name}
    assert names(client.get(URL, {"view": "open"})) == {"未知"}
    page = client.get(URL, {"view": "ending"})
    assert {row.version for row in page.context["page"].rows} == {ending}
    assert "2027-02-01" in page.content.decode()
    assert "全日制统招硕士" not in names(page)


def test_the_missing_fact_is_said_in_words(client, city, version, at):
    TalentFactory(education="")
    sweeps.sweep(on=ON, at=at)
    city.language = "en"
    city.save()
    text = client.get(URL).content.decode()
    assert "Full-time master&#x27;s degree" in text


def test_people_out_of_reach_are_not_in_it(client, version, at):
    near = EducationFactory(level="master").talent
    far = EducationFactory(level="master", talent__region_id="230604").talent
    sweeps.sweep(on=ON, at=at)
    client.force_login(UserFactory(role=Role.DISTRICT_REVIEWER, region="230602"))
    rows = {row.talent_id for row in client.get(URL).context["page"].rows}
    assert near.pk in rows
    assert far.pk not in rows


def test_it_costs_the_same_with_many_rows(client, city, version, at):
    EducationFactory(level="master")
    sweeps.sweep(on=ON, at=at)
    client.get(URL)
    few = queries_of(client, URL)
    for _n in range(40):
        EducationFactory(level="master")
    sweeps.sweep_changed(on=ON, at=at)
    assert Match.objects.count() == 41
    assert queries_of(client, URL) == few <= 10


def test_before_a_sweep_has_ended_no_day_is_named(client, city, version, at):
    sweeps.sweep(on=ON, at=at)
    assert client.get(URL).context["swept_on"] == ON
    sweeps.ask_everybody_again()
    assert client.get(URL).context["swept_on"] is None


def test_asking_everybody_again_is_a_job(client, city, version):
    response = client.post(reverse("policies:sweep"))
    job = Job.objects.get(kind="policies.sweep")
    assert response.url == reverse("jobs:detail", args=[job.pk])


@pytest.mark.parametrize("role", [Role.COMMISSIONER, Role.AUDITOR])
def test_others_may_not_start_it(client, version, role):
    client.force_login(UserFactory(roles=[role]))
    assert client.post(reverse("policies:sweep")).status_code in (403, 404)
    assert not Job.objects.exists()


def test_a_talent_may_do_without_messages(client, version):
    talent = TalentFactory(user=UserFactory(roles=[Role.TALENT]))
    client.force_login(talent.user)
    client.post(reverse("portal:telling"), {"wants": "no"})
    assert OptOut.objects.get().talent == talent
    client.post(reverse("portal:telling"), {"wants": "yes"})
    assert not OptOut.objects.exists()

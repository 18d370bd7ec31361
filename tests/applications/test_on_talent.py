"""What a talent's page shows of applications, and to whom."""

import pytest
from django.urls import reverse

from apps.applications.on_talent import panel_context, timeline_source
from apps.core.roles import Role
from tests.accounts.factories import UserFactory
from tests.applications.factories import Walk, a_city
from tests.commissioners.factories import AssignmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk():
    return Walk(a_city()).submitted().ask_correction()


def test_the_office_and_the_commissioner_see_them(walk):
    commissioner = AssignmentFactory(talent=walk.talent).commissioner.user
    for user in (walk.city.district, commissioner):
        rows = panel_context(walk.talent, user, None)["applications"]
        assert [row.number for row in rows] == [walk.application.number]
        told = list(timeline_source(walk.talent, user))
        assert [entry.kind for entry in told] == ["due", ""]


def test_others_see_none_of_them(walk):
    elsewhere = UserFactory(role=Role.DISTRICT_REVIEWER, region="230604")
    assert panel_context(walk.talent, elsewhere, None)["applications"] == []
    assert list(timeline_source(walk.talent, elsewhere)) == []


def test_a_page_of_the_time_line_reads_no_more_than_it_shows(walk):
    user = walk.city.district
    (newest,) = timeline_source(walk.talent, user, limit=1)
    (older,) = timeline_source(walk.talent, user, before=newest.at, limit=5)
    assert older.at < newest.at


def test_the_tab_opens_on_the_page(client, walk):
    client.force_login(walk.city.district)
    url = reverse("talents:detail", args=[walk.talent.number])
    for query in ("", "?tab=applications"):
        text = client.get(url + query).content.decode()
        assert walk.application.number in text

"""The two demonstration talents have something on every page, and the right people."""

from datetime import datetime
from random import Random

import pytest
import time_machine
from django.urls import reverse

from apps.accounts import demo as accounts
from apps.cases import demo as cases
from apps.commissioners import demo as commissioners
from apps.commissioners.models import Assignment
from apps.portal import demo
from apps.subsidies import demo as subsidies
from apps.talents import demo as talents
from apps.talents.models import Talent
from tests.applications.factories import SHANGHAI
from tests.portal.conftest import sign_in

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 20, 0, tzinfo=SHANGHAI)


@pytest.fixture
def city():
    city = accounts.build()
    talents.build(size=2500, rng=Random("x:talents"), at=AT, by=city.users["city"])
    demo.connect(users=city.users)
    subsidies.build(at=AT, users=city.users, rng=Random("x:subsidies"))
    parts = {"at": AT, "users": city.users, "offices": city.offices}
    commissioners.build(rng=Random("x:commissioners"), **parts)
    cases.build(rng=Random("x:cases"), **parts)
    demo.build(at=AT, users=city.users)
    return city


def test_each_talent_lives_where_the_known_commissioner_serves(city):
    for name, region, server in (
        ("talent", "230602", "commissioner"),
        ("talent2", "230604", "commissioner2"),
    ):
        talent = Talent.objects.get(user=city.users[name])
        assert talent.region_id == region
        assert talent.name == city.users[name].name
        held = Assignment.objects.open().get(talent=talent)
        assert held.commissioner.user == city.users[server]


def test_every_page_shows_something_and_the_first_one_what_to_do(city):
    with time_machine.travel(AT):
        for name in ("talent", "talent2"):
            client = sign_in(city.users[name])
            home = client.get("/my/").text
            assert "请答复工作人员的问题" in home
            assert "请确认答复是否解决问题" in home
            assert "待我办理" in home
            looks = client.get(reverse("portal:looks")).text
            assert "电话核对申请材料" in looks
            assert "已同意" in client.get(reverse("portal:consents")).text
        correction = sign_in(city.users["talent2"]).get("/my/").text
        assert "请补正" in correction


def test_connecting_twice_changes_nothing(city):
    before = Talent.objects.get(user=city.users["talent"]).pk
    assert demo.connect(users=city.users) == 0
    assert Talent.objects.get(user=city.users["talent"]).pk == before

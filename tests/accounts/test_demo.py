"""The people of the demonstration city: all there, once, and allowed to be so."""

from __future__ import annotations

import pytest
from django.conf import settings

from apps.accounts import demo
from apps.accounts.models import Office, RoleGrant, User
from apps.core.roles import Role

pytestmark = pytest.mark.django_db


def test_every_role_has_somebody_and_a_twin_in_another_region():
    people = demo.build()
    assert len(people.users) == 30
    assert {role for user in people.users.values() for role in user.roles} == set(Role)
    for username in ("commissioner", "district", "housing"):
        assert people.users[username].office.region_id == "230602"
        assert people.users[f"{username}2"].office.region_id == "230604"
    for username in ("city", "approver", "maker", "checker", "sysadmin", "auditadmin"):
        assert people.users[username].office.region_id == "230600"
        assert people.users[f"{username}2"].office.region_id == "230604"


def test_everybody_signs_in_with_the_demonstration_password():
    people = demo.build()
    assert all(u.check_password(settings.DEMO_PASSWORD) for u in people.users.values())


def test_building_twice_changes_nothing():
    demo.build()
    counts = [m.objects.count() for m in (User, Office, RoleGrant)]
    User.objects.filter(username="maker").update(name="改过")
    demo.build()
    assert [m.objects.count() for m in (User, Office, RoleGrant)] == counts
    assert User.objects.get(username="maker").name == "改过"


def test_every_office_has_both_names_and_its_region_exists():
    demo.build()
    assert not Office.objects.filter(name_en="").exists()
    assert set(Office.objects.values_list("region_id", flat=True)) >= {
        "230600", "230602", "230603", "230604", "230605", "230606", "230621",
        "230622", "230623", "230624", "230671", "230672",
    }  # fmt: skip

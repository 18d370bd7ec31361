"""A new city begins with three administrators, and only once."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.models import Office, RoleGrant, User
from apps.core.roles import DUTY_GROUPS

pytestmark = pytest.mark.django_db

PEOPLE = [
    *("--system-admin", "wang.li", "王丽"),
    *("--security-admin", "li.qiang", "李强"),
    *("--audit-admin", "zhao.min", "赵敏"),
]


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("first_administrators", *arguments, stdout=out)
    return out.getvalue()


def test_three_people_get_one_duty_each_and_a_password_to_change():
    said = run(*PEOPLE)
    office = Office.objects.get()
    assert office.region_id == "230600"
    grants = RoleGrant.objects.values_list("user__username", "role", "office_id")
    assert set(grants) == {
        ("wang.li", "system_admin", office.pk),
        ("li.qiang", "security_admin", office.pk),
        ("zhao.min", "audit_admin", office.pk),
    }
    for line in said.splitlines()[:3]:
        _role, username, password = line.split()
        user = User.objects.get(username=username)
        assert user.check_password(password)
        assert user.must_change_password


def test_one_person_cannot_be_two_of_them_and_nothing_is_made():
    twice = [*PEOPLE[:4], "wang.li", "王丽", *PEOPLE[6:]]
    with pytest.raises(CommandError):
        run(*twice)
    assert not User.objects.exists()
    assert not RoleGrant.objects.filter(role__in=DUTY_GROUPS["administration"]).exists()


def test_a_second_time_is_refused_and_changes_nothing():
    run(*PEOPLE)
    others = [word.replace(".", "-") for word in PEOPLE]
    with pytest.raises(CommandError):
        run(*others)
    assert User.objects.count() == 3

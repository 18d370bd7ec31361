"""Two administrators give two halves of an incompatible pair at the same moment."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import date

import pytest
from django.db import connection, models

from apps.accounts.models import RoleGrant
from apps.accounts.services import grant_role, roles
from apps.core.roles import Role
from tests.accounts.factories import OfficeFactory, UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def two_at_once(person, office, at, monkeypatch) -> list[str]:
    """Both wait for each other after reading what the person has."""
    meet = threading.Barrier(2)
    real = roles._overlapping

    def slow(*args):
        held = real(*args)
        with suppress(threading.BrokenBarrierError):
            meet.wait(timeout=1)  # with the lock the second one never gets here
        return held

    monkeypatch.setattr(roles, "_overlapping", slow)
    outcomes: dict[str, str] = {}

    def work(role: str) -> None:
        try:
            grant_role(
                user_id=person.pk,
                role=role,
                office_id=office.pk,
                from_date=date(2026, 11, 20),
                by=None,
                at=at,
            )
            outcomes[role] = "given"
        except Exception as error:  # noqa: BLE001 - its name is the outcome
            outcomes[role] = type(error).__name__
        finally:
            connection.close()

    threads = [
        threading.Thread(target=work, args=(role,))
        for role in (Role.FINANCE_MAKER, Role.FINANCE_CHECKER)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return sorted(outcomes.values())


def test_one_half_is_given_and_the_other_refused_in_a_sentence(at, monkeypatch):
    person, office = UserFactory(), OfficeFactory()
    found = two_at_once(person, office, at, monkeypatch)
    assert found == ["IncompatibleDuties", "given"]
    assert RoleGrant.objects.filter(user=person).count() == 1


def test_without_the_lock_the_database_still_refuses_one(at, monkeypatch):
    monkeypatch.setattr(models.QuerySet, "select_for_update", lambda self, **kw: self)
    person, office = UserFactory(), OfficeFactory()
    found = two_at_once(person, office, at, monkeypatch)
    # The constraint refuses; where both wait for each other's row, the deadlock does.
    assert found in (["DomainError", "given"], ["OperationalError", "given"])
    assert RoleGrant.objects.filter(user=person).count() == 1


def test_the_race_is_real_without_lock_and_constraint(at, monkeypatch):
    """If this fails, the tests above prove nothing."""
    monkeypatch.setattr(models.QuerySet, "select_for_update", lambda self, **kw: self)
    constraint = next(
        c
        for c in RoleGrant._meta.constraints
        if c.name == "accounts_no_incompatible_duties"
    )
    with connection.schema_editor() as editor:
        editor.remove_constraint(RoleGrant, constraint)
    try:
        person, office = UserFactory(), OfficeFactory()
        found = two_at_once(person, office, at, monkeypatch)
        assert found == ["given", "given"]
    finally:
        RoleGrant.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(RoleGrant, constraint)

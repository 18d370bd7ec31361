"""Two commissioners claim one request at the same time."""

import threading
from contextlib import suppress

import pytest
from django.db import connection, models

from apps.cases import services
from apps.cases.models import Case, CaseEvent
from apps.cases.services import intake
from apps.core.roles import Role
from tests.accounts.factories import UserFactory
from tests.cases.factories import OPENED, CaseFactory
from tests.talents.factories import SARTU

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def both_claim(case: Case, monkeypatch) -> list[str]:
    meet = threading.Barrier(2)
    real = intake.why_not_claim

    def slow(user, seen):
        refusal = real(user, seen)
        with suppress(threading.BrokenBarrierError):
            meet.wait(timeout=1)  # with the lock the second never arrives
        return refusal

    monkeypatch.setattr(intake, "why_not_claim", slow)
    people = [UserFactory(role=Role.COMMISSIONER, region=SARTU) for _each in range(2)]
    outcomes = []

    def work(by) -> None:
        try:
            services.claim(case_id=case.pk, by=by, at=OPENED)
            outcomes.append("claimed")
        except Exception as error:  # noqa: BLE001 - the test wants its name
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_the_race_is_real_when_the_lock_is_taken_out(monkeypatch):
    """If this fails, the test below proves nothing."""
    case = CaseFactory()
    monkeypatch.setattr(models.QuerySet, "select_for_update", lambda self, **kw: self)
    assert both_claim(case, monkeypatch) == ["claimed", "claimed"]


def test_one_gets_it_and_the_other_is_told(monkeypatch):
    case = CaseFactory()
    assert both_claim(case, monkeypatch) == ["NotAllowed", "claimed"]
    assert CaseEvent.objects.filter(case=case, kind="claimed").count() == 1

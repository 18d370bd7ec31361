"""Two at once on PostgreSQL; each race is first shown to be one."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date

import pytest
from django.db import connection, models

from apps.commissioners import services
from apps.commissioners.models import Assignment
from apps.commissioners.services import assigning
from apps.core.roles import Role
from tests.accounts.factories import UserFactory
from tests.commissioners.factories import AT, AssignmentFactory, CommissionerFactory
from tests.talents.factories import SARTU, TalentFactory

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

SECOND_LOCK = """
    ALTER TABLE commissioners_assignment
        ADD CONSTRAINT commissioners_no_overlapping_assignments EXCLUDE USING gist
        (talent_id WITH =, (daterange(from_date, until_date, '[)')) WITH &&)
"""


def both_at_once(monkeypatch, pairs) -> list[str]:
    """Assign each pair in a thread; both wait for the other after their checks."""
    meet = threading.Barrier(2)
    real = assigning.check_room

    def slow(*args, **kwargs):
        real(*args, **kwargs)
        with suppress(threading.BrokenBarrierError):
            meet.wait(timeout=1)  # with the lock the second never arrives

    monkeypatch.setattr(assigning, "check_room", slow)
    head = UserFactory(role=Role.DISTRICT_REVIEWER, region=SARTU)
    outcomes = []

    def work(talent_id: int, commissioner_id: int) -> None:
        try:
            services.assign(
                talent_id=talent_id, commissioner_id=commissioner_id, by=head, at=AT
            )
            outcomes.append("assigned")
        except Exception as error:  # noqa: BLE001 - the test wants its name
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def without_lock(monkeypatch) -> None:
    monkeypatch.setattr(models.QuerySet, "select_for_update", lambda self, **kw: self)


@contextmanager
def without_constraints() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE commissioners_assignment "
            "DROP CONSTRAINT commissioners_no_overlapping_assignments"
        )
        cursor.execute("DROP INDEX commissioners_one_active_for_a_talent")
    try:
        yield
    finally:
        Assignment.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE UNIQUE INDEX commissioners_one_active_for_a_talent "
                "ON commissioners_assignment (talent_id) WHERE until_date IS NULL"
            )
            cursor.execute(SECOND_LOCK)


@pytest.fixture
def two_for_one():
    talent = TalentFactory()
    return [(talent.pk, CommissionerFactory().pk) for _each in range(2)]


@pytest.fixture
def one_seat():
    """The last place of one commissioner and two who want it."""
    commissioner = CommissionerFactory(capacity=2)
    AssignmentFactory(commissioner=commissioner, from_date=date(2026, 1, 5))
    return [(TalentFactory().pk, commissioner.pk) for _each in range(2)]


class TestTwoCommissionersForOneTalent:
    def test_the_race_is_real_without_lock_and_constraint(
        self, monkeypatch, two_for_one
    ):
        """If this fails, the tests below prove nothing."""
        without_lock(monkeypatch)
        with without_constraints():
            found = both_at_once(monkeypatch, two_for_one)
            assert found == ["assigned", "assigned"]

    def test_the_lock_lets_one_through(self, monkeypatch, two_for_one):
        with without_constraints():
            found = both_at_once(monkeypatch, two_for_one)
            assert found == ["AlreadyAssigned", "assigned"]
            assert Assignment.objects.open().count() == 1

    def test_the_constraint_is_a_second_lock(self, monkeypatch, two_for_one):
        without_lock(monkeypatch)
        found = both_at_once(monkeypatch, two_for_one)
        assert found == ["AlreadyAssigned", "assigned"]
        assert Assignment.objects.open().count() == 1


class TestTheLastPlace:
    def test_the_race_is_real_without_the_lock(self, monkeypatch, one_seat):
        without_lock(monkeypatch)
        assert both_at_once(monkeypatch, one_seat) == ["assigned", "assigned"]

    def test_only_one_gets_it(self, monkeypatch, one_seat):
        found = both_at_once(monkeypatch, one_seat)
        assert found == ["CapacityReached", "assigned"]
        assert Assignment.objects.open().count() == 2

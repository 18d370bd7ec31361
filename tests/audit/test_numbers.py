"""Numbers follow one another: gapless under rollback, unique under threads."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import date

import pytest
from django.db import connection, transaction

from apps.audit.models import NumberSeries
from apps.audit.numbers import next_number, numbers

ON = date(2026, 11, 20)
pytestmark = pytest.mark.django_db(transaction=True)


def take(prefix: str = "C", on: date = ON) -> str:
    with transaction.atomic():
        return next_number(prefix, on=on)


def test_counts_by_prefix_and_year():
    assert [take(), take()] == ["C-2026-000001", "C-2026-000002"]
    assert take("AL") == "AL-2026-000001"
    assert take(on=date(2027, 1, 1)) == "C-2027-000001"
    with transaction.atomic():
        assert next_number("P", on=ON, width=3) == "P-2026-001"


def test_several_at_once_are_consecutive():
    take()
    with transaction.atomic():
        assert numbers("C", 3, on=ON) == [
            "C-2026-000002",
            "C-2026-000003",
            "C-2026-000004",
        ]
    assert take() == "C-2026-000005"


def test_an_undone_act_gives_its_number_back():
    take()
    with transaction.atomic():
        assert next_number("C", on=ON) == "C-2026-000002"
        transaction.set_rollback(True)
    assert take() == "C-2026-000002"


def test_refuses_a_number_outside_the_transaction_that_uses_it():
    with pytest.raises(RuntimeError, match="inside the transaction"):
        next_number("C", on=ON)
    assert not NumberSeries.objects.exists()


def many_threads(take_one) -> list[str]:
    """Four threads, five numbers each, all starting together."""
    start, found, guard = threading.Barrier(4), [], threading.Lock()

    def work() -> None:
        try:
            start.wait(timeout=10)
            for _turn in range(5):
                number = take_one()
                with guard:
                    found.append(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return sorted(found)


@pytest.mark.race
def test_four_threads_get_twenty_different_numbers_without_a_gap():
    found = many_threads(take)
    assert found == [f"C-2026-{n:06}" for n in range(1, 21)]


@pytest.mark.race
def test_the_race_is_real_with_a_plain_read_and_write():
    """If this fails, the test above proves nothing."""
    meet = threading.Barrier(4)

    def careless() -> str:
        with transaction.atomic():
            series, _new = NumberSeries.objects.get_or_create(prefix="X", year=2026)
            with suppress(threading.BrokenBarrierError):
                meet.wait(timeout=1)
            series.last += 1
            series.save()
            return f"X-{series.last}"

    found = many_threads(careless)
    assert len(set(found)) < len(found)

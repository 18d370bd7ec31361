"""Two workers, one job: one of them runs it."""

import threading
from contextlib import suppress

import pytest
from django.db import connection
from django.db.models import QuerySet

from apps.jobs import runner
from apps.jobs.models import Job
from tests.jobs.factories import AT, JobFactory

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def two_at_once(kind, monkeypatch):
    """Both have read the row before either writes to it; how often did it run?"""
    meet = threading.Barrier(2)
    real = Job.save

    def slow(self, *args, **kwargs):
        with suppress(threading.BrokenBarrierError):
            meet.wait(timeout=1)  # with the lock the second never arrives
        return real(self, *args, **kwargs)

    ran = []
    kind(lambda ctx: ran.append(ctx.attempt))
    job = JobFactory()
    monkeypatch.setattr(Job, "save", slow)

    def work():
        try:
            runner.run(job.pk, clock=lambda: AT)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _worker in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(ran)


def test_the_race_is_real_when_the_lock_is_taken_out(kind, monkeypatch):
    """If this fails, the test below proves nothing."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **kwargs: self)

    assert two_at_once(kind, monkeypatch) == 2


def test_only_one_of_two_workers_runs_it(kind, monkeypatch):
    assert two_at_once(kind, monkeypatch) == 1

"""Real processes, real kills: the next worker goes on, nothing is done twice."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection
from django.utils import timezone

from apps.accounts.models import Region
from apps.jobs import services
from apps.jobs.models import Job, JobState
from apps.jobs.services import acts
from apps.notifications.models import Message
from tests.jobs.factories import JobFactory
from tests.jobs.slow_worker import CHUNKS

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[2]


def start_worker(job, *, pause=0.4, where="inside", ahead=0.0):
    url = urlsplit(os.environ["DATABASE_URL"])
    name = connection.settings_dict["NAME"]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "talentsvc.settings",
        "DATABASE_URL": urlunsplit(url._replace(path=f"/{name}")),
    }
    command = [sys.executable, "-m", "tests.jobs.slow_worker", str(job.pk)]
    return subprocess.Popen(
        [*command, str(pause), where, str(ahead)], cwd=ROOT, env=environment
    )


def wait_until(condition, *, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError("it did not come to that in time")


def attempts():
    found = Region.objects.filter(code__startswith="99000").order_by("code")
    return [region.name for region in found]


def test_a_killed_worker_s_job_is_taken_over_and_nothing_is_done_twice(monkeypatch):
    job = JobFactory(created_at=timezone.now())
    worker = start_worker(job)
    try:
        wait_until(lambda: len(attempts()) == 2)
        time.sleep(0.1)  # into the third chunk
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()

    job.refresh_from_db()
    assert job.state == JobState.RUNNING  # nobody was left to say otherwise
    done = len(attempts())
    assert 2 <= done < CHUNKS

    hinted = []
    monkeypatch.setattr(
        acts.hints, "send_now", lambda _task, **said: hinted.append(said["job_id"])
    )
    assert services.sweep(at=timezone.now()) == 0  # it may still be alive
    later = timezone.now() + timedelta(seconds=130)
    assert services.sweep(at=later) == 1
    assert hinted == [job.pk]

    assert start_worker(job, pause=0, ahead=130).wait(timeout=60) == 0
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == ("done", CHUNKS, CHUNKS)
    assert (job.attempt, job.takeovers) == (2, 1)
    assert attempts() == ["attempt 1"] * done + ["attempt 2"] * (CHUNKS - done)
    assert Message.objects.filter(recipient=job.by).count() == 1


def test_a_frozen_worker_that_wakes_up_commits_nothing_more():
    """Stopped between two chunks, not dead: another one finished meanwhile."""
    job = JobFactory(created_at=timezone.now())
    frozen = start_worker(job, pause=1, where="outside")
    try:
        wait_until(lambda: len(attempts()) == 1)
        time.sleep(0.1)
        frozen.send_signal(signal.SIGSTOP)
        assert attempts() == ["attempt 1"]

        assert start_worker(job, pause=0, ahead=130).wait(timeout=60) == 0
        frozen.send_signal(signal.SIGCONT)
        assert frozen.wait(timeout=60) == 0
    finally:
        frozen.kill()
        frozen.wait()

    job.refresh_from_db()
    assert (job.state, job.attempt) == ("done", 2)
    assert attempts() == ["attempt 1"] + ["attempt 2"] * (CHUNKS - 1)
    assert Message.objects.count() == 1


def test_progress_is_seen_while_the_work_s_transaction_is_open():
    job = JobFactory(created_at=timezone.now())
    worker = start_worker(job, pause=1.5)
    try:
        wait_until(lambda: Job.objects.get(pk=job.pk).total == CHUNKS)
        assert attempts() == []  # its first chunk is not committed yet
    finally:
        worker.kill()
        worker.wait()


def test_a_request_to_stop_is_heard_at_the_next_step():
    job = JobFactory(created_at=timezone.now())
    worker = start_worker(job, pause=0.6)
    wait_until(lambda: len(attempts()) == 1)

    services.ask_to_cancel(job_id=job.pk, by=job.by, at=timezone.now())

    assert worker.wait(timeout=30) == 0
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert len(attempts()) < CHUNKS

"""Tasks, queues and the schedule fit together, and a real worker does the work."""

import time

import pytest
from celery.contrib.testing.worker import start_worker
from django.conf import settings
from django.core import mail
from django.db import transaction
from django.utils import timezone

from apps.core import hints
from apps.jobs import services
from apps.notifications.models import Delivery
from apps.notifications.services import post_message
from talentsvc.celery import app
from tests.accounts.factories import UserFactory

QUEUES = {queue.name for queue in settings.CELERY_TASK_QUEUES}


@pytest.fixture(scope="module")
def tasks():
    app.loader.import_default_modules()
    return app.tasks


def test_everything_on_the_schedule_is_a_task(tasks):
    wanted = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert wanted
    assert wanted - set(tasks) == set()


def test_every_route_leads_a_task_to_a_queue_with_a_worker(tasks):
    assert set(settings.CELERY_TASK_ROUTES) - set(tasks) == set()
    assert {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()} <= QUEUES
    assert settings.CELERY_TASK_DEFAULT_QUEUE in QUEUES


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_over_the_real_broker_does_what_was_committed(kind, tasks):
    """Post and start in one transaction; a worker in a thread sends and runs."""
    hints.ask_again()
    kind(lambda ctx: ctx.finish({"seen": ctx.payload["n"]}))
    user = UserFactory(email="li@example.org")
    with start_worker(app, pool="solo", perform_ping_check=False, queues=list(QUEUES)):
        with transaction.atomic():
            job = services.start(
                "tests.count", by=user, at=timezone.now(), payload={"n": 7}
            )
            post_message(key="a", recipient=user, subject="Hello", at=timezone.now())
        for _tenth in range(150):
            job.refresh_from_db()
            left = Delivery.objects.exclude(state="sent").count()
            if job.is_over and not left:
                break
            time.sleep(0.1)

    assert (job.state, job.result) == ("done", {"seen": 7})
    assert {letter.subject for letter in mail.outbox} == {"Hello", "Done: Count"}

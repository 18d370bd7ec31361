"""The dullest valid jobs, and kinds that only tests run."""

from __future__ import annotations

from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from apps.jobs.models import Checkpoint, Job, JobState
from tests.accounts.factories import UserFactory

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


class JobFactory(DjangoModelFactory):
    class Meta:
        model = Job
        skip_postgeneration_save = True

    kind = "tests.count"
    label = "roster.xlsx"
    by = factory.SubFactory(UserFactory)
    created_at = AT

    class Params:
        running = factory.Trait(
            state=JobState.RUNNING, started_at=AT, heartbeat_at=AT, attempt=1
        )
        over = factory.Trait(
            state=JobState.DONE, started_at=AT, finished_at=AT, done=10, total=10
        )
        failed = factory.Trait(
            state=JobState.FAILED, started_at=AT, finished_at=AT, error="Broken."
        )

    @factory.post_generation
    def checkpoint(self, create, extracted, **_kwargs):
        if create:
            Checkpoint.objects.create(
                job=self, attempt=self.attempt, data=extracted or {}
            )

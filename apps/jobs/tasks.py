from celery import shared_task
from django.utils import timezone

from apps.jobs import runner


@shared_task(name="jobs.run_job")
def run_job(*, job_id: int, **_later: object) -> None:
    """Run one job.  Twice is harmless: the row is claimed, the broker is only a hint."""
    runner.run(job_id, clock=timezone.now)

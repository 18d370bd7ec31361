from celery import shared_task
from django.utils import timezone

from apps.jobs import services


@shared_task(name="jobs.sweep")
def sweep(**_later: object) -> None:
    """Every minute: start what the broker forgot, take over what a dead worker left."""
    services.sweep(at=timezone.now())

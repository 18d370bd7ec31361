"""What beat starts."""

from celery import shared_task
from django.utils import timezone

from apps.cases import services


@shared_task(name="cases.close_silent")
def close_silent(**_later: object) -> None:
    """Every morning; covers the mornings missed."""
    now = timezone.now()
    services.close_silent(on=timezone.localtime(now).date(), at=now)

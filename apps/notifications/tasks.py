"""What services enqueue.  The row is the truth, the task only a hint to look at it."""

from celery import shared_task
from django.utils import timezone

from apps.notifications import delivery


@shared_task(name="notifications.deliver")
def deliver(*, delivery_ids: list[int], **_later: object) -> None:
    """Send stored messages.  Running it again is harmless."""
    delivery.send_batch(delivery_ids, clock=timezone.now)

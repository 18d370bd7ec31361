"""What beat starts."""

from celery import shared_task
from django.utils import timezone

from apps.notifications import reminders, services


@shared_task(name="notifications.sweep")
def sweep(**_later: object) -> None:
    """Every minute: the outbox is the truth, the broker may have forgotten."""
    services.sweep(at=timezone.now())


@shared_task(name="notifications.post_due_reminders")
def post_due_reminders(**_later: object) -> None:
    """Every ten minutes from eight in the morning; a rule runs through once a day.

    So a scheduler that was down at eight, or for a week, catches up by itself.
    """
    now = timezone.localtime()
    if now.time() >= reminders.FROM_HOUR:
        reminders.post_due(on=now.date(), at=now)

"""What beat starts.  Apps add their own entries in ``ready()``."""

from celery.schedules import crontab, schedule
from django.conf import settings


def every(seconds: int, *, name: str, task: str) -> None:
    settings.CELERY_BEAT_SCHEDULE[name] = {
        "task": task,
        "schedule": schedule(seconds),
        # A late tick is worthless once the next one is due.
        "options": {"expires": seconds},
    }


def daily(*, hour: int, minute: int, name: str, task: str) -> None:
    """At a local hour.  The work must cover every day missed since its last run."""
    settings.CELERY_BEAT_SCHEDULE[name] = {
        "task": task,
        "schedule": crontab(hour=hour, minute=minute),
    }

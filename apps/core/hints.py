"""Ask a worker to look at a row once it is committed.

The row is the truth, the message to the broker only a hint: a broker that is down spoils
no act and slows none, and the sweep of the row's app finds what was not said.
"""

from __future__ import annotations

import logging
import time

from celery import Task
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)
# After a failure the broker is not asked for a while: a page that tells ten people
# something must not wait ten times for the same silence.
QUIET_SECONDS = 10.0
_quiet_until = float("-inf")


def after_commit(task: Task, *, queue: str | None = None, **kwargs: object) -> None:
    """Send ``task(**kwargs)`` when the transaction commits; never raises, never waits."""

    # A function, not a partial: Django's log line about a robust hook asks its name.
    def send() -> None:
        send_now(task, queue=queue, **kwargs)

    transaction.on_commit(send, robust=True)


def send_now(
    task: Task,
    *,
    queue: str | None = None,
    expires: float | None = None,
    **kwargs: object,
) -> bool:
    """Send it at once; whether the broker took it.  ``expires`` in seconds."""
    global _quiet_until  # noqa: PLW0603 - one switch a process
    if time.monotonic() < _quiet_until:
        return False
    options = {"queue": queue} if queue else {}
    try:
        task.apply_async(kwargs=kwargs, expires=expires, **options)
    except (OperationalError, OSError) as error:
        _quiet_until = time.monotonic() + QUIET_SECONDS
        logger.warning("%s waits for its sweep: %s", task.name, error)
        return False
    return True


def ask_again() -> None:
    """Forget that the broker was silent."""
    global _quiet_until  # noqa: PLW0603
    _quiet_until = float("-inf")

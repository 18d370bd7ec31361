"""How an app tells somebody something without knowing who delivers it.

``apps.notifications`` stands on the same row as workdays and jobs and registers its
``post_message`` here; apps above it import ``apps.notifications.services`` directly.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

_deliverers: list[Callable] = []


def register(post_message: Callable) -> None:
    _deliverers[:] = [post_message]


def post_message(
    *, key: str, recipient, subject, body, url: str = "", at: datetime
) -> None:
    """Tell one person once per ``key``, in the caller's transaction."""
    for deliver in _deliverers:
        deliver(
            key=key, recipient=recipient, subject=subject, body=body, url=url, at=at
        )

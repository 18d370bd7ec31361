"""What a person does with his or her own messages."""

from __future__ import annotations

from datetime import datetime

from apps.accounts.models import User
from apps.notifications.models import Message


def mark_read(*, message_id: int, by: User, at: datetime) -> bool:
    """Remember when a message was first opened; ``False`` when it was before."""
    return bool(
        Message.objects.visible_to(by).unread().filter(pk=message_id).update(read_at=at)
    )


def mark_all_read(*, by: User, at: datetime, up_to: int) -> int:
    """Mark what the page showed: nothing that came in since (``up_to`` is its id)."""
    return (
        Message.objects.visible_to(by).unread().filter(pk__lte=up_to).update(read_at=at)
    )

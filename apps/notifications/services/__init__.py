"""What other apps call to tell people something, and what people do in their inbox."""

from apps.notifications.services.inbox import mark_all_read, mark_read
from apps.notifications.services.outbox import send_again, sweep
from apps.notifications.services.posting import NewMessage, post_message, post_messages
from apps.notifications.services.rules import switch_rule

__all__ = [
    "NewMessage",
    "mark_all_read",
    "mark_read",
    "post_message",
    "post_messages",
    "send_again",
    "sweep",
    "switch_rule",
]

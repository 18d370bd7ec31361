from django.apps import AppConfig

from apps.core import context, mailbox, schedule


class NotificationsConfig(AppConfig):
    name = "apps.notifications"

    def ready(self) -> None:
        from apps.notifications.models import Message
        from apps.notifications.services import post_message

        mailbox.register(post_message)
        context.register_badge(
            "inbox",
            lambda user: Message.objects.visible_to(user).unread().count(),
        )
        schedule.every(60, name="notifications.sweep", task="notifications.sweep")
        schedule.every(
            600,
            name="notifications.post_due_reminders",
            task="notifications.post_due_reminders",
        )

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.audit import actions
from apps.core import context, mailbox, nav, schedule
from apps.core.roles import Role


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
        nav.register(
            nav.NavItem(
                key="inbox",
                label=_("Inbox"),
                url_name="notifications:inbox",
                icon="bell",
                group="work",
                order=90,
                roles=frozenset(Role),
                shortcut="i",
            )
        )
        nav.register(
            nav.NavItem(
                key="deliveries",
                label=_("Messages and reminders"),
                url_name="notifications:deliveries",
                icon="send",
                group="settings",
                order=60,
                roles=frozenset({Role.SYSTEM_ADMIN}),
                shortcut="m",
            )
        )
        actions.register("notifications.delivery.retried", _("sent a message again"))
        actions.register(
            "notifications.rule.switched", _("switched a reminder rule on or off")
        )
        actions.register_target("notifications.delivery", _("delivery"))
        actions.register_target(
            "notifications.reminderrule",
            _("reminder rule"),
            lambda _pk: reverse("notifications:rules"),
        )

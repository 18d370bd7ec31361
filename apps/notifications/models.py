"""What people are told, and what became of it on each way out of the house."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.roles import Role


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user) -> MessageQuerySet:
        """One's own inbox, nobody else's, whatever the role."""
        return self.filter(recipient_id=user.pk)

    def unread(self) -> MessageQuerySet:
        return self.filter(read_at=None)


class Message(models.Model):
    """One thing told to one person, once.

    ``key`` names the fact ("case-closed:17"); the unique constraint is what makes "once"
    true however many workers try and however often a rule is asked.  The row *is* the
    inbox; other ways are ``Delivery`` rows.
    """

    key = models.CharField(max_length=200)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+"
    )
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"), blank=True)
    url = models.CharField(max_length=300, blank=True)
    is_statutory = models.BooleanField(_("official notice"), default=False)
    created_at = models.DateTimeField(_("received"))
    read_at = models.DateTimeField(_("read"), null=True, editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "recipient"], name="notifications_message_once"
            ),
            models.CheckConstraint(
                name="notifications_message_says_something",
                condition=~Q(key="") & ~Q(subject=""),
            ),
            models.CheckConstraint(
                # A path of ours: a message never leads out of the house.
                name="notifications_message_url_is_local",
                condition=Q(url="") | Q(url__regex=r"^/([^/\\]|$)"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["recipient", "-created_at", "-id"],
                name="notifications_inbox",
            ),
            models.Index(
                fields=["recipient"],
                name="notifications_unread",
                condition=Q(read_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class Channel(models.TextChoices):
    EMAIL = "email", _("E-mail")


class DeliveryState(models.TextChoices):
    PENDING = "pending", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")


class ForAdministrators(models.QuerySet):
    """Rows about the running of the house: the city's system administrators see them."""

    def visible_to(self, user):
        return self if user.reach(Role.SYSTEM_ADMIN).is_everything else self.none()


class DeliveryQuerySet(ForAdministrators):
    def claimable(self, at, *, claim_lost_before) -> DeliveryQuerySet:
        """Due now: waiting long enough, or claimed by a worker that died."""
        return self.filter(
            Q(state=DeliveryState.PENDING, next_try_at__lte=at)
            | Q(state=DeliveryState.SENDING, claimed_at__lt=claim_lost_before)
        )


class Delivery(models.Model):
    """A message on one way out of the house: the outbox."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="deliveries")
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=DeliveryState.choices,
        default=DeliveryState.PENDING,
        editable=False,
    )
    tries = models.PositiveSmallIntegerField(_("tries"), default=0, editable=False)
    next_try_at = models.DateTimeField(_("next try"))
    claimed_at = models.DateTimeField(null=True, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, editable=False)
    error = models.CharField(_("last error"), max_length=300, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(
                fields=["message", "channel"], name="notifications_delivery_once"
            ),
            models.CheckConstraint(
                name="notifications_delivery_state_known",
                condition=Q(state__in=DeliveryState.values),
            ),
            models.CheckConstraint(
                name="notifications_delivery_channel_known",
                condition=Q(channel__in=Channel.values),
            ),
            models.CheckConstraint(
                name="notifications_sent_at_iff_sent",
                condition=Q(state=DeliveryState.SENT, sent_at__isnull=False)
                | (~Q(state=DeliveryState.SENT) & Q(sent_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="notifications_claimed_at_iff_sending",
                condition=Q(state=DeliveryState.SENDING, claimed_at__isnull=False)
                | (~Q(state=DeliveryState.SENDING) & Q(claimed_at__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                name="notifications_waiting",
                condition=Q(state="pending"),
            ),
            models.Index(
                fields=["claimed_at"],
                name="notifications_claimed",
                condition=Q(state="sending"),
            ),
            models.Index(
                fields=["-id"],
                name="notifications_failed",
                condition=Q(state="failed"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"


class ReminderRule(models.Model):
    """How a registered rule fared: the last day it ran through, or why it did not."""

    name = models.CharField(_("rule"), max_length=80, unique=True)
    is_on = models.BooleanField(_("switched on"), default=True)
    last_date = models.DateField(_("last complete day"), null=True, editable=False)
    last_count = models.PositiveIntegerField(_("messages"), default=0, editable=False)
    tried_at = models.DateTimeField(_("last try"), null=True, editable=False)
    error = models.CharField(_("last error"), max_length=300, blank=True)

    objects = ForAdministrators.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

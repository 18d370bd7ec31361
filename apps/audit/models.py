"""The trace of every act and of every look at a sensitive field.

Rows are written once, in the transaction of the act.  At commit a deferred trigger
links each to the one before it (``AuditSeal``), so the order of the chain is the order
of commits and the chain's lock is held only while committing.  Triggers refuse update,
delete and truncate.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.core.roles import Role


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    def visible_to(self, user) -> AuditEventQuerySet:
        """Auditors and audit administrators see all of it, nobody else any of it."""
        if user.has_role(Role.AUDITOR, Role.AUDIT_ADMIN):
            return self
        return self.none()

    def about(self, target: str) -> AuditEventQuerySet:
        return self.filter(target=target)


class AuditEvent(models.Model):
    """One thing somebody did, or looked at."""

    at = models.DateTimeField(_("time"))
    action = models.CharField(_("action"), max_length=80)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("who"),
    )
    actor_name = models.CharField(max_length=100, blank=True)
    target = models.CharField(_("target"), max_length=100)
    target_label = models.CharField(max_length=200, blank=True)
    is_read = models.BooleanField(_("a look at a sensitive field"), default=False)
    why = models.TextField(_("reason"), blank=True)
    data = models.JSONField(_("details"), default=dict)
    address = models.GenericIPAddressField(_("address"), null=True)
    request_id = models.CharField(max_length=32, blank=True)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_by_time"),
            models.Index(fields=["target", "-id"], name="audit_by_target"),
            models.Index(fields=["actor", "-id"], name="audit_by_actor"),
            models.Index(fields=["action", "-id"], name="audit_by_action"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.target}"


class AuditSeal(models.Model):
    """The link of one event in the hash chain, written by the database at commit."""

    seq = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(AuditEvent, models.PROTECT, related_name="seal")
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return str(self.seq)


class NumberSeries(models.Model):
    """The last number given out of one series in one year."""

    prefix = models.CharField(max_length=6)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["prefix", "year"], name="audit_one_series_a_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}"

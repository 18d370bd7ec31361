"""A caseload, or part of one, passing from hand to hand."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.commissioners.models.people import (
    HEAD_ROLES,
    OVERSIGHT_ROLES,
    Assignment,
    Commissioner,
)


class HandOverStatus(models.TextChoices):
    PENDING = "pending", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Taken back")


class HandOverQuerySet(models.QuerySet["HandOver"]):
    def visible_to(self, user) -> HandOverQuerySet:
        """The two it is between, and the heads of either."""
        found = (
            Q(from_commissioner__user_id=user.pk)
            | Q(to_commissioner__user_id=user.pk)
            | Q(requested_by_id=user.pk)
        )
        reach = user.reach(*OVERSIGHT_ROLES)
        if reach and reach.is_everything:
            return self
        if reach:
            found |= reach.filter("from_commissioner__office__region")
            found |= reach.filter("to_commissioner__office__region")
        return self.filter(found)

    def pending(self) -> HandOverQuerySet:
        return self.filter(status=HandOverStatus.PENDING)


class HandOver(models.Model):
    """A wish, or a head's order, that one commissioner's people go to another."""

    from_commissioner = models.ForeignKey(
        Commissioner, models.PROTECT, related_name="handovers_out"
    )
    to_commissioner = models.ForeignKey(
        Commissioner, models.PROTECT, related_name="handovers_in"
    )
    reason = models.CharField(_("reason"), max_length=200)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=HandOverStatus.choices,
        default=HandOverStatus.PENDING,
        editable=False,
    )
    is_immediate = models.BooleanField(_("ordered by the head"), default=False)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField(_("asked for"))
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
    )
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)
    note = models.CharField(_("answer"), max_length=200, blank=True)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="commissioners_handover_to_another",
                condition=~Q(from_commissioner=F("to_commissioner")),
                violation_error_message=_("A hand-over goes to somebody else."),
            ),
            models.CheckConstraint(
                name="commissioners_handover_answered_iff_over",
                condition=Q(status=HandOverStatus.PENDING, answered_at__isnull=True)
                | (~Q(status=HandOverStatus.PENDING) & Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="commissioners_handover_status_known",
                condition=Q(status__in=HandOverStatus.values),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_commissioner} → {self.to_commissioner}"

    def is_for(self, user) -> bool:
        """Whether it is for this person to accept or decline."""
        if self.to_commissioner.user_id == user.pk:
            return True
        return user.reach(*HEAD_ROLES).covers(self.to_commissioner.office.region_id)


class HandOverItem(models.Model):
    """One assignment that is to pass, or has."""

    handover = models.ForeignKey(HandOver, models.CASCADE, related_name="items")
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, related_name="handover_items"
    )
    # Follows the hand-over, so that the database can refuse a second open one.
    is_pending = models.BooleanField(default=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(is_pending=True),
                name="commissioners_one_open_handover",
                violation_error_message=_("A hand-over is being asked for already."),
            ),
            models.UniqueConstraint(
                fields=["handover", "assignment"],
                name="commissioners_once_in_a_handover",
            ),
        ]

    def __str__(self) -> str:
        return str(self.assignment)

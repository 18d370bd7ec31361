"""What happened to a case: written once, never changed (a trigger refuses)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.cases.models.cases import Case
from apps.cases.states import CaseStatus


class EventKind(models.TextChoices):
    OPENED = "opened", _("Opened")
    CLAIMED = "claimed", _("Claimed")
    SORTED = "sorted", _("Item or priority changed")
    STARTED = "started", _("Work began")
    NOTE = "note", _("Note")
    ASKED = "asked", _("Question to the talent")
    REPLIED = "replied", _("Reply of the talent")
    RESUMED = "resumed", _("Work goes on")
    SENT = "sent", _("Sent to a department")
    ACCEPTED = "accepted", _("Accepted by the department")
    RETURNED = "returned", _("Returned by the department")
    TASK_ANSWERED = "task_answered", _("Answer of the department")
    CALLED_OFF = "called_off", _("Task called off")
    ANSWERED = "answered", _("Answer")
    CONFIRMED = "confirmed", _("Confirmed")
    RATED = "rated", _("Rated")
    CLOSED = "closed", _("Closed")
    REOPENED = "reopened", _("Reopened")
    SUPERVISED = "supervised", _("Put under supervision")
    RELEASED = "released", _("Supervision ended")
    EXTENSION_ASKED = "extension_asked", _("Extension asked for")
    EXTENDED = "extended", _("Extended")
    NOT_EXTENDED = "not_extended", _("Extension refused")
    FOLLOWED_UP = "followed_up", _("Call-back")
    MOVED = "moved", _("Other commissioner")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class CaseEvent(models.Model):
    """One row for each change, and each thing said about a case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=16, choices=EventKind.choices)
    old_status = models.CharField(max_length=16, choices=CaseStatus.choices, blank=True)
    new_status = models.CharField(max_length=16, choices=CaseStatus.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
    )
    at = models.DateTimeField()
    # What a person wrote, in his or her words; what the system knows is in ``data`` and
    # put into words by ``apps.cases.history`` in the reader's language.
    text = models.TextField(blank=True)
    data = models.JSONField(default=dict, editable=False)
    visible_to_talent = models.BooleanField(default=False)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                name="cases_event_kind_known", condition=Q(kind__in=EventKind.values)
            )
        ]
        indexes = [models.Index(fields=["case", "at", "id"], name="cases_history")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"


class CasePause(models.Model):
    """The clock stood still from the day ``from_at`` until the day ``until_at``."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="pauses")
    round = models.PositiveSmallIntegerField(default=1)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, editable=False)
    question = models.TextField()

    class Meta:
        ordering = ["from_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(until_at__isnull=True),
                name="cases_one_open_pause",
            ),
            models.CheckConstraint(
                name="cases_pause_ends_after_it_begins",
                condition=Q(until_at__isnull=True) | Q(until_at__gte=F("from_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_at:%Y-%m-%d}"


class Extension(models.Model):
    """More time: asked for once in a round, with a reason, decided by the head."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="extensions")
    round = models.PositiveSmallIntegerField(default=1)
    workdays = models.PositiveSmallIntegerField(_("working days"))
    reason = models.CharField(_("reason"), max_length=300)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    is_approved = models.BooleanField(null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
    )
    decided_at = models.DateTimeField(null=True, editable=False)
    note = models.CharField(_("decision"), max_length=300, blank=True)

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "round"],
                condition=~Q(is_approved=False),
                name="cases_extended_once",
                violation_error_message=_("A case is extended once."),
            ),
            models.CheckConstraint(
                name="cases_extension_decided_by_another",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                violation_error_message=_("Nobody extends a limit for himself."),
            ),
            models.CheckConstraint(
                name="cases_extension_decided_whole",
                condition=Q(
                    is_approved__isnull=True,
                    decided_by__isnull=True,
                    decided_at__isnull=True,
                )
                | Q(
                    is_approved__isnull=False,
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="cases_extension_has_a_reason", condition=~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"+{self.workdays}"

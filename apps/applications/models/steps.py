"""The clock of an application, as rows: steps with limits, and when they stood still."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.applications.models.applications import Application
from apps.policies.choices import StepCode


class Step(models.Model):
    """One turn of one step.  Its end is computed from ``start_date`` and its pauses."""

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="steps", editable=False
    )
    code = models.CharField(_("step"), max_length=16, choices=StepCode.choices)
    turn = models.PositiveSmallIntegerField(default=1)
    # Days are counted from the one after this.
    start_date = models.DateField(_("begun"))
    days = models.PositiveSmallIntegerField(_("working days"))
    # What was computed last; ``None`` while stopped or where a year is not announced.
    due_date = models.DateField(_("due"), null=True)
    earliest_date = models.DateField()
    unknown_year = models.PositiveSmallIntegerField(null=True)
    is_stopped = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    # Closed by time, not by a person.
    is_tacit = models.BooleanField(default=False)

    class Meta:
        ordering = ["application_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "code", "turn"],
                name="applications_one_step_a_turn",
            ),
            models.UniqueConstraint(
                fields=["application", "code"],
                condition=Q(closed_at__isnull=True),
                name="applications_one_open_step_a_code",
            ),
            models.CheckConstraint(
                name="applications_step_ends_after_it_begins",
                condition=Q(closed_at__isnull=True)
                | Q(closed_at__gte=F("opened_at"))
                | Q(is_tacit=True),
            ),
            models.CheckConstraint(
                name="applications_step_is_tacit_or_somebodys",
                condition=Q(is_tacit=False) | Q(closed_by__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["code", "due_date"],
                name="applications_open_steps",
                condition=Q(closed_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.get_code_display()}"


class Pause(models.Model):
    """A time in which the clock of a step stood still: ``[from_date, until_date)``."""

    class Reason(models.TextChoices):
        CORRECTION = "correction", _("the applicant corrects")
        OBJECTION = "objection", _("an objection is looked into")

    step = models.ForeignKey(Step, models.CASCADE, related_name="pauses")
    reason = models.CharField(max_length=16, choices=Reason.choices)
    from_date = models.DateField(_("from"))
    until_date = models.DateField(_("until"), null=True)

    class Meta:
        ordering = ["step_id", "from_date"]
        constraints = [
            models.UniqueConstraint(
                fields=["step"],
                condition=Q(until_date__isnull=True),
                name="applications_one_open_pause_a_step",
            ),
            models.CheckConstraint(
                name="applications_pause_ends_after_it_begins",
                condition=Q(until_date__isnull=True)
                | Q(until_date__gte=F("from_date")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step}: {self.get_reason_display()}"

"""What happened, who decided, what had to be corrected.  Append-only by trigger."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.applications.models.applications import Application
from apps.applications.models.steps import Step
from apps.applications.states import Outcome, Status
from apps.policies.choices import StepCode


class Transition(models.Model):
    """One change of state."""

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="transitions"
    )
    old = models.CharField(max_length=24, choices=Status.choices, blank=True)
    new = models.CharField(max_length=24, choices=Status.choices)
    at = models.DateTimeField()
    # Nobody: the clock did it, or the law says so.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField(max_length=20, blank=True)
    # For the applicant's eyes.
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "version"],
                name="applications_one_transition_a_version",
            )
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.old} → {self.new}"


class Decision(models.Model):
    """What one person decided at one step, on which facts."""

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="decisions"
    )
    step = models.ForeignKey(Step, models.PROTECT, related_name="decisions")
    # Of the step, so that the database itself can keep people apart.
    step_code = models.CharField(max_length=16, choices=StepCode.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    outcome = models.CharField(_("decision"), max_length=12, choices=Outcome.choices)
    reason = models.CharField(_("reason"), max_length=20, blank=True)
    opinion = models.TextField(
        _("internal opinion"), blank=True, help_text=_("Never shown to the applicant.")
    )
    note = models.TextField(_("note to the applicant"), blank=True)
    # Answers to every condition, amounts and trace as they stood.
    facts = models.JSONField(default=dict)
    version = models.PositiveIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["step"],
                condition=~Q(outcome=Outcome.CORRECTION),
                name="applications_one_decision_a_step",
            ),
            models.CheckConstraint(
                name="applications_outcome_known",
                condition=Q(outcome__in=Outcome.values),
            ),
            models.CheckConstraint(
                name="applications_refusal_has_reasons",
                condition=~Q(outcome__in=[Outcome.REJECT, Outcome.NOT_ACCEPT])
                | (~Q(reason="") & ~Q(note="")),
            ),
            # One person, one step of an application: review, second review, approval.
            ExclusionConstraint(
                name="applications_one_person_one_step",
                expressions=[
                    ("application", RangeOperators.EQUAL),
                    ("by", RangeOperators.EQUAL),
                    ("step_code", RangeOperators.NOT_EQUAL),
                ],
                condition=Q(
                    step_code__in=[
                        "prelim_review",
                        "second_review",
                        "approval",
                        "second_approval",
                    ]
                ),
                violation_error_message=_(
                    "One person cannot decide two steps of one application."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.step_code}: {self.outcome}"


class Correction(models.Model):
    """The one request to correct that an application may get: everything at once."""

    application = models.OneToOneField(
        Application, models.CASCADE, related_name="correction"
    )
    step = models.ForeignKey(Step, models.PROTECT, related_name="+")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField(_("asked"))
    note = models.TextField(blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True)

    def __str__(self) -> str:
        return str(self.application)


class CorrectionItem(models.Model):
    """One thing to correct: a paper, or a field of what was entered."""

    correction = models.ForeignKey(Correction, models.CASCADE, related_name="items")
    material = models.CharField(_("material"), max_length=40, blank=True)
    field = models.CharField(_("field"), max_length=60, blank=True)
    text = models.CharField(_("what is wrong"), max_length=300)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="applications_item_names_one_thing",
                condition=(Q(material="") & ~Q(field=""))
                | (~Q(material="") & Q(field="")),
            ),
            models.CheckConstraint(
                name="applications_item_says_what", condition=~Q(text="")
            ),
        ]

    def __str__(self) -> str:
        return self.text

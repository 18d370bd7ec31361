"""Departments that check at the same time, each with its own clock (部门联审)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Office
from apps.applications.models.applications import READING_ROLES, Application
from apps.applications.models.steps import Step
from apps.core.roles import Role
from apps.policies.rules import Words


class JointCheckQuerySet(models.QuerySet["JointCheck"]):
    def visible_to(self, user) -> JointCheckQuerySet:
        """A department sees its own; who reads the application sees all of it."""
        if not user.is_authenticated:
            return self.none()
        seen = Q(office_id__in=user.offices(Role.DEPARTMENT_HANDLER))
        if user.has_role(*READING_ROLES):
            readable = Application.objects.readable_by(user)
            seen |= Q(application__in=readable.values("pk"))
        return self.filter(seen).exclude(application__talent__user_id=user.pk)

    def open(self) -> JointCheckQuerySet:
        return self.filter(answered_at__isnull=True, step__closed_at__isnull=True)


class JointCheck(models.Model):
    """What one department is asked about one application.  Not answered is unknown."""

    class Result(models.TextChoices):
        CLEAR = "clear", _("nothing against it")
        PROBLEM = "problem", _("something stands against it")

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="joint_checks"
    )
    step = models.ForeignKey(Step, models.CASCADE, related_name="joint_checks")
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name=_("department")
    )
    question = models.CharField(max_length=200)
    question_en = models.CharField(max_length=300, blank=True)
    start_date = models.DateField()
    days = models.PositiveSmallIntegerField(_("working days"))
    due_date = models.DateField(_("due"), null=True)
    due_sort = models.DateField()
    unknown_year = models.PositiveSmallIntegerField(null=True)
    result = models.CharField(
        _("result"), max_length=8, choices=Result.choices, blank=True
    )
    note = models.CharField(_("what was found"), max_length=500, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    objects = JointCheckQuerySet.as_manager()

    class Meta:
        ordering = ["due_sort", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["step", "office"], name="applications_one_check_an_office"
            ),
            models.CheckConstraint(
                name="applications_check_answered_by_somebody",
                condition=Q(
                    result="", answered_at__isnull=True, answered_by__isnull=True
                )
                | (
                    ~Q(result="")
                    & Q(answered_at__isnull=False, answered_by__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="applications_problem_is_said",
                condition=~Q(result="problem") | ~Q(note=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["office", "due_sort"],
                name="applications_open_checks",
                condition=Q(answered_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.office}"

    @property
    def shown_question(self) -> str:
        return str(Words(self.question, self.question_en))

    @property
    def kind(self) -> str:
        return {"clear": "ok", "problem": "no"}.get(self.result, "wait")

    @property
    def word(self) -> str:
        return str(self.get_result_display()) if self.result else str(_("not answered"))

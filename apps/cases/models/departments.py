"""What a department is asked to do for a case."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Office
from apps.cases.models.cases import Case
from apps.cases.states import TASK_KINDS, TASK_OPEN, TaskStatus
from apps.core.roles import Role
from apps.workdays.services import DueDate


class DepartmentTaskQuerySet(models.QuerySet["DepartmentTask"]):
    def visible_to(self, user) -> DepartmentTaskQuerySet:
        """A handler's own office's tasks; whoever sees the case sees its tasks too."""
        found = Q(office_id__in=user.offices(Role.DEPARTMENT_HANDLER))
        if user.is_staff_member and user.roles != {Role.DEPARTMENT_HANDLER}:
            found |= Q(case__in=Case.objects.visible_to(user))
        return self.filter(found)

    def open(self) -> DepartmentTaskQuerySet:
        return self.filter(status__in=TASK_OPEN)


class DepartmentTask(models.Model):
    """One department's part in one case: main (主办) or assisting (协办).

    ``question`` is all that the department is told about the matter.
    """

    class Duty(models.TextChoices):
        MAIN = "main", _("Main")
        ASSISTING = "assisting", _("Assisting")

    case = models.ForeignKey(Case, models.PROTECT, related_name="tasks")
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name=_("department")
    )
    duty = models.CharField(_("duty"), max_length=10, choices=Duty.choices)
    question = models.TextField(_("what is asked"), max_length=2000)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=TaskStatus.choices,
        default=TaskStatus.SENT,
        editable=False,
    )
    # Named by the city after a dispute: cannot be returned.
    is_binding = models.BooleanField(_("named by the city"), default=False)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    sent_at = models.DateTimeField(_("sent"), editable=False)
    limit_workdays = models.PositiveSmallIntegerField(_("working days"), default=3)
    due_date = models.DateField(_("due"), null=True, editable=False)
    due_earliest = models.DateField(editable=False)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
    )
    accepted_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(_("answered"), null=True, editable=False)
    # The answer, or why it was returned or called off.
    answer = models.TextField(_("answer"), blank=True, max_length=4000)

    objects = DepartmentTaskQuerySet.as_manager()

    class Meta:
        ordering = ["sent_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="cases_task_status_known",
                condition=Q(status__in=TaskStatus.values),
            ),
            models.CheckConstraint(
                name="cases_task_duty_known",
                condition=Q(duty__in=["main", "assisting"]),
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(duty="main", status__in=TASK_OPEN),
                name="cases_one_main_department",
                violation_error_message=_("The case has a main department already."),
            ),
            models.UniqueConstraint(
                fields=["case", "office"],
                condition=Q(status__in=TASK_OPEN),
                name="cases_one_open_task_a_department",
                violation_error_message=_("The department has an open task already."),
            ),
            models.CheckConstraint(
                name="cases_task_ended_iff_over",
                condition=Q(status__in=TASK_OPEN, ended_at__isnull=True)
                | (~Q(status__in=TASK_OPEN) & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="cases_task_says_why_or_what",
                condition=~Q(status__in=[TaskStatus.RETURNED, TaskStatus.ANSWERED])
                | ~Q(answer=""),
            ),
            models.CheckConstraint(
                name="cases_binding_task_is_kept",
                condition=~Q(is_binding=True, status=TaskStatus.RETURNED),
            ),
            models.CheckConstraint(
                name="cases_accepted_by_somebody",
                condition=~Q(status__in=[TaskStatus.ACCEPTED, TaskStatus.ANSWERED])
                | Q(handler__isnull=False, accepted_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["office", "due_earliest", "id"], name="cases_desk"),
        ]

    def __str__(self) -> str:
        return f"{self.case.number} → {self.office}"

    @property
    def kind(self) -> str:
        return TASK_KINDS[TaskStatus(self.status)]

    @property
    def is_open(self) -> bool:
        return self.status in TASK_OPEN

    def is_overdue(self, on: date) -> bool:
        return self.is_open and self.due_date is not None and self.due_date < on

    def keep_due(self, due: DueDate) -> None:
        self.due_date = due.date
        self.due_earliest = due.earliest

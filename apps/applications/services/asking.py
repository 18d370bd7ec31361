"""Ask the departments of a joint check."""

from __future__ import annotations

from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy

from apps.accounts.models import RoleGrant
from apps.applications.models import Application, JointCheck, Step
from apps.core.days import day_of
from apps.core.roles import Role
from apps.notifications.services import post_message
from apps.policies.models import JointDepartment
from apps.workdays.services import due_with_pauses


def open_checks(
    application: Application, step: Step, *, start: date, at: datetime
) -> None:
    """Ask every department of the version at once, each with its own clock."""
    asked = JointDepartment.objects.filter(version=application.version_used_id)
    for department in asked.select_related("office"):
        due = due_with_pauses(start, department.days, [])
        check = JointCheck.objects.create(
            application=application,
            step=step,
            office=department.office,
            question=department.question,
            question_en=department.question_en,
            start_date=start,
            days=department.days,
            due_date=due.date,
            due_sort=due.date or due.earliest,
            unknown_year=due.unknown_year,
        )
        handlers = RoleGrant.objects.active(day_of(at)).filter(
            role=Role.DEPARTMENT_HANDLER, office=department.office
        )
        for handler in handlers.values_list("user_id", flat=True).distinct():
            post_message(
                key=f"joint-check:{check.pk}",
                recipient=handler,
                subject=gettext_lazy("A department's check is asked of you"),
                body="",
                url=reverse("applications:check", args=[check.pk]),
                at=at,
            )

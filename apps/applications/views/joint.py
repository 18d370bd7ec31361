"""A department's part of the joint check: what is asked of it, and its answer."""

from __future__ import annotations

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.applications import services
from apps.applications.matters import matter_of
from apps.applications.models import JointCheck
from apps.applications.models.applications import READING_ROLES
from apps.applications.notice_forms import CheckFilter, CheckForm
from apps.applications.services.joint import why_not_answer
from apps.applications.states import Status
from apps.applications.track import left_words
from apps.core.access import roles_required
from apps.core.errors import DomainError
from apps.core.lists import Column, ListPage
from apps.core.roles import Role
from apps.workdays.services import workdays_left

handlers = roles_required(Role.DEPARTMENT_HANDLER)
readers = roles_required(Role.DEPARTMENT_HANDLER, *READING_ROLES)


@handlers
def check_list(request: HttpRequest) -> HttpResponse:
    """What is asked of my department, the most urgent first."""
    on = timezone.localdate()
    offices = request.user.offices(Role.DEPARTMENT_HANDLER)
    page = ListPage(
        request,
        JointCheck.objects.visible_to(request.user)
        .filter(office_id__in=offices)
        .select_related("application__talent", "application__policy", "office"),
        columns=[
            Column(gettext_lazy("Applicant")),
            Column(gettext_lazy("Policy")),
            Column(gettext_lazy("To be checked")),
            Column(gettext_lazy("Result")),
            Column(gettext_lazy("Due"), sort="due_sort"),
        ],
        order="due_sort",
        form=CheckFilter(request.GET or {"state": "open"}),
    )
    for row in page.rows:
        row.left = workdays_left(row.due_date, on) if not row.result else None
        row.left_text = left_words(row.left)
    return render(request, "applications/check_list.html", {"page": page})


@readers
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """One check; POST answers it."""
    found = get_object_or_404(
        JointCheck.objects.visible_to(request.user).select_related(
            "application__talent__employer",
            "application__policy",
            "office",
            "answered_by",
            "step",
        ),
        pk=pk,
    )
    form = CheckForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_check(
                check_id=found.pk,
                by=request.user,
                at=timezone.now(),
                result=form.cleaned_data["result"],
                note=form.cleaned_data["note"],
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            flash.success(request, _("Your answer is kept."))
            return redirect("applications:checks")
    template, claim = matter_of(found.application).panel(
        found.application, request.user
    )
    is_open = (
        not found.result
        and found.step.closed_at is None
        and found.application.status == Status.JOINT_CHECK
    )
    context = {
        **claim,
        "check": found,
        "application": found.application,
        "claim_template": template,
        "form": form,
        "may_answer": is_open and why_not_answer(request.user, found) is None,
        "is_handler": request.user.has_role(Role.DEPARTMENT_HANDLER),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "applications/check.html", context, status=status)

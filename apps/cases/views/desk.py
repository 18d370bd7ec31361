"""The department's desk: its tasks, and what of the case they need."""

from __future__ import annotations

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from apps.cases import services
from apps.cases.clock import return_until
from apps.cases.forms import DeskFilterForm, TaskTextForm
from apps.cases.models import DepartmentTask
from apps.cases.permissions import why_not_handle
from apps.cases.states import TaskStatus
from apps.cases.words import task_deadline
from apps.core.access import roles_required
from apps.core.errors import DomainError
from apps.core.lists import Column, ListPage
from apps.core.roles import Role
from apps.core.templatetags.ui import moment

handlers = roles_required(Role.DEPARTMENT_HANDLER)
readers = roles_required(
    Role.DEPARTMENT_HANDLER,
    Role.COMMISSIONER,
    Role.DISTRICT_REVIEWER,
    Role.CITY_REVIEWER,
    Role.AUDITOR,
)


@handlers
def desk(request: HttpRequest) -> HttpResponse:
    on = timezone.localdate()
    offices = request.user.offices(Role.DEPARTMENT_HANDLER)
    page = ListPage(
        request,
        DepartmentTask.objects.visible_to(request.user)
        .filter(office_id__in=offices)
        .select_related("case__item", "case__talent", "handler", "office"),
        columns=[
            Column(gettext_lazy("Task"), sort="pk"),
            Column(gettext_lazy("Service item")),
            Column(gettext_lazy("Duty")),
            Column(gettext_lazy("Status")),
            Column(gettext_lazy("Time left"), sort="due_earliest"),
            Column(gettext_lazy("Handler")),
            Column(gettext_lazy("Sent"), sort="sent_at"),
        ],
        order="due_earliest",
        form=DeskFilterForm(request.GET or {"state": "open"}, on=on),
    )
    for row in page.rows:
        row.deadline = task_deadline(row, on)
        row.sent_text = moment(row.sent_at)
    return render(request, "cases/desk.html", {"page": page})


@readers
def task(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _task(request, pk))


@handlers
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    found = _task(request, pk)
    try:
        services.accept_task(task_id=found.pk, by=request.user, at=timezone.now())
    except DomainError as error:
        flash.error(request, error.message)
    else:
        flash.success(request, _("The task is yours."))
    return redirect("cases:task", pk=pk)


@handlers
@require_POST
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, "return", services.return_task, "reason")


@handlers
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, "answer", services.answer_task, "text")


@roles_required(Role.COMMISSIONER, Role.DISTRICT_REVIEWER, Role.CITY_REVIEWER)
@require_POST
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, "call_off", services.call_off_task, "reason")


def _act(request: HttpRequest, pk: int, key: str, service, name: str) -> HttpResponse:
    found = _task(request, pk)
    form = _form(key, request.POST)
    if form.is_valid():
        try:
            service(
                task_id=found.pk,
                by=request.user,
                at=timezone.now(),
                **{name: form.cleaned_data["text"]},
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            flash.success(request, _("Sent."))
            if key == "call_off":
                return redirect("cases:detail", number=found.case.number)
            return redirect("cases:desk")
    return _page(request, found, {key: form}, status=422)


def _form(key: str, data=None) -> TaskTextForm:
    label = {
        "answer": _("Answer"),
        "return": _("Why it is not our duty"),
        "call_off": _("Reason"),
    }[key]
    return TaskTextForm(data, label=label, prefix=None, auto_id=f"id_{key}_%s")


def _task(request: HttpRequest, pk: int) -> DepartmentTask:
    return get_object_or_404(
        DepartmentTask.objects.visible_to(request.user).select_related(
            "case__item", "case__talent__employer", "office", "handler", "sent_by"
        ),
        pk=pk,
    )


def _page(
    request: HttpRequest,
    found: DepartmentTask,
    bound: dict | None = None,
    status: int = 200,
) -> HttpResponse:
    """What a department sees: name, employer, masked number, the question.  No more."""
    bound = bound or {}
    now = timezone.now()
    is_handler = why_not_handle(request.user, found) is None
    refusal = services.why_not_return(found, at=now)
    return render(
        request,
        "cases/task.html",
        {
            "task": found,
            "case": found.case,
            "talent": found.case.talent,
            "deadline": task_deadline(found, timezone.localdate()),
            "is_handler": is_handler,
            "sees_case": request.user.roles != {Role.DEPARTMENT_HANDLER}
            and type(found.case)
            .objects.visible_to(request.user)
            .filter(pk=found.case_id)
            .exists(),
            "may_accept": is_handler and found.status == TaskStatus.SENT,
            "may_answer": is_handler and found.status == TaskStatus.ACCEPTED,
            "may_return": is_handler and found.is_open and refusal is None,
            "why_not_return": refusal if is_handler and found.is_open else None,
            "return_until": moment(return_until(found.sent_at)),
            "may_call_off": not is_handler
            and found.is_open
            and request.user.has_role(
                Role.COMMISSIONER, Role.DISTRICT_REVIEWER, Role.CITY_REVIEWER
            ),
            "answer_form": bound.get("answer") or _form("answer"),
            "return_form": bound.get("return") or _form("return"),
            "call_off_form": bound.get("call_off") or _form("call_off"),
        },
        status=status,
    )

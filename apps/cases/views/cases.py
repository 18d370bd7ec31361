"""Cases: the list, one case with its acts, a new one."""

from __future__ import annotations

from django.contrib import messages as flash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.audit.services import target_of
from apps.cases import history, services
from apps.cases.acts import ACTS, Act, Standing, offered
from apps.cases.clock import due_of, face, return_until
from apps.cases.forms import ActForm, CaseFilterForm, GiveForm, NewCaseForm
from apps.cases.models import Case
from apps.cases.words import deadline, row_deadline, task_deadline
from apps.commissioners.links import talent_url
from apps.core.access import roles_required
from apps.core.errors import DomainError, StaleVersion
from apps.core.lists import Column, ListPage
from apps.core.roles import Role
from apps.core.templatetags.ui import day, moment
from apps.documents.models import Document
from apps.talents.models import Talent

readers = roles_required(
    Role.COMMISSIONER, Role.DISTRICT_REVIEWER, Role.CITY_REVIEWER, Role.AUDITOR
)
workers = roles_required(Role.COMMISSIONER, Role.DISTRICT_REVIEWER, Role.CITY_REVIEWER)


@readers
def case_list(request: HttpRequest) -> HttpResponse:
    on = timezone.localdate()
    page = ListPage(
        request,
        Case.objects.visible_to(request.user).select_related(
            "talent", "item", "commissioner"
        ),
        columns=[
            Column(gettext_lazy("Case"), sort="number"),
            Column(gettext_lazy("Talent")),
            Column(gettext_lazy("Service item")),
            Column(gettext_lazy("Status")),
            Column(gettext_lazy("Time left"), sort="due_earliest"),
            Column(gettext_lazy("Commissioner")),
            Column(gettext_lazy("Opened"), sort="opened_at"),
        ],
        order="-opened_at",
        form=CaseFilterForm(request.GET, user=request.user, on=on),
    )
    for row in page.rows:
        row.deadline = row_deadline(row, on)
        row.opened_text = day(row.opened_at)
    return render(
        request,
        "cases/case_list.html",
        {
            "page": page,
            "tabs": _tabs(request),
            "may_open": request.user.has_role(Role.COMMISSIONER),
        },
    )


def _tabs(request: HttpRequest) -> list[dict]:
    state = request.GET.get("state", "")
    return [
        {
            "label": label,
            "url": f"{request.path}?state={key}" if key else request.path,
            "is_current": state == key,
        }
        for key, label in (
            ("", _("All")),
            ("open", _("Not answered")),
            ("soon", _("Due soon")),
            ("overdue", _("Overdue")),
            ("waiting_talent", _("Waiting for the talent")),
            ("supervised", _("Supervised")),
        )
    ]


@readers
def detail(request: HttpRequest, number: str) -> HttpResponse:
    return _page(request, _case(request, number))


@workers
def act(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """The form of one act, on the case's page or alone for htmx; POST does it."""
    chosen = ACTS.get(act)
    if chosen is None:
        raise Http404
    case = _case(request, number)
    now = timezone.now()
    if request.method != "POST":
        return _page(request, case, chosen, _form(chosen, None, case, request))
    form = _form(chosen, request.POST, case, request)
    if form is not None and not form.is_valid():
        return _page(request, case, chosen, form, status=422)
    try:
        chosen.run(
            case,
            form.cleaned_data if form is not None else {},
            by=request.user,
            at=now,
            version=_version(request) if chosen.needs_version else None,
        )
    except DomainError as error:
        if form is None:
            flash.error(request, error.message)
            return redirect("cases:detail", number=number)
        form.add_error(None, error.message)
        if isinstance(error, StaleVersion):
            case = _case(request, number)
        return _page(request, case, chosen, form, status=422)
    flash.success(request, _("Done: {act}.").format(act=chosen.label))
    if not Case.objects.visible_to(request.user).filter(pk=case.pk).exists():
        return redirect("cases:list")
    return redirect("cases:detail", number=number)


def _version(request: HttpRequest) -> int | None:
    try:
        return int(request.POST.get("version", ""))
    except ValueError:
        return None


def _form(chosen: Act, data, case: Case, request: HttpRequest) -> ActForm | None:
    if chosen.form is None:
        return None
    extra = {"on": timezone.localdate()} if chosen.form is GiveForm else {}
    return chosen.form(data, case=case, user=request.user, **extra)


def _case(request: HttpRequest, number: str) -> Case:
    return get_object_or_404(
        Case.objects.visible_to(request.user).select_related(
            "talent__employer", "item", "commissioner", "region", "supervised_by"
        ),
        number=number,
    )


def _page(
    request: HttpRequest,
    case: Case,
    chosen: Act | None = None,
    form: ActForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    on = timezone.localdate()
    standing = Standing(request.user, case, on)
    acts = offered(standing)
    if chosen is not None and chosen not in acts and not (form and form.errors):
        chosen = form = None
    pauses = list(case.pauses.all())
    due = due_of(case, pauses)
    clock = face(case, due, on)
    for task in standing.tasks:
        task.case = case
        task.deadline = task_deadline(task, on)
        task.return_until = moment(return_until(task.sent_at))
    context = {
        "case": case,
        "talent_url": talent_url(case.talent),
        "deadline": deadline(clock),
        "is_over": not case.is_open,
        "clock_facts": _clock_facts(case, due, pauses),
        "question": next((p.question for p in pauses if p.until_at is None), ""),
        "entries": history.entries(case.events.select_related("by")),
        "tasks": standing.tasks,
        "answers": list(case.answers.select_related("by")),
        "files": list(Document.objects.of(target_of(case))),
        "ratings": list(case.ratings.all()),
        "extensions": standing.extensions,
        "follow_ups": standing.follow_ups,
        "main_acts": [each for each in acts if each.is_main],
        "other_acts": [each for each in acts if not each.is_main],
        "may_call_off": standing.works or standing.leads,
        "chosen": chosen,
        "form": form,
        "may_log_contact": standing.works,
    }
    template = "case_detail.html"
    if request.htmx and not request.htmx.boosted:
        template = "_acts.html"
    return render(request, f"cases/{template}", context, status=status)


def _clock_facts(case: Case, due, pauses) -> list[tuple[str, str]]:
    """Where the promised day comes from, step by step."""
    facts = [
        (_("Clock began"), case.clock_from.isoformat()),
        (_("Limit"), _("{n} working days").format(n=case.limit_workdays)),
    ]
    if case.extra_workdays:
        facts.append(
            (_("Extended by"), _("{n} working days").format(n=case.extra_workdays))
        )
    for pause in pauses:
        if pause.round == case.round:
            until = day(pause.until_at) if pause.until_at else _("today")
            facts.append((_("Stopped"), f"{day(pause.from_at)} – {until}"))
    if due.date is not None:
        facts.append((_("Promised day"), due.date.isoformat()))
    elif not due.is_stopped:
        facts.append(
            (
                _("Promised day"),
                _("not before {day}: {year} is not announced yet").format(
                    day=due.earliest.isoformat(), year=due.unknown_year
                ),
            )
        )
    return facts


@workers
def new(request: HttpRequest) -> HttpResponse:
    """A request that came by phone, WeChat, on a visit."""
    talent = None
    wanted = request.POST.get("talent") or request.GET.get("talent")
    if wanted and wanted.isdecimal():
        talent = get_object_or_404(
            Talent.objects.visible_to(request.user).select_related("employer"),
            pk=wanted,
        )
    elif not request.user.has_role(Role.COMMISSIONER):
        flash.info(request, _("Open a case from the page of a talent."))
        return redirect("cases:list")
    form = NewCaseForm(
        request.POST if request.method == "POST" else None,
        user=request.user,
        on=timezone.localdate(),
        talent=talent,
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            case = services.open_case(
                talent_id=data["talent"].pk,
                item_id=data["item"].pk,
                title=data["title"],
                text=data["text"],
                source=data["source"],
                priority=data["priority"],
                by=request.user,
                at=timezone.now(),
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            flash.success(
                request, _("Case {number} is open.").format(number=case.number)
            )
            return redirect("cases:detail", number=case.number)
    return render(
        request,
        "cases/case_new.html",
        {
            "form": form,
            "talent": talent,
            "cancel_url": talent_url(talent) if talent else reverse("cases:list"),
        },
        status=422 if form.errors else 200,
    )

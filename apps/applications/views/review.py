"""One application at the desk: papers beside facts, and the decision."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.applications import clock, permissions, services
from apps.applications.dossier import PaperTab, dossier
from apps.applications.forms import DecisionForm, FactForm
from apps.applications.models import Application
from apps.applications.queue import Neighbours, neighbours
from apps.applications.states import KINDS, REVIEWING_ROLES, Outcome
from apps.applications.track import due_words, left_words, track
from apps.applications.views.detail import RELATED
from apps.core.access import roles_required
from apps.core.errors import DomainError, NotAllowed
from apps.policies import facts
from apps.workdays.services import workdays_left

reviewers = roles_required(*REVIEWING_ROLES)


def _readable_or_404(user, number: str) -> Application:
    """Only what the person may read whole: seeing how far it has come is not enough."""
    return get_object_or_404(
        Application.objects.readable_by(user)
        .select_related(*RELATED, "talent__user")
        .prefetch_related("version_used__limits"),
        number=number,
    )


@reviewers
@require_GET
def review(request: HttpRequest, number: str) -> HttpResponse:
    application = _readable_or_404(request.user, number)
    if permissions.why_not_act(request.user, application) is not None:
        return redirect("applications:detail", number=number)
    return _page(request, application)


@reviewers
@require_POST
def decide(request: HttpRequest, number: str) -> HttpResponse:
    """One decision; afterwards the next one in the queue."""
    application = _readable_or_404(request.user, number)
    following = neighbours(request.user, application)
    form = _decision_form(application, request.POST)
    try:
        # Before anything else: what was chosen may not exist any more.
        services.check_current(application, _posted_version(request))
        if form.is_valid():
            done = _act(application, form, request)
            messages.success(
                request,
                _("{number}: {status}.").format(
                    number=number, status=done.get_status_display()
                ),
            )
            return _next(following)
    except DomainError as error:
        application = _readable_or_404(request.user, number)
        form = _keep_typed(application, form, error)
    return _page(request, application, form=form, status=422)


def _posted_version(request: HttpRequest) -> int:
    try:
        return int(request.POST.get("version", ""))
    except ValueError:
        return 0


@reviewers
@require_POST
def check_fact(request: HttpRequest, number: str) -> HttpResponse:
    """Settle one unknown fact from the papers."""
    application = _readable_or_404(request.user, number)
    name = request.POST.get("fact", "")
    if not facts.is_registered(name):
        return redirect("applications:review", number=number)
    form = FactForm(request.POST, fact=facts.get(name))
    if form.is_valid():
        try:
            services.check_fact(
                application_id=application.pk,
                by=request.user,
                at=timezone.now(),
                version=form.cleaned_data["fact_version"],
                fact=name,
                value=facts.get(name).dump(form.cleaned_data["value"]),
                note=form.cleaned_data["paper"],
            )
        except DomainError as error:
            form.add_error(None, error.message)
            application = _readable_or_404(request.user, number)
        else:
            messages.success(request, _("Settled by the papers."))
            return redirect("applications:review", number=number)
    return _page(request, application, fact_form=form, status=422)


def _act(application: Application, form: DecisionForm, request) -> Application:
    """The one service call that the chosen outcome stands for."""
    data = form.cleaned_data
    words = {
        "application_id": application.pk,
        "by": request.user,
        "at": timezone.now(),
        "version": data["version"],
        "reason": data["reason"],
        "note": data["note"],
        "opinion": data["opinion"],
    }
    outcome = data["outcome"]
    if outcome == Outcome.ACCEPT:
        return services.accept(**words)
    if outcome == Outcome.NOT_ACCEPT:
        return services.refuse_acceptance(**words)
    if outcome == Outcome.CORRECTION:
        return services.request_correction(items=form.listed(), **words)
    return services.decide(outcome=outcome, **words)


def _keep_typed(
    application: Application, form: DecisionForm, error: DomainError
) -> DecisionForm:
    """The same form on what the application is now, with everything that was typed."""
    typed = form.data.copy()
    typed["version"] = application.version
    kept = _decision_form(application, typed)
    kept.is_valid()
    kept.errors.clear()
    kept.add_error(None, error.message)
    kept.typed = [
        (form.fields[name].label, typed.get(name))
        for name in ("note", "opinion")
        if typed.get(name)
    ]
    return kept


def _next(following: Neighbours) -> HttpResponse:
    number = following.after or following.before
    if number is None:
        return redirect("applications:desk")
    return redirect("applications:review", number=number)


def _decision_form(application: Application, data=None) -> DecisionForm:
    user = application.talent.user
    step = application.step
    route = clock.route_of(application)
    return DecisionForm(
        data,
        application=application,
        language=user.language if user else "zh-hans",
        can_send_back=step in route and route.index(step) > 0,
    )


def _page(
    request: HttpRequest,
    application: Application,
    *,
    form: DecisionForm | None = None,
    fact_form: FactForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user, on = request.user, timezone.localdate()
    why_not = permissions.why_not_act(user, application)
    if why_not is not None and form is None and fact_form is None:
        raise NotAllowed(why_not)
    context = dossier(application, user, on=on)
    found = neighbours(user, application)
    shown = _shown_paper(context["paper_tabs"], request.GET.get("paper"))
    left = workdays_left(application.due_date, on) if application.due_date else None
    context |= {
        "application": application,
        "kind": KINDS[application.status],
        "why_not": why_not,
        "form": form or _decision_form(application),
        "fact_forms": _fact_forms(application, context["assessment"], fact_form),
        "neighbours": found,
        "shown": shown,
        "track": track(application, user, on=on),
        "left": left,
        "left_words": left_words(left),
        "due_words": due_words(_due(application)),
    }
    return render(request, "applications/review.html", context, status=status)


def _due(application: Application):
    steps = [
        step
        for step in application.steps.all()
        if step.code == application.step and step.closed_at is None
    ]
    return clock.kept_due(steps[-1]) if steps else None


def _shown_paper(tabs: list[PaperTab], wanted: str | None):
    """(tab, paper) to look at: the one asked for, else the first there is."""
    present = [(tab, paper) for tab in tabs for paper in tab.papers]
    for tab, paper in present:
        if str(paper.pk) == wanted:
            return tab, paper
    return present[0] if present else None


def _fact_forms(application, assessment, bound: FactForm | None) -> dict[str, FactForm]:
    """A form for each unknown fact that would decide, by the fact's name."""
    found = {}
    for result in assessment.worked.unsettled():
        fact = result.fact
        if fact.may_be_stated and not fact.about_claim:
            found[fact.name] = FactForm(fact=fact, version=application.version)
    if bound is not None:
        found[bound.data.get("fact")] = bound
    return found

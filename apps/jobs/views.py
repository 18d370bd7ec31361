"""Long work: what runs, how far it is, what came of it."""

from __future__ import annotations

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from apps.core.access import staff_only
from apps.core.errors import DomainError
from apps.core.lists import Column, ListPage
from apps.core.templatetags.ui import grouped, moment
from apps.jobs import facts, kinds, results, services
from apps.jobs.forms import JobFilterForm
from apps.jobs.models import Job, JobState

STOP_POLLING = 286  # htmx swaps the fragment and asks no more


@staff_only
def job_list(request: HttpRequest) -> HttpResponse:
    page = ListPage(
        request,
        Job.objects.visible_to(request.user).select_related("by"),
        columns=[
            Column(gettext_lazy("Work")),
            Column(gettext_lazy("State")),
            Column(gettext_lazy("Progress")),
            Column(gettext_lazy("Started by")),
            Column(gettext_lazy("Started"), sort="pk"),
        ],
        order="-pk",
        form=JobFilterForm(request.GET),
    )
    for job in page.rows:
        job.kind_label = kinds.label_of(job.kind)
        job.status_kind = facts.status_kind(job)
        job.time_text = moment(job.created_at)
        job.count_text = f"{grouped(job.done)} / {grouped(job.total)}"
    return render(request, "jobs/job_list.html", {"page": page})


@staff_only
def job_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The page, and its live part alone when htmx asks."""
    job = get_object_or_404(
        Job.objects.visible_to(request.user).select_related("by"), pk=pk
    )
    context = _context(request, job)
    if not request.htmx:
        return render(request, "jobs/job_detail.html", context)
    status = STOP_POLLING if job.is_over else 200
    return render(request, "jobs/_job_panel.html", context, status=status)


@staff_only
@require_POST
def job_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(
        request,
        pk,
        services.ask_to_cancel,
        gettext_lazy("It is being stopped. What is already done stays."),
    )


@staff_only
@require_POST
def job_again(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(
        request, pk, services.try_again, gettext_lazy("It goes on where it stopped.")
    )


def _act(request: HttpRequest, pk: int, act, done: str) -> HttpResponse:
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    try:
        act(job_id=job.pk, by=request.user, at=timezone.now())
    except DomainError as refusal:
        flash.error(request, refusal.message)
    else:
        flash.success(request, done)
    return redirect("jobs:detail", pk=pk)


def _context(request: HttpRequest, job: Job) -> dict:
    now = timezone.now()
    left = facts.words_for(facts.time_left(job, now))
    shown = [
        (_("Started by"), job.by),
        (_("Started"), moment(job.created_at)),
        (_("Finished"), moment(job.finished_at)),
        (_("Took"), facts.words_for(facts.took(job))),
    ]
    return {
        "job": job,
        "kind_label": kinds.label_of(job.kind),
        "status_kind": facts.status_kind(job),
        "time_left": left,
        "facts": [(label, value) for label, value in shown if value],
        "result_facts": results.facts_of(job),
        "can_go_on": job.state in {JobState.FAILED, JobState.CANCELLED},
        "is_waiting_long": job.state == JobState.QUEUED
        and (now - job.created_at).total_seconds() > 120,
    }

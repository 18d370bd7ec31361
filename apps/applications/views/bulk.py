"""Several applications at once: see what differs, then agree."""

from __future__ import annotations

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.applications import bulk
from apps.applications.models import Application
from apps.applications.queue import queue_of
from apps.applications.states import REVIEWING_ROLES
from apps.core.access import roles_required

reviewers = roles_required(*REVIEWING_ROLES)


def _chosen(request: HttpRequest, numbers: list[str]) -> list[Application]:
    """Of what waits at the person's own desk; the rest is left out."""
    return list(
        queue_of(request.user)
        .filter(number__in=numbers[: bulk.AT_ONCE])
        .select_related(
            "talent__user", "talent__employer", "policy", "version_used", "region"
        )
        .prefetch_related("version_used__limits")
        .order_by("due_sort", "pk")
    )


@reviewers
@require_GET
def bulk_preview(request: HttpRequest) -> HttpResponse:
    """The address holds what was chosen; nothing is decided here."""
    numbers = request.GET.getlist("number")
    rows = bulk.preview(
        _chosen(request, numbers), by=request.user, on=timezone.localdate()
    )
    if not rows:
        flash.info(request, _("Choose applications at your desk first."))
        return redirect("applications:desk")
    may = [row for row in rows if not row.why_not]
    return render(
        request,
        "applications/bulk.html",
        {
            "rows": rows,
            "may": may,
            "unlike": sum(not row.is_plain for row in rows),
            "total": bulk.total(rows),
            "left_out": max(len(numbers) - len(rows), 0),
        },
    )


@reviewers
@require_POST
def bulk_decide(request: HttpRequest) -> HttpResponse:
    """Agree to those that are ticked, each as it was shown."""
    shown: dict[str, int] = {}
    for text in request.POST.getlist("agree"):
        number, _sign, version = text.rpartition("@")
        if version.isdigit():
            shown[number] = int(version)
    applications = _chosen(request, list(shown))
    known = {each.number: each for each in applications}
    chosen = [(known[n].pk, version, n) for n, version in shown.items() if n in known]
    done = bulk.agree_to_all(
        chosen,
        by=request.user,
        at=timezone.now(),
        opinion=request.POST.get("opinion", "").strip()[:1000],
    )
    done += [
        bulk.Done(n, "", _("It does not wait at your desk any more."))
        for n in shown
        if n not in known
    ]
    return render(
        request,
        "applications/bulk_done.html",
        {
            "done": done,
            "agreed": sum(not each.refusal for each in done),
            "refused": sum(bool(each.refusal) for each in done),
        },
    )

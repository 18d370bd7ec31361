"""The review desk: the queue by time left."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.applications.forms import ApplicationFilter
from apps.applications.models import Application
from apps.applications.queue import HEAVY, queue_of
from apps.applications.rows import prepare
from apps.applications.states import REVIEWING_ROLES, Status
from apps.core.access import roles_required, staff_only
from apps.core.lists import Column, ListPage

COLUMNS = [
    Column(gettext_lazy("Number"), sort="number"),
    Column(gettext_lazy("Applicant")),
    Column(gettext_lazy("Policy")),
    Column(gettext_lazy("Status")),
    Column(gettext_lazy("Region")),
    Column(gettext_lazy("Handed in"), sort="submitted_at"),
    Column(gettext_lazy("Due"), sort="due_sort"),
]
RELATED = ("talent", "policy", "region")


@roles_required(*REVIEWING_ROLES)
def desk(request: HttpRequest) -> HttpResponse:
    """What I may decide now, the most urgent first."""
    on = timezone.localdate()
    queue = queue_of(request.user)
    page = ListPage(
        request,
        queue.select_related(*RELATED).defer(*HEAVY),
        columns=[*COLUMNS, Column(gettext_lazy("Choose"))],
        order="due_sort",
        form=ApplicationFilter(request.GET, user=request.user, on=on),
    )
    prepare(page.rows, on=on, url_name="applications:review")
    return render(
        request,
        "applications/desk.html",
        {
            "page": page,
            "tiles": _tiles(queue, on, request.path),
            "may_choose": True,
        },
    )


def _tiles(queue, on, path: str) -> list[dict]:
    """Counts over the whole queue; one query."""
    counts = queue.order_by().aggregate(
        all=Count("pk"),
        over=Count("pk", filter=Q(due_date__lt=on)),
        today=Count("pk", filter=Q(due_date=on)),
        counter=Count("pk", filter=Q(status=Status.SUBMITTED)),
        unknown=Count("pk", filter=Q(due_date=None)),
    )
    tiles = [
        {
            "label": _("On my desk"),
            "value": counts["all"],
            "url": path,
            "icon": "inbox",
        },
        {
            "label": _("Overdue"),
            "value": counts["over"],
            "url": f"{path}?due=over",
            "icon": "exclamation-triangle",
            "kind": "late" if counts["over"] else "ok",
        },
        {
            "label": _("Due today"),
            "value": counts["today"],
            "icon": "clock",
            "url": f"{path}?due=week",
            "kind": "due" if counts["today"] else "",
        },
        {
            "label": _("To be accepted"),
            "value": counts["counter"],
            "icon": "door-open",
            "url": f"{path}?status={Status.SUBMITTED}",
        },
    ]
    if counts["unknown"]:
        tiles.append(
            {
                "label": _("Date unknown"),
                "value": counts["unknown"],
                "icon": "question-circle",
                "url": f"{path}?due=unknown",
            }
        )
    return tiles


@staff_only
def application_list(request: HttpRequest) -> HttpResponse:
    """Every application that the person may see, newest first."""
    on = timezone.localdate()
    applications = Application.objects.visible_to(request.user).handed_in()
    page = ListPage(
        request,
        applications.select_related(*RELATED).defer(*HEAVY),
        columns=COLUMNS,
        order="-submitted_at",
        form=ApplicationFilter(request.GET, user=request.user, on=on),
    )
    prepare(page.rows, on=on, url_name="applications:detail")
    return render(request, "applications/application_list.html", {"page": page})

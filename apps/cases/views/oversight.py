"""What needs a head: overdue, supervised, badly rated, not claimed, asked for."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.cases.forms import SupervisionFilterForm, needs_a_head
from apps.cases.messages import staff_url
from apps.cases.models import Case, Extension, FollowUp
from apps.cases.models.answers import LOW
from apps.cases.states import CaseStatus
from apps.cases.words import row_deadline
from apps.commissioners.models.people import OVERSIGHT_ROLES
from apps.core.access import roles_required
from apps.core.lists import Column, ListPage


@roles_required(*OVERSIGHT_ROLES)
def supervision(request: HttpRequest) -> HttpResponse:
    """One list, each row with every reason that it stands there."""
    on = timezone.localdate()
    reasons = needs_a_head(on)
    cases = (
        Case.objects.visible_to(request.user)
        .filter(reduce(or_, reasons.values()))
        .select_related("talent", "item", "commissioner", "region")
        .annotate(
            asks_time=Exists(
                Extension.objects.filter(case=OuterRef("pk"), is_approved__isnull=True)
            ),
            needs_call=Exists(
                FollowUp.objects.filter(case=OuterRef("pk"), done_at__isnull=True)
            ),
        )
    )
    page = ListPage(
        request,
        cases,
        columns=[
            Column(gettext_lazy("Case"), sort="number"),
            Column(gettext_lazy("Why")),
            Column(gettext_lazy("Status")),
            Column(gettext_lazy("Time left"), sort="due_earliest"),
            Column(gettext_lazy("Service item")),
            Column(gettext_lazy("Region"), sort="region_id"),
            Column(gettext_lazy("Commissioner")),
        ],
        order="due_earliest",
        form=SupervisionFilterForm(request.GET, on=on),
    )
    for row in page.rows:
        row.deadline = row_deadline(row, on)
        row.reasons = _reasons(row, on)
        row.url = staff_url(row)
    return render(
        request,
        "cases/supervision.html",
        {"page": page, "tabs": _tabs(request, on, reasons)},
    )


def _reasons(case: Case, on) -> list[tuple[str, str]]:
    found = []
    if case.is_running and case.is_overdue(on):
        found.append(("late", _("Overdue")))
    if case.is_supervised:
        found.append(("late", _("Supervised")))
    if case.score is not None and case.score <= LOW:
        found.append(("due", _("Low rating")))
    if case.needs_call:
        found.append(("due", _("Call-back due")))
    if case.asks_time:
        found.append(("info", _("Extension asked for")))
    if case.status == CaseStatus.NEW:
        found.append(("info", _("Not claimed")))
    return found


def _tabs(request: HttpRequest, on, reasons: dict) -> list[dict]:
    """All counts in one query."""
    counts = Case.objects.visible_to(request.user).aggregate(
        **{key: Count("pk", filter=Q(condition)) for key, condition in reasons.items()}
    )
    current = request.GET.get("why", "")
    labels = dict(SupervisionFilterForm.base_fields["why"].choices)
    return [
        {
            "label": labels[key],
            "url": f"{request.path}?why={key}" if key else request.path,
            "is_current": current == key,
            "count": counts.get(key, ""),
        }
        for key in ("", *reasons)
    ]

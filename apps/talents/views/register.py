"""The register: its list and the search that stands on top of every page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from apps.core.access import roles_required, staff_only
from apps.core.roles import Role
from apps.talents import panels
from apps.talents.finding import find_people
from apps.talents.listing import ROW, RegisterPage, list_rows
from apps.talents.models import Employer, Talent
from apps.talents.visibility import REGISTRY_ROLES, REVIEWING_ROLES

register_readers = roles_required(*REGISTRY_ROLES, Role.COMMISSIONER)
PEOPLE_SHOWN = 20
EMPLOYERS_SHOWN = 10
SUGGESTED = 8


@register_readers
def talent_list(request: HttpRequest) -> HttpResponse:
    page = RegisterPage(request, user=request.user, on=timezone.localdate())
    return render(
        request,
        "talents/talent_list.html",
        {"page": page, "may_add": request.user.has_role(*REVIEWING_ROLES)},
    )


@staff_only
def search(request: HttpRequest) -> HttpResponse:
    """People whom the reader may see, and employers; suggestions for htmx.

    A whole number that means one person leads straight to the page.
    """
    query = request.GET.get("q", "").strip()[:60]
    suggests = bool(request.htmx) and not request.htmx.boosted
    found = find_people(query)
    visible = Talent.objects.visible_to(request.user)
    people: list[dict] = []
    employers: list[Employer] = []
    if found:
        if found.is_exact and not suggests:
            exact = list(visible.filter(found.condition).only("number")[:2])
            if len(exact) == 1:
                return redirect("talents:detail", exact[0].number)
        listed = visible.listed().values(*ROW)
        rows = (
            found.some(listed, SUGGESTED)
            if suggests
            else found.first(listed, PEOPLE_SHOWN + 1)
        )
        people = list_rows(rows, request.user, timezone.localdate())
        employers = list(
            Employer.objects.visible_to(request.user)
            .matching(query)
            .select_related("region")
            .order_by("sort_key", "pk")[: 4 if suggests else EMPLOYERS_SHOWN]
        )
    context = {
        "query": query,
        "people": people[:PEOPLE_SHOWN],
        "has_more": len(people) > PEOPLE_SHOWN,
        "employers": employers,
        "columns": panels.list_columns(),
    }
    template = "talents/_suggestions.html" if suggests else "talents/search.html"
    return render(request, template, context)

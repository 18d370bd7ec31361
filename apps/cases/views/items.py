"""Service items: the list, and a form that shows its effects before it saves."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.cases.item_forms import ServiceItemForm
from apps.cases.models import ServiceItem
from apps.cases.services import items as services
from apps.cases.states import OPEN
from apps.core.access import roles_required
from apps.core.errors import DomainError
from apps.core.forms import fingerprint, posted

keepers = roles_required(*services.KEEPERS)


@keepers
def item_list(request: HttpRequest) -> HttpResponse:
    """Every item with its limits and how many of its cases are open.  One query."""
    rows = ServiceItem.objects.select_related("lead_department").annotate(
        open_count=Count("cases", filter=Q(cases__status__in=OPEN))
    )
    return render(
        request,
        "cases/items.html",
        {"items": rows, "may_keep": services.may_keep_items(request.user)},
    )


@keepers
def item_new(request: HttpRequest) -> HttpResponse:
    return _edit(request, None)


@keepers
def item_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(
        request,
        get_object_or_404(ServiceItem.objects.select_related("lead_department"), pk=pk),
    )


def _edit(request: HttpRequest, item: ServiceItem | None) -> HttpResponse:
    if not services.may_keep_items(request.user):
        raise PermissionDenied
    form = ServiceItemForm(posted(request), instance=item)
    effects: list[str] = []
    if request.method == "POST" and form.is_valid():
        effects = services.effects_of(item, form.cleaned_data)
        if request.POST.get("confirmed") == fingerprint(form):
            try:
                services.save_item(
                    item_id=item.pk if item else None,
                    by=request.user,
                    at=timezone.now(),
                    **form.cleaned_data,
                )
            except DomainError as error:
                effects = []
                form.add_error(getattr(error, "field", None), error.message)
            else:
                messages.success(request, _("The service item was saved."))
                return redirect("cases:items")
    return render(
        request,
        "cases/item_form.html",
        {
            "form": form,
            "title": str(item) if item else _("New service item"),
            "consequences": effects,
            "confirmed": fingerprint(form) if effects else "",
        },
        status=422 if form.errors else 200,
    )

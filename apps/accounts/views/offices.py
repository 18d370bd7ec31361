"""Offices and the regions they work for."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts import permissions, services
from apps.accounts.forms import OfficeFilterForm, OfficeForm
from apps.accounts.models import Office, Region, RoleGrant
from apps.accounts.models.users import ACCOUNT_READERS
from apps.core.access import roles_required
from apps.core.errors import DomainError
from apps.core.forms import posted
from apps.core.lists import Column, ListPage
from apps.core.roles import Role

readers = roles_required(*ACCOUNT_READERS)
keepers = roles_required(Role.SYSTEM_ADMIN)


@readers
def office_list(request: HttpRequest) -> HttpResponse:
    """Offices of the whole city: everybody may know which there are."""
    held = RoleGrant.objects.active(timezone.localdate())
    page = ListPage(
        request,
        Office.objects.select_related("region").annotate(
            people=Count(
                "grants__user",
                filter=Q(grants__in=held, grants__user__is_active=True),
                distinct=True,
            )
        ),
        columns=[
            Column(gettext_lazy("Name of the office"), sort="name"),
            Column(gettext_lazy("Code"), sort="code"),
            Column(gettext_lazy("Kind"), sort="kind"),
            Column(gettext_lazy("Region"), sort="region_id"),
            Column(gettext_lazy("Telephone")),
            Column(gettext_lazy("People with duties"), numeric=True),
            Column(gettext_lazy("State")),
        ],
        order="region_id",
        form=OfficeFilterForm(request.GET),
        size=50,
    )
    may_keep = request.user.has_role(Role.SYSTEM_ADMIN)
    for office in page.rows:
        office.may_change = may_keep and not permissions.why_not_keep_offices(
            request.user, office.region_id
        )
    return render(
        request, "accounts/office_list.html", {"page": page, "may_keep": may_keep}
    )


@keepers
def office_new(request: HttpRequest) -> HttpResponse:
    return _edit(request, None)


@keepers
def office_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, get_object_or_404(Office, pk=pk))


def _edit(request: HttpRequest, office: Office | None) -> HttpResponse:
    names = ("name", "name_en", "code", "region", "kind", "phone", "is_active")
    initial = {name: getattr(office, name) for name in names} if office else None
    form = OfficeForm(posted(request), initial=initial, by=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        region = data.pop("region")
        try:
            services.save_office(
                office_id=office.pk if office else None,
                region_code=region.code,
                **data,
                by=request.user,
                at=timezone.now(),
            )
        except DomainError as error:
            form.add_error(
                "code" if error.code == "name_taken" else None, error.message
            )
        else:
            messages.success(request, _("The office was saved."))
            return redirect("accounts:offices")
    holders = (
        RoleGrant.objects.active(timezone.localdate())
        .filter(office=office)
        .values("user_id")
        .distinct()
        .count()
        if office
        else 0
    )
    return render(
        request,
        "accounts/office_form.html",
        {"form": form, "office": office, "holders": holders},
        status=422 if form.errors else 200,
    )


@readers
def region_list(request: HttpRequest) -> HttpResponse:
    """All divisions of the province that are used here, as a tree of depth by code."""
    regions = list(
        Region.objects.annotate(
            office_count=Count("offices", filter=Q(offices__is_active=True))
        ).order_by("code")
    )
    parents = {region.code: region.parent_id for region in regions}
    for region in regions:
        region.depth = _depth(region.code, parents)
    return render(request, "accounts/region_list.html", {"regions": regions})


def _depth(code: str, parents: dict[str, str | None]) -> int:
    depth = 0
    while parents.get(code):
        code = parents[code]
        depth += 1
    return depth

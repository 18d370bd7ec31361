"""Employers: list, page, and what people change about them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.access import roles_required
from apps.core.errors import DomainError
from apps.core.lists import Column, ListPage
from apps.core.roles import Role
from apps.talents import services
from apps.talents.forms.employers import EmployerFilterForm, EmployerForm
from apps.talents.models import Employer, Talent
from apps.talents.visibility import EDITING_ROLES

READERS = (*EDITING_ROLES, Role.APPROVER, Role.AUDITOR, Role.LIAISON)
readers = roles_required(*READERS)
editors = roles_required(*EDITING_ROLES)
OPTIONS = 8
FIELDS = ("name", "name_en", "uscc", "kind", "contact")


@readers
def employer_list(request: HttpRequest) -> HttpResponse:
    page = ListPage(
        request,
        Employer.objects.visible_to(request.user).select_related("region"),
        columns=[
            Column(gettext_lazy("Name"), sort="sort_key"),
            Column(gettext_lazy("Unified social credit code")),
            Column(gettext_lazy("Kind"), sort="kind"),
            Column(gettext_lazy("Region"), sort="region_id"),
            Column(gettext_lazy("Contact")),
        ],
        order="sort_key",
        form=EmployerFilterForm(request.GET),
    )
    return render(
        request,
        "talents/employers/list.html",
        {"page": page, "may_edit": request.user.has_role(*EDITING_ROLES)},
    )


@readers
def employer_options(request: HttpRequest) -> HttpResponse:
    """Suggestions while an employer is typed; nothing for fewer than two characters."""
    text = request.GET.get("employer", "").strip()
    found = Employer.objects.visible_to(request.user).matching(text)
    rows = found.order_by("sort_key", "pk")[:OPTIONS] if len(text) > 1 else []
    return render(request, "talents/employers/_options.html", {"employers": rows})


@readers
def employer_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One employer and those of its people whom one may see."""
    employer = get_object_or_404(
        Employer.objects.visible_to(request.user).select_related("region"), pk=pk
    )
    page = ListPage(
        request,
        Talent.objects.visible_to(request.user).active().filter(employer=employer),
        columns=[
            Column(gettext_lazy("Name"), sort="sort_key"),
            Column(gettext_lazy("Register number")),
            Column(gettext_lazy("Category")),
            Column(gettext_lazy("Highest education")),
            Column(gettext_lazy("Professional title")),
        ],
        order="sort_key",
    )
    return render(
        request,
        "talents/employers/detail.html",
        {
            "employer": employer,
            "page": page,
            "may_edit": request.user.reach(*EDITING_ROLES).covers(employer.region_id),
        },
    )


@editors
def employer_new(request: HttpRequest) -> HttpResponse:
    return _edit(request, None)


@editors
def employer_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(
        request, get_object_or_404(Employer.objects.visible_to(request.user), pk=pk)
    )


def _edit(request: HttpRequest, employer: Employer | None) -> HttpResponse:
    initial = (
        {name: getattr(employer, name) for name in FIELDS}
        | {"region": employer.region_id}
        if employer
        else None
    )
    form = EmployerForm(request.POST or None, initial=initial, by=request.user)
    if form.is_valid():
        data = dict(form.cleaned_data)
        region = data.pop("region")
        try:
            saved = services.save_employer(
                employer_id=employer.pk if employer else None,
                region_id=region.pk,
                **data,
                by=request.user,
                at=timezone.now(),
            )
        except DomainError as error:
            form.add_error(
                "uscc" if error.code == "bad_number" else None, error.message
            )
        else:
            messages.success(request, _("The employer was saved."))
            return redirect("talents:employer", pk=saved.pk)
    return render(
        request,
        "talents/employers/form.html",
        {"form": form, "employer": employer},
        status=422 if form.errors else 200,
    )

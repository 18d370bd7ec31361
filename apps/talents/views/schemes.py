"""Grade schemes and levels: settings of the system administrator."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.db.models import Count, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.access import roles_required
from apps.core.errors import DomainError
from apps.core.roles import Role
from apps.talents import services
from apps.talents.forms.employers import LevelForm, SchemeForm
from apps.talents.models import GradeLevel, GradeScheme

keepers = roles_required(Role.SYSTEM_ADMIN)
SCHEME_FIELDS = tuple(SchemeForm.base_fields)
LEVEL_FIELDS = tuple(LevelForm.base_fields)


@keepers
def scheme_list(request: HttpRequest) -> HttpResponse:
    """All editions with their levels and how many people hold each."""
    levels = GradeLevel.objects.annotate(holders=Count("awards")).order_by("rank")
    schemes = GradeScheme.objects.prefetch_related(Prefetch("levels", levels))
    return render(request, "talents/schemes/list.html", {"schemes": schemes})


@keepers
def scheme_new(request: HttpRequest) -> HttpResponse:
    form = SchemeForm(request.POST or None)
    return _save(
        request, form, _("New grade scheme"), services.save_scheme, scheme_id=None
    )


@keepers
def scheme_edit(request: HttpRequest, pk: int) -> HttpResponse:
    scheme = get_object_or_404(GradeScheme, pk=pk)
    initial = {name: getattr(scheme, name) for name in SCHEME_FIELDS}
    form = SchemeForm(request.POST or None, initial=initial)
    return _save(request, form, str(scheme), services.save_scheme, scheme_id=pk)


@keepers
def level_new(request: HttpRequest, pk: int) -> HttpResponse:
    scheme = get_object_or_404(GradeScheme, pk=pk)
    form = LevelForm(request.POST or None)
    return _save(
        request,
        form,
        _("New level of {scheme}").format(scheme=scheme),
        services.save_level,
        scheme_id=pk,
        level_id=None,
    )


@keepers
def level_edit(request: HttpRequest, pk: int, level: int) -> HttpResponse:
    row = get_object_or_404(GradeLevel, pk=level, scheme_id=pk)
    initial = {name: getattr(row, name) for name in LEVEL_FIELDS}
    form = LevelForm(request.POST or None, initial=initial)
    return _save(
        request, form, str(row), services.save_level, scheme_id=pk, level_id=level
    )


def _save(
    request: HttpRequest, form: forms.Form, title: str, act: Callable, **key
) -> HttpResponse:
    if form.is_valid():
        try:
            act(**key, **form.cleaned_data, by=request.user, at=timezone.now())
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("talents:schemes")
    return render(
        request,
        "talents/schemes/form.html",
        {"form": form, "title": title},
        status=422 if form.errors else 200,
    )

"""Give one talent a commissioner, or take the commissioner away."""

from __future__ import annotations

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.commissioners import services
from apps.commissioners.forms import AssignForm, ReasonForm
from apps.commissioners.links import talent_url
from apps.commissioners.models import Assignment
from apps.commissioners.permissions import is_head_for, why_not_assign
from apps.commissioners.views.caseloads import heads
from apps.core.errors import DomainError
from apps.talents.models import Talent


@heads
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    talent = _talent(request, pk)
    form = AssignForm(
        request.POST if request.method == "POST" else None,
        user=request.user,
        talent=talent,
        on=timezone.localdate(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.assign(
                talent_id=talent.pk,
                commissioner_id=form.cleaned_data["commissioner"].pk,
                by=request.user,
                at=timezone.now(),
                reason=form.cleaned_data["reason"],
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            flash.success(
                request,
                _("{talent} is served by {name} now.").format(
                    talent=talent, name=made.commissioner
                ),
            )
            return redirect(talent_url(talent))
    return _page(request, talent, form, ReasonForm())


@heads
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    talent = _talent(request, pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            services.end_assignment(
                talent_id=talent.pk,
                by=request.user,
                at=timezone.now(),
                reason=form.cleaned_data["reason"],
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            flash.success(
                request, _("{talent} has no commissioner now.").format(talent=talent)
            )
            return redirect(talent_url(talent))
    return _page(
        request,
        talent,
        AssignForm(user=request.user, talent=talent, on=timezone.localdate()),
        form,
    )


def _talent(request: HttpRequest, pk: int) -> Talent:
    return get_object_or_404(
        Talent.objects.visible_to(request.user).select_related("region", "employer"),
        pk=pk,
    )


def _page(
    request: HttpRequest, talent: Talent, form: AssignForm, end_form: ReasonForm
) -> HttpResponse:
    held = (
        Assignment.objects.open()
        .filter(talent=talent)
        .select_related("commissioner__user", "commissioner__office")
        .first()
    )
    before = (
        Assignment.objects.filter(talent=talent, until_date__isnull=False)
        .select_related("commissioner__user", "by")
        .order_by("-until_date", "-pk")[:20]
    )
    return render(
        request,
        "commissioners/assign.html",
        {
            "talent": talent,
            "talent_url": talent_url(talent),
            "held": held,
            "before": before,
            "form": form,
            "end_form": end_form,
            "is_head": is_head_for(request.user, talent.region_id),
            "refusal": why_not_assign(request.user, talent),
        },
        status=422 if form.errors or end_form.errors else 200,
    )

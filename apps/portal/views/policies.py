"""What may be claimed, and the guide to each policy (办事指南)."""

from __future__ import annotations

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.policies.choices import MaterialSource, StepCode
from apps.policies.definitions import read_definition
from apps.policies.facts import Subject
from apps.policies.looks import benefits_for, look_at
from apps.policies.models import Material, PolicyVersion, StepLimit, Tier
from apps.policies.telling import set_wish, wants_word
from apps.portal.access import talent_page


@talent_page
@require_GET
def policies(request: HttpRequest) -> HttpResponse:
    on = timezone.localdate()
    context = {
        "benefits": benefits_for(request.talent, on=on, ahead=True),
        "on": on,
        "wants_word": wants_word(request.talent),
    }
    return render(request, "portal/policies.html", context)


@talent_page
@require_POST
def telling(request: HttpRequest) -> HttpResponse:
    """Whether I am told when a policy fits me."""
    wants = request.POST.get("wants") == "yes"
    set_wish(talent=request.talent, wants=wants, by=request.user, at=timezone.now())
    flash.success(
        request,
        _("You will be told when a policy fits you.")
        if wants
        else _(
            "You will not be told of policies any more. This page stays open to you."
        ),
    )
    return redirect("portal:policies")


@talent_page
@require_GET
def policy(request: HttpRequest, code: str) -> HttpResponse:
    """The version in force today: conditions, amounts, papers, steps."""
    on = timezone.localdate()
    version = get_object_or_404(
        PolicyVersion.objects.visible_to(request.user)
        .in_force(on)
        .select_related("policy__department"),
        policy__code=code,
    )
    limits = {limit.step: limit for limit in StepLimit.objects.filter(version=version)}
    route = sorted(
        (limit for limit in limits.values() if limit.order is not None),
        key=lambda limit: limit.order,
    )
    materials = list(Material.objects.filter(version=version))
    context = {
        "version": version,
        "policy": version.policy,
        "benefit": look_at(
            version, read_definition(version), Subject(request.talent, on)
        ),
        "tiers": list(Tier.objects.filter(version=version).order_by("order")),
        "asked": [each for each in materials if each.is_asked],
        "shared": [each for each in materials if each.source == MaterialSource.SHARED],
        "limits": [
            limit for step in (StepCode.ACCEPTANCE,) if (limit := limits.get(step))
        ]
        + route,
        "correction": limits.get(StepCode.CORRECTION),
    }
    return render(request, "portal/policy.html", context)

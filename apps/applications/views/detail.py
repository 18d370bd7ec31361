"""An application to look at: for the applicant, the commissioner and the office."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from apps.applications import links, permissions
from apps.applications.models import Application
from apps.applications.states import KINDS
from apps.applications.track import track
from apps.core.access import signed_in


@signed_in
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """How far it has come; what is in it only for those who may read papers."""
    application = get_object_or_404(
        Application.objects.visible_to(request.user).select_related(
            "talent", "policy", "version_used", "region"
        ),
        number=number,
    )
    if links.has_applicant_page() and permissions.is_applicant(
        request.user, application
    ):
        return redirect(links.applicant_page(application))
    return render(
        request,
        "applications/detail.html",
        {
            "application": application,
            "kind": KINDS[application.status],
            "track": track(application, request.user, on=timezone.localdate()),
        },
    )

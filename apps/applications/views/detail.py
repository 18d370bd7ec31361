"""An application to look at: for the applicant, the commissioner and the office."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from apps.applications import links, permissions
from apps.applications.dossier import dossier
from apps.applications.models import Application
from apps.applications.states import KINDS
from apps.applications.track import track
from apps.core.access import signed_in

RELATED = ("talent", "policy", "version_used", "region", "helper")


def visible_or_404(user, number: str) -> Application:
    return get_object_or_404(
        Application.objects.visible_to(user)
        .select_related(*RELATED)
        .prefetch_related("version_used__limits"),
        number=number,
    )


@signed_in
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """How far it has come; what is in it only for those who may read papers."""
    user, on = request.user, timezone.localdate()
    application = visible_or_404(user, number)
    if links.has_applicant_page() and permissions.is_applicant(user, application):
        return redirect(links.applicant_page(application))
    context = {
        "application": application,
        "kind": KINDS[application.status],
        "track": track(application, user, on=on),
        "may_decide": permissions.why_not_act(user, application) is None,
        "reads_papers": permissions.may_read_papers(user, application),
    }
    if context["reads_papers"]:
        context |= dossier(application, user, on=on)
    return render(request, "applications/detail.html", context)

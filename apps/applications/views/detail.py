"""An application to look at: for the applicant, the commissioner and the office."""

from __future__ import annotations

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.applications import links, permissions
from apps.applications.dossier import dossier
from apps.applications.models import Application
from apps.applications.notice_forms import RevokeForm
from apps.applications.services import revoke as revoke_application
from apps.applications.services import revoking
from apps.applications.states import KINDS
from apps.applications.track import track
from apps.core.access import roles_required, signed_in
from apps.core.errors import DomainError
from apps.core.roles import Role

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
    if revoking.why_not_revoke(user, application) is None:
        context["revoke_form"] = RevokeForm(initial={"version": application.version})
    if context["reads_papers"]:
        context |= dossier(application, user, on=on)
    return render(request, "applications/detail.html", context)


@roles_required(Role.APPROVER)
@require_POST
def revoke(request: HttpRequest, number: str) -> HttpResponse:
    """Take an approval back; what was typed is not lost where it is refused."""
    application = visible_or_404(request.user, number)
    form = RevokeForm(request.POST)
    if form.is_valid():
        try:
            revoke_application(
                application_id=application.pk,
                by=request.user,
                at=timezone.now(),
                version=form.cleaned_data["version"],
                note=form.cleaned_data["note"],
            )
        except DomainError as error:
            flash.error(request, error.message)
        else:
            flash.success(request, _("Revoked. The applicant is told."))
    else:
        flash.error(request, _("Say why, in words for the applicant."))
    return redirect("applications:detail", number=number)

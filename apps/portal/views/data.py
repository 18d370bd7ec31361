"""My data: what is kept, who looked, what I agreed to, a copy of it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.portal.access import talent_page
from apps.portal.copies import make_copy
from apps.portal.forms import CopyForm
from apps.portal.kept import sections_of
from apps.portal.looks import SHOWN, looks_at
from apps.portal.notices import CURRENT, NOTICES, SCOPES
from apps.portal.notices import notice as find_notice
from apps.talents.consents import give_consent, withdraw_consent
from apps.talents.models import Consent


@talent_page
@require_GET
def data(request: HttpRequest) -> HttpResponse:
    return render(
        request, "portal/data.html", {"sections": sections_of(request.talent)}
    )


@talent_page
@require_GET
def looks(request: HttpRequest) -> HttpResponse:
    found = looks_at(request.talent)
    return render(
        request,
        "portal/looks.html",
        {"looks": found, "is_cut": len(found) == SHOWN, "shown": SHOWN},
    )


@talent_page
@require_GET
def consents(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/consents.html", _consent_context(request))


def _consent_context(request: HttpRequest) -> dict:
    rows = list(Consent.objects.filter(talent=request.talent).order_by("-given_at"))
    current = {row.scope: row for row in rows if row.withdrawn_at is None}
    purposes = [
        {
            "scope": scope,
            "held": current.get(scope),
            "is_old": scope in current
            and current[scope].notice_version != CURRENT.version,
            "past": [
                row
                for row in rows
                if row.scope == scope and row.withdrawn_at is not None
            ],
        }
        for scope in SCOPES
    ]
    return {"purposes": purposes, "notice": CURRENT}


@talent_page
@require_POST
def consent_give(request: HttpRequest) -> HttpResponse:
    give_consent(
        talent_id=request.talent.pk,
        scope=_scope(request),
        notice_version=CURRENT.version,
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, _("Thank you. Your consent is recorded."))
    return redirect("portal:consents")


@talent_page
@require_POST
def consent_withdraw(request: HttpRequest) -> HttpResponse:
    withdraw_consent(
        talent_id=request.talent.pk,
        scope=_scope(request),
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, _("Your consent is withdrawn from now on."))
    return redirect("portal:consents")


def _scope(request: HttpRequest) -> str:
    scope = request.POST.get("scope", "")
    if scope not in SCOPES:
        raise Http404
    return scope


@talent_page
@require_GET
def privacy(request: HttpRequest, version: str = "") -> HttpResponse:
    """The notice in force, or an earlier wording somebody agreed to."""
    shown = find_notice(version) if version else CURRENT
    if shown is None:
        raise Http404
    return render(
        request,
        "portal/privacy.html",
        {"notice": shown, "current": CURRENT, "notices": NOTICES},
    )


@talent_page
@require_http_methods(["GET", "POST"])
def data_copy(request: HttpRequest) -> HttpResponse:
    """Ask for a copy of one's own data, and send it as a file."""
    form = CopyForm(request.POST or None)
    if request.method == "GET" or not _is_sure(request, form):
        status = 200 if request.method == "GET" else 422
        return render(request, "portal/data_copy.html", {"form": form}, status=status)
    at = timezone.now()
    copy = make_copy(
        talent_id=request.talent.pk,
        unmasked=form.cleaned_data["unmasked"],
        by=request.user,
        at=at,
    )
    name = f"talent-data-{timezone.localtime(at):%Y%m%d}"
    if form.cleaned_data["shape"] == "json":
        response = JsonResponse(
            copy, json_dumps_params={"ensure_ascii": False, "indent": 2}
        )
        response["Content-Disposition"] = f'attachment; filename="{name}.json"'
    else:
        response = HttpResponse(render_to_string("portal/copy.html", {"copy": copy}))
        response["Content-Disposition"] = f'attachment; filename="{name}.html"'
    response["Cache-Control"] = "no-store"
    return response


def _is_sure(request: HttpRequest, form: CopyForm) -> bool:
    """Valid, and for whole numbers the password is right.

    Asked through the sign-in backends, so wrong guesses count and lock as they do there.
    """
    if not form.is_valid():
        return False
    if not form.cleaned_data["unmasked"]:
        return True
    known = authenticate(
        request,
        username=request.user.get_username(),
        password=form.cleaned_data["password"],
    )
    if known is None or known.pk != request.user.pk:
        form.add_error("password", _("This is not your password."))
        return False
    return True

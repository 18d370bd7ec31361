"""The way of an application that was sent: track, correction, decision, withdrawal."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.applications import services
from apps.applications.matters import Incomplete
from apps.applications.models import Application, PromisedPaper
from apps.applications.states import EDGES, IN_REVIEW, KINDS, Status
from apps.applications.track import track
from apps.core.errors import DomainError
from apps.portal import drafting
from apps.portal.access import talent_page
from apps.portal.corrections import correction_of
from apps.portal.decisions import history_of, sum_of
from apps.portal.forms import CorrectionNoteForm
from apps.portal.views.apply import own_applications, page_of


def _sent(request: HttpRequest, number: str) -> Application:
    """One of the person's own that has a receipt number, or 404."""
    return get_object_or_404(own_applications(request), number=number)


@talent_page
@require_GET
def application(request: HttpRequest, number: str) -> HttpResponse:
    found = _sent(request, number)
    on = timezone.localdate()
    way = track(found, request.user, on=on)
    blocks = drafting.blocks_of(found)
    promised = _promised(found)
    context = {
        "application": found,
        "policy": found.policy,
        "kind": KINDS[found.status],
        "track": way,
        "history": history_of(found),
        "sum": sum_of(found),
        "blocks": [block for block in blocks if block.papers],
        "owed": [block for block in blocks if block.material.code in promised],
        "correction": correction_of(found, on=on),
        "may_withdraw": Status.WITHDRAWN in EDGES[Status(found.status)],
        "may_apply_again": not found.is_live and found.status != Status.APPROVED,
    }
    return render(request, "portal/application.html", context)


def _promised(found: Application) -> set[str]:
    """Papers that were promised, are still owed, and can be handed in now."""
    if found.status not in IN_REVIEW | {Status.SUBMITTED}:
        return set()
    owed = PromisedPaper.objects.filter(application=found, handed_in_at=None)
    return set(owed.values_list("material", flat=True))


@talent_page
@require_GET
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """What proves that it was sent; made to be printed."""
    found = _sent(request, number)
    context = {
        "application": found,
        "policy": found.policy,
        "track": track(found, request.user, on=timezone.localdate()),
        "blocks": [b for b in drafting.blocks_of(found) if b.papers],
        "promised": list(
            PromisedPaper.objects.filter(application=found).values_list(
                "material", flat=True
            )
        ),
    }
    return render(request, "portal/receipt.html", context)


@talent_page
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, number: str) -> HttpResponse:
    """Exactly what was listed, and how many working days are left for it."""
    found = _sent(request, number)
    if found.status != Status.RETURNED:
        return redirect(page_of(found))
    on = timezone.localdate()
    if request.method == "GET":
        return _correct_page(request, found, on)
    note_form = CorrectionNoteForm(request.POST)
    note_form.is_valid()
    claim = correction_of(found, on=on).typed(request.POST)
    try:
        saved = services.save_draft(
            application_id=found.pk, by=request.user, at=timezone.now(), claim=claim
        )
        if "later" in request.POST:
            messages.success(request, _("Saved. Nothing has been sent yet."))
            return redirect(page_of(found))
        services.resubmit_correction(
            application_id=found.pk,
            by=request.user,
            at=timezone.now(),
            note=note_form.cleaned_data.get("note", ""),
            version=saved.version,
        )
    except Incomplete as error:
        found = _sent(request, number)
        return _correct_page(request, found, on, error.errors, [error.message])
    except DomainError as error:
        found = _sent(request, number)
        if found.status != Status.RETURNED:
            return redirect(page_of(found))
        return _correct_page(request, found, on, {}, [error.message])
    messages.success(request, _("Your correction was sent. The office goes on."))
    return redirect("portal:application", number=number)


def _correct_page(
    request: HttpRequest,
    found: Application,
    on,
    errors: dict[str, list[str]] | None = None,
    sentences: list[str] | None = None,
) -> HttpResponse:
    correction = correction_of(found, on=on, errors=errors)
    is_post = request.method == "POST"
    context = {
        "application": found,
        "policy": found.policy,
        "correction": correction,
        "sentences": sentences or [],
        "note_form": CorrectionNoteForm(request.POST if is_post else None),
        "may_edit": True,
    }
    status = 422 if errors or sentences else 200
    return render(request, "portal/correct.html", context, status=status)


@talent_page
@require_POST
def application_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back an application or throw a draft away; a new one may be begun."""
    found = get_object_or_404(own_applications(request), pk=pk)
    try:
        found = services.withdraw(
            application_id=found.pk,
            by=request.user,
            at=timezone.now(),
            note=request.POST.get("note", "").strip()[:300],
        )
    except DomainError as error:
        messages.error(request, error.message)
        return redirect(page_of(found))
    if found.number:
        messages.success(request, _("Your application is taken back."))
        return redirect("portal:application", number=found.number)
    messages.success(request, _("The draft is thrown away."))
    return redirect("portal:applications")


def applicant_page(found: Application) -> str:
    """What messages about an application lead to (``applications.links``)."""
    if found.number:
        return reverse("portal:application", args=[found.number])
    return reverse("portal:applications")

"""Applying, in four steps.  Every step saves; leaving and coming back loses nothing."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.applications import services
from apps.applications.matters import Incomplete
from apps.applications.models import Application, Paper
from apps.applications.states import Status
from apps.core.errors import DomainError
from apps.policies.models import PolicyVersion
from apps.portal import drafting
from apps.portal.access import talent_page
from apps.portal.cards import cards_of
from apps.portal.notices import CURRENT
from apps.talents.consents import give_consent
from apps.talents.models import Consent


def own_applications(request: HttpRequest):
    """The person's own, whatever else this account may see."""
    return (
        Application.objects.visible_to(request.user)
        .filter(talent=request.talent)
        .select_related("policy", "version_used", "talent")
    )


@talent_page
@require_POST
def apply_start(request: HttpRequest, code: str) -> HttpResponse:
    """Begin, or go on with what was begun."""
    version = get_object_or_404(
        PolicyVersion.objects.visible_to(request.user)
        .in_force(timezone.localdate())
        .select_related("policy"),
        policy__code=code,
    )
    try:
        draft = services.start_draft(
            talent=request.talent,
            policy=version.policy,
            by=request.user,
            at=timezone.now(),
        )
    except services.AlreadyApplied as error:
        messages.info(request, error.message)
        return redirect(page_of(error.application))
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("portal:policy", code=code)
    return redirect("portal:apply", pk=draft.pk, step="known")


def page_of(application: Application) -> str:
    """Where the applicant goes on: the form of a draft, else the way it has come."""
    if application.status == Status.DRAFT:
        return reverse("portal:apply", args=[application.pk, "known"])
    if application.number:
        return reverse("portal:application", args=[application.number])
    return reverse("portal:applications")


@talent_page
@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One step of the form; each is a page of its own with its own address."""
    application = get_object_or_404(own_applications(request), pk=pk)
    if application.status != Status.DRAFT:
        return redirect(page_of(application))
    if step not in drafting.STEPS:
        raise Http404
    page = {"known": _known, "facts": _facts, "papers": _papers, "send": _send}[step]
    return page(request, application)


def _render(
    request: HttpRequest,
    application: Application,
    step: str,
    context: dict,
    status: int = 200,
) -> HttpResponse:
    base = {
        "application": application,
        "policy": application.policy,
        "step": step,
        "stops": drafting.stops(step),
    }
    return render(
        request, f"portal/apply_{step}.html", {**base, **context}, status=status
    )


def _go_on(request: HttpRequest, application: Application, step: str) -> HttpResponse:
    if "later" in request.POST:
        messages.success(request, _("Saved. You can go on here at any time."))
        return redirect("portal:applications")
    return redirect("portal:apply", pk=application.pk, step=drafting.next_step(step))


def _known(request: HttpRequest, application: Application) -> HttpResponse:
    if request.method == "POST":
        return _go_on(request, application, "known")
    _assessment, known = drafting.look(application, timezone.localdate())
    stated = application.draft.get("stated", {})
    context = {
        "known": [
            each
            for each in known
            if each.is_known and not (each.fact.name in stated and each.is_open)
        ]
    }
    return _render(request, application, "known", context)


def _facts(request: HttpRequest, application: Application) -> HttpResponse:
    """Saved first, looked at afterwards: a mistake keeps nothing from being saved."""
    on = timezone.localdate()
    if request.method == "GET":
        return _facts_page(request, application, on)
    claim = drafting.typed_claim(application, request.POST)
    facts = [
        each.fact
        for each in drafting.look(application, on)[1]
        if drafting.STATED + each.fact.name in request.POST and each.fact.may_be_stated
    ]
    stated_form = drafting.StatedForm(request.POST, facts=facts)
    stated_form.is_valid()
    form = drafting.claim_form(application, on=on, data=claim)
    try:
        application = services.save_draft(
            application_id=application.pk,
            by=request.user,
            at=timezone.now(),
            claim=claim,
            stated=stated_form.typed(),
        )
    except DomainError as error:
        form.add_error(None, error.message)
    if "later" in request.POST:
        return _go_on(request, application, "facts")
    if not (form.is_valid() and stated_form.is_valid()):
        return _facts_page(request, application, on, form, stated_form)
    asked = drafting.asked_facts(
        *drafting.look(application, on), application.draft.get("stated", {})
    )
    if any(each.fact not in facts for each in asked):
        messages.info(request, _("Saved. One more thing decides the amount."))
        return redirect("portal:apply", pk=application.pk, step="facts")
    return _go_on(request, application, "facts")


def _facts_page(
    request: HttpRequest,
    application: Application,
    on: date,
    form: Form | None = None,
    stated_form: drafting.StatedForm | None = None,
) -> HttpResponse:
    """The questions, as typed so far; with forms given, what is wrong in them."""
    draft = application.draft
    stated = draft.get("stated", {})
    if stated_form is None:
        asked = drafting.asked_facts(*drafting.look(application, on), stated)
        stated_form = drafting.StatedForm(
            initial={drafting.STATED + name: value for name, value in stated.items()},
            facts=[each.fact for each in asked],
        )
    context = {
        "form": form or drafting.claim_form(application, on=on),
        "stated_form": stated_form,
        "buyers": drafting.buyer_rows(draft.get("claim", {})),
    }
    status = 422 if form is not None else 200
    return _render(request, application, "facts", context, status)


def _papers(
    request: HttpRequest,
    application: Application,
    errors: dict[str, str] | None = None,
) -> HttpResponse:
    blocks = drafting.blocks_of(application)
    if request.method == "POST" and errors is None:
        promises = {
            block.material.code: f"promise-{block.material.code}" in request.POST
            for block in blocks
            if block.may_be_promised
        }
        services.save_draft(
            application_id=application.pk,
            by=request.user,
            at=timezone.now(),
            promises=promises,
        )
        return _go_on(request, application, "papers")
    for block in blocks:
        block.error = (errors or {}).get(block.material.code, "")
    context = {"blocks": blocks, "may_edit": True}
    return _render(
        request, application, "papers", context, status=422 if errors else 200
    )


@talent_page
@require_POST
def paper_add(request: HttpRequest, pk: int, material: str) -> HttpResponse:
    """Take files for one paper; with ``replace`` the old file goes when the new is in."""
    application = get_object_or_404(own_applications(request), pk=pk)
    blocks = {block.material.code: block for block in drafting.blocks_of(application)}
    block = blocks.get(material)
    if block is None:
        raise Http404
    error = _attach(request, application, material, block)
    if error == "" and not request.htmx:
        return redirect(f"{papers_page(application)}#paper-{material}")
    if not request.htmx:
        if application.status == Status.DRAFT:
            return _papers(request, application, {material: error})
        messages.error(request, error)
        return redirect(f"{papers_page(application)}#paper-{material}")
    fresh = {each.material.code: each for each in drafting.blocks_of(application)}
    block = fresh[material]
    block.error = error
    context = {"application": application, "block": block, "may_edit": True}
    return render(request, "portal/_paper.html", context, status=422 if error else 200)


def _attach(
    request: HttpRequest,
    application: Application,
    material: str,
    block: drafting.Block,
) -> str:
    """What kept a file from being taken, or an empty string."""
    files = request.FILES.getlist("file")
    if not files:
        return _("Choose a photograph or a PDF file first.")
    old = request.POST.get("replace", "")
    try:
        for file in files:
            services.attach(
                application_id=application.pk,
                material=material,
                file=file,
                name=file.name,
                by=request.user,
                at=timezone.now(),
            )
        if old and old in {str(paper.pk) for paper in block.papers}:
            services.detach(paper_id=int(old), by=request.user, at=timezone.now())
    except DomainError as error:
        return error.message
    return ""


def papers_page(application: Application) -> str:
    """The page with the upload forms: of the draft, the correction or the way."""
    if application.status == Status.DRAFT:
        return reverse("portal:apply", args=[application.pk, "papers"])
    if application.status == Status.RETURNED:
        return reverse("portal:correct", args=[application.number])
    return reverse("portal:application", args=[application.number])


@talent_page
@require_POST
def paper_remove(request: HttpRequest, pk: int) -> HttpResponse:
    paper = get_object_or_404(
        Paper.objects.filter(application__in=own_applications(request)), pk=pk
    )
    application = get_object_or_404(own_applications(request), pk=paper.application_id)
    try:
        services.detach(paper_id=paper.pk, by=request.user, at=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
    if not request.htmx:
        return redirect(f"{papers_page(application)}#paper-{paper.material}")
    blocks = {block.material.code: block for block in drafting.blocks_of(application)}
    context = {
        "application": application,
        "block": blocks[paper.material],
        "may_edit": True,
    }
    return render(request, "portal/_paper.html", context)


def _send(request: HttpRequest, application: Application) -> HttpResponse:
    """The summary; sending is one act, however often the button is pressed."""
    if request.method == "GET":
        return _summary(request, application)
    try:
        application = _submit(request, application)
    except Incomplete as error:
        application.refresh_from_db()
        return _summary(request, application, error.errors, [error.message])
    except DomainError as error:
        application.refresh_from_db()
        if application.submitted_at is not None:
            # Sent twice at once: the first one made it.
            return redirect("portal:receipt", number=application.number)
        return _summary(request, application, {}, [error.message])
    return redirect("portal:receipt", number=application.number)


def _submit(request: HttpRequest, application: Application) -> Application:
    at = timezone.now()
    if request.POST.get("data_check"):
        give_consent(
            talent_id=request.talent.pk,
            scope=Consent.Scope.DATA_CHECK,
            notice_version=CURRENT.version,
            by=request.user,
            at=at,
        )
    version = request.POST.get("version", "")
    saved = services.save_draft(
        application_id=application.pk,
        by=request.user,
        at=at,
        declared=bool(request.POST.get("declared")),
        version=int(version) if version.isdecimal() else None,
    )
    return services.submit(
        application_id=application.pk, by=request.user, at=at, version=saved.version
    )


def _summary(
    request: HttpRequest,
    application: Application,
    errors: dict[str, list[str]] | None = None,
    sentences: list[str] | None = None,
) -> HttpResponse:
    on = timezone.localdate()
    assessment, known = drafting.look(application, on)
    form = drafting.claim_form(
        application, on=on, data=application.draft.get("claim", {})
    )
    stated = application.draft.get("stated", {})
    context = {
        "claim": drafting.shown_claim(form),
        "known": [each for each in known if each.is_known],
        "blocks": drafting.blocks_of(application),
        "estimate": drafting.estimate_of(assessment),
        "stated": stated,
        "problems": problems_of(application, errors or {}),
        "sentences": sentences or [],
        "asks_data_check": not Consent.objects.filter(
            talent=request.talent,
            scope=Consent.Scope.DATA_CHECK,
            withdrawn_at__isnull=True,
        ).exists(),
    }
    status = 422 if errors or sentences else 200
    return _render(request, application, "send", context, status)


def problems_of(
    application: Application, errors: dict[str, list[str]]
) -> list[tuple[str, str]]:
    """(address, sentence) of everything that is missing: each leads to its field."""
    found = []
    for name, sentences in errors.items():
        part, _dot, rest = name.partition(".")
        if part == "material":
            address = f"{papers_page(application)}#paper-{rest}"
        elif part == "declared":
            address = "#id_declared"
        else:
            anchor = rest if part == "claim" else name
            address = reverse("portal:apply", args=[application.pk, "facts"])
            address = f"{address}#id_{anchor}"
        found += [(address, sentence) for sentence in sentences]
    return found


@talent_page
@require_GET
def applications(request: HttpRequest) -> HttpResponse:
    # A draft that was thrown away is of no interest any more.
    found = own_applications(request).exclude(status=Status.WITHDRAWN, number=None)
    cards = cards_of(found.order_by("-saved_at", "-pk"), timezone.localdate())
    return render(
        request,
        "portal/applications.html",
        {
            "live": [card for card in cards if card.is_live],
            "over": [card for card in cards if not card.is_live],
        },
    )

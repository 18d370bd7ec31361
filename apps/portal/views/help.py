"""Ask for help: a request in two fields, its answers, and what I think of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.audit.services import target_of
from apps.cases import services
from apps.cases.models import Case, CasePause, Rating
from apps.cases.states import CaseStatus
from apps.core.errors import DomainError
from apps.documents.models import Document
from apps.documents.services import store
from apps.portal.access import talent_page
from apps.portal.asking import ask_for_help
from apps.portal.request_forms import HelpForm, RatingForm, ReplyForm, WithdrawForm
from apps.portal.requests import clock_of, rows_of, talk_of, wants_of

PHOTOS = "cases.photo"
PAGE = 20


def own_requests(request: HttpRequest):
    """The person's own, whatever else this account may see."""
    return (
        Case.objects.visible_to(request.user)
        .for_talent(request.user)
        .select_related("item")
    )


@talent_page
@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    found = own_requests(request).order_by("-opened_at", "-pk")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = rows_of(page.object_list, timezone.localdate())
    return render(request, "portal/requests.html", {"page": page, "rows": rows})


@talent_page
@require_http_methods(["GET", "POST"])
def request_new(request: HttpRequest) -> HttpResponse:
    """Two fields and, where they help, photographs.  What was uploaded is never lost."""
    kept = _kept_files(request)
    if request.method == "GET":
        form = HelpForm(initial=_suggested(request))
        return render(request, "portal/request_new.html", {"form": form, "kept": kept})
    form = HelpForm(request.POST, request.FILES)
    is_valid = form.is_valid()
    kept += _store_photos(request, form)
    if is_valid and form.is_valid() and not form.errors:
        try:
            case = ask_for_help(
                talent_id=request.talent.pk,
                item_id=getattr(form.cleaned_data["item"], "pk", None),
                text=form.cleaned_data["text"],
                document_ids=[document.pk for document in kept],
                by=request.user,
                at=timezone.now(),
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Your request was received."))
            return redirect("portal:request", number=case.number)
    context = {"form": form, "kept": kept}
    return render(request, "portal/request_new.html", context, status=422)


def _suggested(request: HttpRequest) -> dict:
    """What a link on another page wants said: which entry of the register is wrong."""
    entry = request.GET.get("about", "")[:200]
    if entry:
        return {"text": _("This entry is wrong: {entry}").format(entry=entry) + "\n"}
    number = request.GET.get("case", "")[:40]
    return {"text": _("About {number}:").format(number=number) + "\n"} if number else {}


def _kept_files(request: HttpRequest) -> list[Document]:
    """What this person uploaded with an earlier try of the same form."""
    ids = [key for key in request.POST.getlist("kept") if key.isdecimal()]
    if not ids:
        return []
    return list(
        Document.objects.present()
        .filter(pk__in=ids[:12], owner="", uploaded_by=request.user, kind=PHOTOS)
        .order_by("pk")
    )


def _store_photos(request: HttpRequest, form: HelpForm) -> list[Document]:
    stored = []
    for file in form.cleaned_data.get("photos") or []:
        try:
            stored.append(
                store(
                    file=file,
                    kind=PHOTOS,
                    by=request.user,
                    at=timezone.now(),
                    name=file.name,
                )
            )
        except DomainError as error:
            form.add_error("photos", f"{file.name}: {error.message}")
    return stored


@talent_page
@require_GET
def request_detail(request: HttpRequest, number: str) -> HttpResponse:
    case = get_object_or_404(own_requests(request), number=number)
    return _detail(request, case)


def _detail(
    request: HttpRequest, case: Case, status: int = 200, **forms
) -> HttpResponse:
    on: date = timezone.localdate()
    has_rated = Rating.objects.filter(case=case, round=case.round).exists()
    is_answered = case.status in {
        CaseStatus.ANSWERED,
        CaseStatus.CONFIRMED,
        CaseStatus.CLOSED,
    }
    context = {
        "case": case,
        "clock": clock_of(case, on),
        "wants": wants_of(case),
        "talk": talk_of(case, request.user),
        "files": list(Document.objects.of(target_of(case))),
        "question": CasePause.objects.filter(case=case, until_at=None).first(),
        "may_reply": case.is_open,
        "may_confirm": case.status == CaseStatus.ANSWERED,
        "may_rate": is_answered and not has_rated,
        "may_withdraw": case.is_open,
        "reply_form": ReplyForm(),
        "rating_form": RatingForm(),
        "withdraw_form": WithdrawForm(),
        **forms,
    }
    return render(request, "portal/request_detail.html", context, status=status)


def _act(
    request: HttpRequest, number: str, name: str, form, done: str, act: Callable
) -> HttpResponse:
    """One act on one's own request: what is wrong comes back beside what was typed."""
    case = get_object_or_404(own_requests(request), number=number)
    if form is None or form.is_valid():
        try:
            act(case)
        except DomainError as error:
            if form is None:
                messages.error(request, error.message)
                return redirect("portal:request", number=number)
            form.add_error(None, error.message)
        else:
            messages.success(request, done)
            return redirect("portal:request", number=number)
    return _detail(request, case, status=422, **{name: form})


@talent_page
@require_POST
def request_reply(request: HttpRequest, number: str) -> HttpResponse:
    form = ReplyForm(request.POST)
    return _act(
        request,
        number,
        "reply_form",
        form,
        _("Your reply was sent."),
        lambda case: services.reply(
            case_id=case.pk,
            text=form.cleaned_data["text"],
            by=request.user,
            at=timezone.now(),
        ),
    )


@talent_page
@require_POST
def request_confirm(request: HttpRequest, number: str) -> HttpResponse:
    return _act(
        request,
        number,
        "",
        None,
        _("Thank you. Please rate the answer as well."),
        lambda case: services.confirm_answer(
            case_id=case.pk, by=request.user, at=timezone.now()
        ),
    )


@talent_page
@require_POST
def request_rate(request: HttpRequest, number: str) -> HttpResponse:
    form = RatingForm(request.POST)
    return _act(
        request,
        number,
        "rating_form",
        form,
        _("Thank you for your rating."),
        lambda case: services.rate(
            case_id=case.pk,
            score=form.cleaned_data["score"],
            words=form.cleaned_data["words"],
            by=request.user,
            at=timezone.now(),
        ),
    )


@talent_page
@require_POST
def request_withdraw(request: HttpRequest, number: str) -> HttpResponse:
    form = WithdrawForm(request.POST)
    return _act(
        request,
        number,
        "withdraw_form",
        form,
        _("Your request was taken back."),
        lambda case: services.withdraw(
            case_id=case.pk,
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=timezone.now(),
        ),
    )

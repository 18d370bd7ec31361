"""Public notices from the inside: put together, publish, objections, result."""

from __future__ import annotations

from django.contrib import messages as flash
from django.db.models import Count, Q
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from apps.applications import services
from apps.applications.models import Objection, PublicNotice
from apps.applications.models.notices import NOTICE_ROLES
from apps.applications.notice_forms import LengthenForm, NoticeForm, SettleForm
from apps.applications.services.notices import waiting
from apps.core.access import roles_required
from apps.core.errors import DomainError
from apps.core.lists import Column, ListPage
from apps.core.roles import Role

readers = roles_required(*NOTICE_ROLES)
makers = roles_required(Role.CITY_REVIEWER)
KINDS = {"draft": "muted", "running": "info", "ended": "ok"}
WORDS = {
    "draft": gettext_lazy("not published"),
    "running": gettext_lazy("running"),
    "ended": gettext_lazy("ended"),
}


@readers
def notice_list(request: HttpRequest) -> HttpResponse:
    notices = PublicNotice.objects.visible_to(request.user).annotate(
        count=Count("entries", distinct=True),
        objected=Count(
            "entries__objections",
            filter=Q(entries__objections__state=Objection.State.OPEN),
            distinct=True,
        ),
    )
    page = ListPage(
        request,
        notices,
        columns=[
            Column(gettext_lazy("Notice"), sort="pk"),
            Column(gettext_lazy("State")),
            Column(gettext_lazy("People"), numeric=True),
            Column(gettext_lazy("Open objections"), numeric=True),
            Column(gettext_lazy("From")),
            Column(gettext_lazy("Until")),
        ],
        order="-pk",
    )
    for row in page.rows:
        row.kind, row.word = KINDS[row.state], WORDS[row.state]
    may_make = request.user.has_role(Role.CITY_REVIEWER)
    return render(
        request,
        "applications/notice_list.html",
        {
            "page": page,
            "may_make": may_make,
            "waiting": waiting(request.user).count() if may_make else 0,
        },
    )


@makers
def notice_new(request: HttpRequest) -> HttpResponse:
    """Choose applications; what would be shown is seen on the draft before anything."""
    rows = waiting(request.user)
    if request.method == "POST":
        form = NoticeForm(request.POST, waiting=rows)
        if form.is_valid():
            data = form.cleaned_data
            try:
                made = services.draft_notice(
                    by=request.user,
                    at=timezone.now(),
                    title=data["title"],
                    days=data["days"],
                    application_ids=[each.pk for each in data["applications"]],
                )
            except DomainError as error:
                form.add_error(None, error.message)
            else:
                return redirect("applications:notice", number=made.number)
    else:
        form = NoticeForm(
            waiting=rows,
            initial={"days": 5, "applications": [each.pk for each in rows[:200]]},
        )
    return render(
        request,
        "applications/notice_new.html",
        {"form": form},
        status=422 if form.is_bound else 200,
    )


@readers
def notice(request: HttpRequest, number: str) -> HttpResponse:
    return _page(request, _notice(request, number))


def _notice(request: HttpRequest, number: str) -> PublicNotice:
    return get_object_or_404(
        PublicNotice.objects.visible_to(request.user).select_related("published_by"),
        number=number,
    )


def _page(
    request: HttpRequest,
    found: PublicNotice,
    *,
    lengthen: Form | None = None,
    settled: tuple[int, Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Three queries, whatever the length of the notice."""
    entries = list(
        found.entries.select_related("application").prefetch_related(
            "objections__settled_by"
        )
    )
    may_make = request.user.has_role(Role.CITY_REVIEWER)
    objections = []
    for entry in entries:
        for each in entry.objections.all():
            pk, form = settled or (None, None)
            each.form = form if pk == each.pk else SettleForm(prefix=f"o{each.pk}")
            each.shown_entry = entry
            objections.append(each)
    path = reverse("public:notice", args=[found.address])
    context = {
        "notice": found,
        "entries": entries,
        "objections": objections,
        "kind": KINDS[found.state],
        "word": WORDS[found.state],
        "may_make": may_make,
        "lengthen_form": lengthen or LengthenForm(initial={"days": found.days + 1}),
        "public_path": path,
        "is_shown": found.state == "running",
    }
    return render(request, "applications/notice.html", context, status=status)


@makers
@require_POST
def publish(request: HttpRequest, number: str) -> HttpResponse:
    found = _notice(request, number)
    try:
        services.publish_notice(notice_id=found.pk, by=request.user, at=timezone.now())
    except DomainError as error:
        flash.error(request, error.message)
    else:
        flash.success(request, _("Published. It ends by itself."))
    return redirect("applications:notice", number=number)


@makers
@require_POST
def discard(request: HttpRequest, number: str) -> HttpResponse:
    found = _notice(request, number)
    try:
        services.discard_notice(notice_id=found.pk, by=request.user, at=timezone.now())
    except DomainError as error:
        flash.error(request, error.message)
        return redirect("applications:notice", number=number)
    flash.success(request, _("The draft is gone; its applications wait again."))
    return redirect("applications:notices")


@makers
@require_POST
def lengthen(request: HttpRequest, number: str) -> HttpResponse:
    found = _notice(request, number)
    form = LengthenForm(request.POST)
    if form.is_valid():
        try:
            services.lengthen_notice(
                notice_id=found.pk,
                by=request.user,
                at=timezone.now(),
                days=form.cleaned_data["days"],
            )
        except DomainError as error:
            form.add_error("days", error.message)
        else:
            flash.success(request, _("The notice runs longer."))
            return redirect("applications:notice", number=number)
    return _page(request, found, lengthen=form, status=422)


@makers
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    objection = get_object_or_404(
        Objection.objects.select_related("entry__notice").filter(
            entry__notice__in=PublicNotice.objects.visible_to(request.user)
        ),
        pk=pk,
    )
    found = objection.entry.notice
    form = SettleForm(request.POST, prefix=f"o{pk}")
    if form.is_valid():
        try:
            services.settle_objection(
                objection_id=pk,
                by=request.user,
                at=timezone.now(),
                upheld=form.cleaned_data["state"] == Objection.State.UPHELD,
                finding=form.cleaned_data["finding"],
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            flash.success(request, _("The objection is settled."))
            return redirect("applications:notice", number=found.number)
    return _page(request, found, settled=(pk, form), status=422)

"""What anybody may read without signing in, while it runs, and where to object."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.applications import services
from apps.applications.models import NoticeEntry, PublicNotice
from apps.applications.notice_forms import ObjectionForm
from apps.core.access import open_page
from apps.core.errors import DomainError
from apps.core.http import is_over_limit

TRIES_AN_HOUR = 10  # of one address: one stranger may not hold up a whole batch


@open_page
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The notices that run today."""
    on = timezone.localdate()
    notices = PublicNotice.objects.shown(on).order_by("until_date", "pk")
    return _hidden(render(request, "public/notices.html", {"notices": notices}))


@open_page
@require_GET
def notice(request: HttpRequest, address: str) -> HttpResponse:
    """One notice on its own address; gone the day after its last."""
    return _page(request, _shown(address))


@open_page
@require_POST
def objection(request: HttpRequest, address: str) -> HttpResponse:
    found = _shown(address)
    form = ObjectionForm(request.POST, entries=_entries(found))
    if is_over_limit(request, "objection", an_hour=TRIES_AN_HOUR):
        form.add_error(None, _("Too many tries from here. Come back in an hour."))
        return _page(request, found, form=form, status=429)
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.take_objection(
                entry_id=data["entry"].pk,
                name=data["name"],
                phone=data["phone"],
                text=data["text"],
                at=timezone.now(),
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            return _hidden(render(request, "public/objected.html", {"notice": found}))
    return _page(request, found, form=form, status=422)


def _shown(address: str) -> PublicNotice:
    return get_object_or_404(
        PublicNotice.objects.shown(timezone.localdate()), address=address
    )


def _entries(found: PublicNotice):
    return NoticeEntry.objects.filter(notice=found).order_by("order")


def _page(
    request: HttpRequest,
    found: PublicNotice,
    *,
    form: ObjectionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    entries = _entries(found)
    context = {
        "notice": found,
        "entries": list(entries),
        "form": form or ObjectionForm(entries=entries),
    }
    return _hidden(render(request, "public/notice.html", context, status=status))


def _hidden(response: HttpResponse) -> HttpResponse:
    """Open, yet in no index and in no cache: when it ends it is gone."""
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Cache-Control"] = "no-store"
    return response

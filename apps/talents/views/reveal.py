"""A look behind a mask: the reason first, then the value, once."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.core.access import roles_required
from apps.core.errors import DomainError
from apps.talents.forms.reveal import RevealForm
from apps.talents.services import revealing
from apps.talents.views.person import find_talent
from apps.talents.visibility import REVEALING_ROLES


@roles_required(*REVEALING_ROLES)
@never_cache
@require_http_methods(["GET", "POST"])
def reveal(request: HttpRequest, number: str, what: str) -> HttpResponse:
    """Ask why, then show.  A fragment for htmx, a page without JavaScript."""
    talent = find_talent(request, number)
    form = RevealForm(request.POST or None)
    context = {"talent": talent, "what": what, "form": form}
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                context["value"] = revealing.reveal(
                    talent_id=talent.pk,
                    what=what,
                    reason=form.cleaned_data["reason"],
                    by=request.user,
                    at=timezone.now(),
                )
            except DomainError as error:
                form.add_error(None, error.message)
        if form.errors:
            status = 422
    is_fragment = bool(request.htmx) and not request.htmx.boosted
    template = "talents/_reveal.html" if is_fragment else "talents/reveal.html"
    return render(request, template, context, status=status)

"""Saved views of one list: a row of chips, fetched by the list or opened as a page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.accounts import services
from apps.accounts.models import SavedView
from apps.core.access import signed_in
from apps.core.errors import DomainError


@signed_in
def view_list(request: HttpRequest) -> HttpResponse:
    """GET shows the views of the list at ``path``; POST keeps the one in ``query``."""
    given = request.POST if request.method == "POST" else request.GET
    path, query = given.get("path", "/"), given.get("query", "")
    if not url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        path = "/"
    problem, status = "", 200
    if request.method == "POST":
        try:
            view = services.save_view(
                user=request.user, path=path, query=query, name=given.get("name", "")
            )
        except DomainError as error:
            problem, status = error.message, 422
        else:
            if not request.htmx:
                messages.success(request, _("The view was kept."))
                return redirect(view.url)
    current = services.plain_query(query)
    views = SavedView.objects.filter(user=request.user, path=path)
    template = "accounts/_views.html" if request.htmx else "accounts/views.html"
    context = {
        "views": views,
        "path": path,
        "query": current,
        "problem": problem,
        "name": given.get("name", "") if problem else "",
    }
    return render(request, template, context, status=status)


@signed_in
@require_POST
def view_delete(request: HttpRequest, pk: int) -> HttpResponse:
    view = get_object_or_404(SavedView, pk=pk, user=request.user)
    services.delete_view(user=request.user, view_id=view.pk)
    messages.success(request, _("The view was deleted."))
    return redirect(view.path)

"""Duties given and ended by the security administrator, each with its effects first."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts import services
from apps.accounts.forms import EndForm, GrantForm
from apps.accounts.models import RoleGrant, User
from apps.accounts.words import effects_of_end, effects_of_grant
from apps.core.access import roles_required
from apps.core.errors import DomainError
from apps.core.forms import fingerprint, posted
from apps.core.roles import Role

givers = roles_required(Role.SECURITY_ADMIN)


@givers
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """First what will be true, then the act: the same form, sent twice."""
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    form = GrantForm(
        posted(request),
        initial={"from_date": timezone.localdate(), "office": person.office_id},
        by=request.user,
    )
    effects: list[str] = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        effects = effects_of_grant(
            person, data["role"], data["office"], data["from_date"], data["until_date"]
        )
        if request.POST.get("confirmed") == fingerprint(form):
            try:
                services.grant_role(
                    user_id=person.pk,
                    role=data["role"],
                    office_id=data["office"].pk if data["office"] else None,
                    from_date=data["from_date"],
                    until_date=data["until_date"],
                    by=request.user,
                    at=timezone.now(),
                    reason=data["reason"],
                )
            except DomainError as error:
                effects = []
                form.add_error(None, error.message)
            else:
                messages.success(request, _("The duty was given."))
                return redirect("accounts:user", pk=person.pk)
    return render(
        request,
        "accounts/grant.html",
        {
            "form": form,
            "person": person,
            "consequences": effects,
            "confirmed": fingerprint(form) if effects else "",
            "draft": f"duty:{person.pk}",
        },
        status=422 if form.errors else 200,
    )


@givers
def end(request: HttpRequest, pk: int) -> HttpResponse:
    people = User.objects.visible_to(request.user)
    held = get_object_or_404(
        RoleGrant.objects.select_related("user", "office").filter(user__in=people),
        pk=pk,
    )
    start = max(timezone.localdate(), held.from_date)
    form = EndForm(posted(request), initial={"on": start})
    effects: list[str] = []
    if request.method == "POST" and form.is_valid():
        effects = effects_of_end(held, form.cleaned_data["on"])
        if request.POST.get("confirmed") == fingerprint(form):
            try:
                services.end_role(
                    grant_id=held.pk,
                    on=form.cleaned_data["on"],
                    by=request.user,
                    at=timezone.now(),
                    reason=form.cleaned_data["reason"],
                )
            except DomainError as error:
                effects = []
                form.add_error(None, error.message)
            else:
                messages.success(request, _("The end of the duty is set."))
                return redirect("accounts:user", pk=held.user_id)
    return render(
        request,
        "accounts/grant_end.html",
        {
            "form": form,
            "grant": held,
            "consequences": effects,
            "confirmed": fingerprint(form) if effects else "",
        },
        status=422 if form.errors else 200,
    )

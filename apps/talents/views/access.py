"""A code with which a person opens an account of his or her own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from apps.core.access import roles_required
from apps.core.errors import DomainError
from apps.talents import services
from apps.talents.services.invitations import INVITING, why_not_invite
from apps.talents.views.person import find_talent


@roles_required(*INVITING)
def talent_invite(request: HttpRequest, number: str) -> HttpResponse:
    """GET says where it stands; POST makes a code and shows it this once."""
    talent = find_talent(request, number)
    code = ""
    if request.method == "POST":
        try:
            _made, code = services.invite(
                talent_id=talent.pk, by=request.user, at=timezone.now()
            )
        except DomainError as error:
            messages.error(request, error.message)
            return redirect("talents:invite", number=number)
    now = timezone.now()
    last = talent.invitations.select_related("created_by").first()
    context = {
        "talent": talent,
        "code": code,
        "last": last,
        "is_open": last is not None and last.is_open(now),
        "why_not": why_not_invite(request.user, talent),
        "address": request.build_absolute_uri(reverse("portal:activate")),
    }
    response = render(request, "talents/invite.html", context)
    response["Cache-Control"] = "no-store"
    return response

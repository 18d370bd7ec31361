"""Every page here is one person's own: it begins with that person's entry."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from apps.accounts.models import User
from apps.core.access import roles_required
from apps.core.roles import Role
from apps.talents.choices import TalentStatus
from apps.talents.models import Talent

Page = Callable[..., HttpResponse]


def own_entry(user: User) -> Talent | None:
    """The entry of the register that this account belongs to."""
    return (
        Talent.objects.visible_to(user)
        .filter(user_id=user.pk)
        .exclude(status=TalentStatus.MERGED)
        .select_related("region", "employer")
        .first()
    )


def talent_page(view: Page) -> Page:
    """Open the view to talents and hand it ``request.talent``, their own entry.

    An account that belongs to no entry is told whom to ask instead.
    """

    @wraps(view)
    def page(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        talent = own_entry(request.user)
        if talent is None:
            status = 200 if request.method in {"GET", "HEAD"} else 409
            return render(request, "portal/not_linked.html", status=status)
        request.talent = talent
        return view(request, *args, **kwargs)

    return roles_required(Role.TALENT)(page)

"""Policy finds people: who may claim what and has not, who nearly, who about to lose."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from apps.core.access import roles_required
from apps.core.lists import Column, ListPage
from apps.core.roles import Role
from apps.jobs.services import start
from apps.policies import facts, work
from apps.policies.match_forms import VIEWS, MatchFilter
from apps.policies.models import Match
from apps.policies.on_talent import SEEING
from apps.policies.sweeps import swept_on
from apps.policies.taken import not_taken

SWEEPERS = (Role.CITY_REVIEWER, Role.SYSTEM_ADMIN)


@roles_required(*SEEING)
def match_list(request: HttpRequest) -> HttpResponse:
    """Of the people I may see; who has applied already is not in it."""
    matches = not_taken(Match.objects.visible_to(request.user)).select_related(
        "talent__employer", "version__policy"
    )
    page = ListPage(
        request,
        matches,
        columns=[
            Column(gettext_lazy("Talent")),
            Column(gettext_lazy("Policy")),
            Column(gettext_lazy("Standing")),
            Column(gettext_lazy("What is missing, or when it turns")),
            Column(gettext_lazy("Since"), sort="since"),
        ],
        order="-since",
        form=MatchFilter(request.GET),
    )
    for match in page.rows:
        match.missing_words = ", ".join(
            str(facts.get(name).label)
            for name in match.missing
            if facts.is_registered(name)
        )
    return render(
        request,
        "policies/match_list.html",
        {
            "page": page,
            "tabs": _tabs(request),
            "swept_on": swept_on(),
            "may_sweep": request.user.has_role(*SWEEPERS),
        },
    )


def _tabs(request: HttpRequest) -> list[dict]:
    view = request.GET.get("view", "")
    return [
        {
            "label": label,
            "url": f"{request.path}?view={key}" if key else request.path,
            "is_current": view == key,
        }
        for key, label in (("", _("Everything")), *VIEWS.items())
    ]


@roles_required(*SWEEPERS)
@require_POST
def sweep_now(request: HttpRequest) -> HttpResponse:
    """Ask everybody again, as a job: it goes on when the page is closed."""
    job = start(
        work.SWEEP,
        by=request.user,
        at=timezone.now(),
        payload={},
        label=_("All policies, everybody on the register"),
    )
    return redirect("jobs:detail", job.pk)

"""The balanced proposal: choose, look, apply."""

from __future__ import annotations

from collections import Counter

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from apps.commissioners import services
from apps.commissioners.balance import LeftOver
from apps.commissioners.forms import ScopeForm
from apps.commissioners.links import talent_url
from apps.commissioners.models import BalanceProposal, Commissioner
from apps.commissioners.models.proposals import ProposalStatus
from apps.commissioners.queries import with_load
from apps.commissioners.services.balancing import AT_MOST, Group, Scope
from apps.commissioners.views.caseloads import heads
from apps.core.errors import DomainError
from apps.talents.models import Talent


@heads
def balance(request: HttpRequest) -> HttpResponse:
    """Choose whom it is for; what comes out is only looked at."""
    form = ScopeForm(
        request.POST if request.method == "POST" else None,
        user=request.user,
        initial={"group": Group.GRADED},
    )
    if request.method == "POST" and form.is_valid():
        region = form.cleaned_data["region"]
        try:
            made = services.propose_balance(
                scope=Scope(form.cleaned_data["group"], region.pk if region else ""),
                by=request.user,
                at=timezone.now(),
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            return redirect("commissioners:proposal", pk=made.pk)
    return render(
        request,
        "commissioners/balance.html",
        {"form": form, "at_most": AT_MOST},
        status=422 if form.errors else 200,
    )


@heads
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Who gets how many, from what to what, and who is left over and why."""
    found = _proposal(request, pk)
    more = Counter(server for _talent, server in found.pairs)
    rows = list(
        with_load(Commissioner.objects.visible_to(request.user).filter(pk__in=more))
        .select_related("user", "office")
        .order_by("office_id", "pk")
    )
    is_shown = found.status == ProposalStatus.SHOWN
    for row in rows:
        row.more = more[row.pk]
        # Once applied the new ones are in the load already.
        row.before = row.load if is_shown else max(row.load - row.more, 0)
        row.after = row.before + row.more
    names = Talent.objects.visible_to(request.user).in_bulk(
        [talent for talent, _reason in found.left_over_talents]
    )
    left_over = [
        (names[talent].name, talent_url(names[talent]), LeftOver(reason).label)
        for talent, reason in found.left_over_talents
        if talent in names
    ]
    return render(
        request,
        "commissioners/proposal.html",
        {
            "proposal": found,
            "rows": rows,
            "pairs": len(found.pairs),
            "group": Group(found.scope["group"]).label,
            "people": found.scope["people"],
            "reasons": [
                (LeftOver(code).label, count) for code, count in found.left_over.items()
            ],
            "left_over": left_over,
            "left_over_count": sum(found.left_over.values()),
            "is_shown": is_shown,
        },
    )


@heads
@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    found = _proposal(request, pk)
    try:
        found = services.start_applying(
            proposal_id=found.pk, by=request.user, at=timezone.now()
        )
    except DomainError as error:
        flash.error(request, error.message)
        return redirect("commissioners:proposal", pk=pk)
    return redirect("jobs:detail", pk=found.job_id)


def _proposal(request: HttpRequest, pk: int) -> BalanceProposal:
    return get_object_or_404(BalanceProposal.objects.visible_to(request.user), pk=pk)

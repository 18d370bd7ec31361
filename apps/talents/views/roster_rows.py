"""One row of an import: what it says, what it changes, who it is."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.errors import DomainError
from apps.core.forms import posted
from apps.talents.forms.rosters import DecisionForm
from apps.talents.models import RosterImport, RosterRow, RosterStage, Talent
from apps.talents.models.roster import IMPORT_ROLES
from apps.talents.roster import services, showing
from apps.talents.roster.permissions import why_not_act
from apps.talents.roster.states import ImportState, Outcome
from apps.talents.views.rosters import get_roster, readers


@readers
def roster_row(request: HttpRequest, number: str, row: int) -> HttpResponse:
    """The page of a row; where it is held, the decision."""
    roster = get_roster(request, number)
    line = get_object_or_404(
        roster.roster_rows.select_related("talent", "decided_by"), number=row
    )
    context = {
        "roster": roster,
        "row": line,
        "status_kind": showing.OUTCOME_KINDS[line.outcome],
        "reasons": showing.reason_words(line.reasons),
        "remarks": showing.remark_words(line.remarks),
        "changes": showing.changes_of(line),
        "refusal": showing.refusal_words(line.undo_refusal),
        "is_final": roster.is_final,
    }
    form = None
    if line.outcome == Outcome.HELD:
        form, held = _decision(request, roster, line)
        context |= held
        if form is not None and form.is_valid():
            decided = _decide(request, roster, line, form)
            if decided is not None:
                return decided
    context["form"] = form
    return render(
        request,
        "talents/imports/row.html",
        context,
        status=422 if form is not None and form.errors else 200,
    )


def _decision(
    request: HttpRequest, roster: RosterImport, row: RosterRow
) -> tuple[DecisionForm | None, dict]:
    """The form, and both sides to compare.  People out of reach are only counted."""
    staged = get_object_or_404(RosterStage, roster=roster, number=row.number)
    people = list(
        Talent.objects.filter(pk__in=row.candidates)
        .filter(request.user.reach(*IMPORT_ROLES).filter("region"))
        .select_related("employer", "region")
        .prefetch_related("documents")
        .order_by("pk")
    )
    context = {
        "staged": showing.staged_facts(staged),
        "candidates": [(talent, showing.candidate_facts(talent)) for talent in people],
        "hidden": len(row.candidates) - len(people),
        "is_known": staged.talent_id is not None,
    }
    may_decide = roster.state in {ImportState.CHECKED, ImportState.DONE}
    if why_not_act(request.user, roster) or not may_decide:
        return None, context
    form = DecisionForm(
        posted(request), row=row, people=people, is_known=staged.talent_id is not None
    )
    return form, context


def _decide(
    request: HttpRequest, roster: RosterImport, row: RosterRow, form: DecisionForm
) -> HttpResponse | None:
    decision, talent_id = form.decision
    try:
        services.decide_row(
            roster_id=roster.pk,
            number=row.number,
            decision=decision,
            talent_id=talent_id,
            by=request.user,
            at=timezone.now(),
        )
    except DomainError as error:
        form.add_error(None, error.message)
        return None
    messages.success(request, _("Row {number} is decided.").format(number=row.number))
    following = (
        roster.roster_rows.filter(outcome=Outcome.HELD, number__gt=row.number).first()
        or roster.roster_rows.filter(outcome=Outcome.HELD).first()
    )
    if following is not None:
        return redirect("talents:roster_row", roster.number, following.number)
    return redirect("talents:roster", roster.number)

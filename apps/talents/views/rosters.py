"""Imports of rosters: the list, the way from file to register, and back."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from apps.audit.services import record
from apps.core.access import roles_required
from apps.core.errors import DomainError
from apps.core.forms import posted
from apps.core.lists import Column, ListPage
from apps.core.roles import Role
from apps.core.templatetags.ui import grouped, moment
from apps.jobs import facts as job_facts
from apps.jobs import services as jobs
from apps.jobs.models import JobState
from apps.talents.forms.rosters import (
    RosterColumnsForm,
    RosterFilterForm,
    RosterUploadForm,
    RowFilterForm,
    UndoForm,
)
from apps.talents.models import RosterImport
from apps.talents.models.roster import IMPORT_ROLES, OVERSEEING_ROLES
from apps.talents.roster import exporting, services, showing, undoing
from apps.talents.roster.permissions import why_not_act
from apps.talents.roster.states import ImportState, Outcome

importers = roles_required(*IMPORT_ROLES)
readers = roles_required(*IMPORT_ROLES, *OVERSEEING_ROLES)

AT_WORK = {ImportState.CHECKING, ImportState.IMPORTING, ImportState.UNDOING}
WITH_ROWS = {
    ImportState.CHECKED,
    ImportState.DONE,
    ImportState.UNDONE,
    ImportState.UNDOING,
}


def get_roster(request: HttpRequest, number: str) -> RosterImport:
    return get_object_or_404(
        RosterImport.objects.visible_to(request.user).select_related(
            "by", "office", "job", "grade_scheme", "undone_by"
        ),
        number=number,
    )


@readers
def roster_list(request: HttpRequest) -> HttpResponse:
    page = ListPage(
        request,
        RosterImport.objects.visible_to(request.user).select_related("by", "office"),
        columns=[
            Column(gettext_lazy("File")),
            Column(gettext_lazy("State"), sort="state"),
            Column(gettext_lazy("Rows"), numeric=True, sort="rows"),
            Column(gettext_lazy("New"), numeric=True),
            Column(gettext_lazy("Changed"), numeric=True),
            Column(gettext_lazy("Rejected"), numeric=True),
            Column(gettext_lazy("To be decided"), numeric=True),
            Column(gettext_lazy("Imported by")),
            Column(gettext_lazy("Uploaded"), sort="pk"),
        ],
        order="-pk",
        form=RosterFilterForm(request.GET),
    )
    for roster in page.rows:
        roster.status_kind = showing.STATE_KINDS[roster.state]
        roster.uploaded_text = moment(roster.created_at)
    may_import = services.offices_of(request.user).exists()
    return render(
        request, "talents/imports/list.html", {"page": page, "may_import": may_import}
    )


@importers
def roster_new(request: HttpRequest) -> HttpResponse:
    form = RosterUploadForm(posted(request), request.FILES or None, by=request.user)
    if form.is_valid():
        try:
            roster = services.upload_roster(
                file=form.cleaned_data["file"],
                name=form.cleaned_data["file"].name,
                office_id=form.cleaned_data["office"].pk,
                by=request.user,
                at=timezone.now(),
            )
        except DomainError as error:
            form.add_error("file", error.message)
        else:
            return redirect("talents:roster_columns", roster.number)
    return render(
        request,
        "talents/imports/new.html",
        {"form": form},
        status=422 if form.errors else 200,
    )


@importers
def roster_columns(request: HttpRequest, number: str) -> HttpResponse:
    """Which column means what; sending it starts the check."""
    roster = get_roster(request, number)
    if roster.state != ImportState.MAPPING or why_not_act(request.user, roster):
        return redirect("talents:roster", number)
    form = RosterColumnsForm(posted(request), roster=roster)
    if form.is_valid():
        scheme = form.cleaned_data["grade_scheme"]
        try:
            services.choose_columns(
                roster_id=roster.pk,
                mapping=form.mapping,
                allow_undocumented=form.cleaned_data["allow_undocumented"],
                grade_scheme_id=scheme.pk if scheme else None,
                grades_on=form.cleaned_data["grades_on"],
                by=request.user,
                at=timezone.now(),
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            return redirect("talents:roster", number)
    return render(
        request,
        "talents/imports/columns.html",
        {"roster": roster, "form": form},
        status=422 if form.errors else 200,
    )


@readers
def roster_detail(request: HttpRequest, number: str) -> HttpResponse:
    """Where an import stands: being worked on, foreseen, done or undone."""
    roster = get_roster(request, number)
    may_act = why_not_act(request.user, roster) is None
    if roster.state == ImportState.MAPPING and may_act:
        return redirect("talents:roster_columns", number)
    context = {
        "roster": roster,
        "status_kind": showing.STATE_KINDS[roster.state],
        "may_act": may_act,
        "may_start": may_act and roster.by_id == request.user.pk,
        **_work(roster),
    }
    if roster.state in WITH_ROWS:
        context |= _rows(request, roster)
    return render(request, "talents/imports/detail.html", context)


def _work(roster: RosterImport) -> dict:
    job = roster.job
    if roster.state not in AT_WORK or job is None:
        return {"job": None}
    left = job_facts.words_for(job_facts.time_left(job, timezone.now()))
    return {
        "job": job,
        "time_left": left,
        "has_stopped": job.state in {JobState.FAILED, JobState.CANCELLED},
    }


def _rows(request: HttpRequest, roster: RosterImport) -> dict:
    page = ListPage(
        request,
        roster.roster_rows.all(),
        columns=[
            Column(gettext_lazy("Row"), sort="number"),
            Column(gettext_lazy("Name")),
            Column(gettext_lazy("Number ends in")),
            Column(gettext_lazy("Outcome")),
            Column(gettext_lazy("Why, and what changes")),
        ],
        order="number",
        form=RowFilterForm(request.GET),
    )
    for row in page.rows:
        row.status_kind = showing.OUTCOME_KINDS[row.outcome]
        row.reason_texts = showing.reason_words(row.reasons)
        row.remark_texts = showing.remark_words(row.remarks)
        row.changed = ", ".join(showing.changed_facts(row))
        row.refusal_text = showing.refusal_words(row.undo_refusal)
    context = {"page": page, "tiles": _tiles(request, roster)}
    if roster.state in {ImportState.UNDONE, ImportState.UNDOING}:
        context["undo_counts"] = undoing.count(roster)
    return context


def _tiles(request: HttpRequest, roster: RosterImport) -> list[dict]:
    """The counts; each is the way to its rows."""
    kinds = {Outcome.REJECTED: "late", Outcome.HELD: "due", Outcome.CREATED: "ok"}
    notes = {
        Outcome.UNCHANGED: _("{count} of them repeated in the file").format(
            count=grouped(roster.repeated)
        )
        if roster.repeated
        else ""
    }
    tiles = [
        {
            "label": _("Rows in the file"),
            "value": grouped(roster.rows),
            "url": request.path,
        }
    ]
    for outcome in Outcome:
        count = getattr(roster, outcome.value)
        tiles.append(
            {
                "label": outcome.label,
                "value": grouped(count),
                "url": f"{request.path}?outcome={outcome}",
                "kind": kinds.get(outcome, "") if count else "",
                "note": notes.get(outcome, ""),
            }
        )
    return tiles


@readers
def roster_progress(request: HttpRequest, number: str) -> HttpResponse:
    """The live part; when the work is over the page is loaded again."""
    roster = get_roster(request, number)
    work = _work(roster)
    response = render(
        request, "talents/imports/_progress.html", {"roster": roster, **work}
    )
    if work["job"] is None or work["has_stopped"]:
        response["HX-Refresh"] = "true"
    return response


@importers
@require_POST
def roster_sheet(request: HttpRequest, number: str) -> HttpResponse:
    """Another sheet of the file."""
    roster = get_roster(request, number)
    return _act(
        request,
        roster,
        services.choose_sheet,
        sheet=request.POST.get("sheet", ""),
    )


@importers
@require_POST
def roster_reopen(request: HttpRequest, number: str) -> HttpResponse:
    return _act(request, get_roster(request, number), services.change_columns)


@importers
@require_POST
def roster_start(request: HttpRequest, number: str) -> HttpResponse:
    return _act(request, get_roster(request, number), services.start_import)


@importers
@require_POST
def roster_discard(request: HttpRequest, number: str) -> HttpResponse:
    return _act(request, get_roster(request, number), services.discard)


@importers
@require_POST
def roster_again(request: HttpRequest, number: str) -> HttpResponse:
    """Let work that failed go on from where it stopped."""
    roster = get_roster(request, number)
    try:
        jobs.try_again(job_id=roster.job_id, by=request.user, at=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("talents:roster", number)


def _act(request: HttpRequest, roster: RosterImport, act, **more) -> HttpResponse:
    try:
        act(roster_id=roster.pk, by=request.user, at=timezone.now(), **more)
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("talents:roster", roster.number)


@importers
def roster_undo(request: HttpRequest, number: str) -> HttpResponse:
    """What undoing will do, and the reason for it."""
    roster = get_roster(request, number)
    if why_not_act(request.user, roster):
        return redirect("talents:roster", number)
    form = UndoForm(posted(request))
    if form.is_valid():
        try:
            services.undo_import(
                roster_id=roster.pk,
                why=form.cleaned_data["why"],
                by=request.user,
                at=timezone.now(),
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            return redirect("talents:roster", number)
    left = undoing.count_left_by_outcome(roster)
    consequences = [
        _("{count} people whom the import added leave the register.").format(
            count=grouped(left[Outcome.CREATED])
        ),
        _("{count} people get back what the register said before.").format(
            count=grouped(left[Outcome.UPDATED])
        ),
        _(
            "Whoever was changed since, or has anything added, is left alone; the row "
            "then says why."
        ),
    ]
    return render(
        request,
        "talents/imports/undo.html",
        {"roster": roster, "form": form, "consequences": consequences},
        status=422 if form.errors else 200,
    )


@importers
def roster_rejected(request: HttpRequest, number: str) -> HttpResponse:
    """The rejected rows to correct and send again; taking them is recorded."""
    roster = get_roster(request, number)
    if roster.state not in WITH_ROWS or why_not_act(request.user, roster):
        return redirect("talents:roster", number)
    try:
        file = exporting.rejected_file(roster)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("talents:roster", number)
    with transaction.atomic():
        record(
            "talents.import.rejected_downloaded",
            target=roster,
            by=request.user,
            at=timezone.now(),
            data={"rows": roster.rejected},
            is_read=True,
        )
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"{roster.number}-rejected.xlsx",
        content_type=exporting.CONTENT_TYPE,
    )


ROLES = frozenset({*IMPORT_ROLES, Role.AUDITOR})

"""The three long pieces of work: check, import, undo.  The jobs app runs them."""

from __future__ import annotations

import io
from datetime import date

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import Region
from apps.audit.services import record
from apps.core.database import commit_lazily
from apps.core.errors import NotAllowed
from apps.documents.services import open_content
from apps.jobs.services import JobContext
from apps.talents.models.roster import IMPORT_ROLES, RosterImport
from apps.talents.roster import applying, comparing, matching, staging, undoing
from apps.talents.roster.checking import RowChecker
from apps.talents.roster.employers import ensure_employers
from apps.talents.roster.matching import Scope
from apps.talents.roster.reading import Roster, open_roster
from apps.talents.roster.regions import region_names
from apps.talents.roster.states import ImportState, Outcome, check_edge

CHECK = "talents.roster_check"
IMPORT = "talents.roster_import"
UNDO = "talents.roster_undo"
MANY = 1_000  # rows written at once that the database's own statistics lag behind


def read_file(roster: RosterImport) -> Roster:
    """The table of the kept file."""
    with open_content(roster.document) as file:
        content = io.BytesIO(file.read())
    return open_roster(content, name=roster.file_name, sheet=roster.sheet)


def reach_of(roster: RosterImport) -> tuple[str, ...]:
    """Where the importer works today.  Raises ``NotAllowed`` where that is nowhere."""
    prefixes = roster.by.reach(*IMPORT_ROLES).prefixes
    if not prefixes:
        raise NotAllowed(_("The importer no longer has a duty that allows it."))
    return prefixes


def scope_of(roster: RosterImport) -> Scope:
    return Scope(roster.pk, reach_of(roster), roster.grade_scheme_id)


def checker_for(roster: RosterImport, *, on: date) -> RowChecker:
    mapping = dict(roster.mapping)
    if roster.grade_scheme_id is None:
        mapping.pop("grade", None)
    return RowChecker(
        mapping,
        on=on,
        regions=region_names(Region.objects.values_list("code", "name")),
        home_region=roster.office.region_id,
        reach=reach_of(roster),
        allow_undocumented=roster.allow_undocumented,
    )


def _get(ctx: JobContext) -> RosterImport:
    return RosterImport.objects.select_related("by", "office", "document").get(
        pk=ctx.payload["roster_id"]
    )


def _locked(roster: RosterImport, state: ImportState) -> RosterImport | None:
    """The row under lock if it is still in ``state``; a repeated job finds it is not."""
    return (
        RosterImport.objects.select_for_update(of=("self",))
        .filter(pk=roster.pk, state=state)
        .first()
    )


def _page_of(roster: RosterImport) -> str:
    return reverse("talents:roster", args=[roster.number])


def check(ctx: JobContext) -> None:
    """Read the file and foresee what every row would do.  All or nothing."""
    roster = _get(ctx)
    table = read_file(roster)
    checker = checker_for(roster, on=timezone.localtime(ctx.at).date())
    expected = table.expected_rows
    with transaction.atomic():
        commit_lazily()
        if _locked(roster, ImportState.CHECKING) is None:
            return
        staging.stage(
            roster.pk,
            (checker.check(number, cells) for number, cells in table.rows()),
            progress=lambda done: ctx.progress(
                done, max(expected, done + 1), _("Rows read and checked")
            ),
        )
        ctx.progress(expected, expected + 1, _("Compared with the register"))
        comparing.foresee(scope_of(roster))
        counts = recount(roster)
        RosterImport.objects.filter(pk=roster.pk).update(
            state=ImportState.CHECKED,
            checked_at=ctx.at,
            skipped=table.skipped,
            **counts,
        )
        record(
            "talents.import.checked",
            target=roster,
            by=roster.by,
            at=ctx.at,
            data=counts,
        )
    ctx.progress(counts["rows"], max(counts["rows"], 1))
    ctx.finish(counts, url=_page_of(roster))


def recount(roster: RosterImport) -> dict[str, int]:
    """The counts of an import from its rows."""
    counts = {outcome.value: 0 for outcome in Outcome}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT outcome, count(*), count(repeats) FROM talents_rosterrow "
            "WHERE roster_id = %s GROUP BY outcome",
            [roster.pk],
        )
        found = cursor.fetchall()
    counts.update({outcome: count for outcome, count, _repeated in found})
    return counts | {
        "rows": sum(counts.values()),
        "repeated": sum(repeated for _outcome, _count, repeated in found),
    }


def import_rows(ctx: JobContext) -> None:
    """Bring the checked rows onto the register, chunk by chunk.

    Killed and started again it goes on with the rows that are still staged.
    """
    roster = _get(ctx)
    on = timezone.localtime(ctx.at).date()
    scope = scope_of(roster)
    with transaction.atomic():
        if _locked(roster, ImportState.IMPORTING) is None:
            return
        made = ensure_employers(scope, at=ctx.at)
        roster.new_employers = [*roster.new_employers, *made]
        roster.save(update_fields=["new_employers"])
        matching.hold_possible_duplicates(scope)
        total = ctx.state.get("total") or _staged(roster)
        ctx.checkpoint({"total": total})
    matching.analyse()
    more = True
    while more:
        more = applying.apply_chunk(
            roster,
            scope,
            at=ctx.at,
            on=on,
            settled=lambda: ctx.checkpoint({"total": total}),
        )
        ctx.progress(total - _staged(roster), max(total, 1), _("People written"))
    if total >= MANY:
        matching.analyse_register()
    counts = _finish_import(roster, ctx)
    ctx.finish(counts, url=_page_of(roster))


def _staged(roster: RosterImport) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM talents_rosterstage "
            "WHERE roster_id = %s AND NOT is_waiting",
            [roster.pk],
        )
        return cursor.fetchone()[0]


@transaction.atomic
def _finish_import(roster: RosterImport, ctx: JobContext) -> dict[str, int]:
    counts = recount(roster)
    locked = _locked(roster, ImportState.IMPORTING)
    if locked is not None:
        check_edge(locked.state, ImportState.DONE)
        RosterImport.objects.filter(pk=roster.pk).update(
            state=ImportState.DONE, imported_at=ctx.at, **counts
        )
        record(
            "talents.import.imported",
            target=roster,
            by=roster.by,
            at=ctx.at,
            data=counts,
        )
    return counts


def undo(ctx: JobContext) -> None:
    """Take back what an import did, as far as nothing was built on it since."""
    roster = _get(ctx)
    total = ctx.state.get("total") or undoing.count_left(roster)
    more = True
    while more:
        more = undoing.undo_chunk(
            roster,
            at=ctx.at,
            settled=lambda: ctx.checkpoint({"total": total}),
        )
        done = total - undoing.count_left(roster)
        ctx.progress(done, max(total, 1), _("People put back"))
    with transaction.atomic():
        locked = _locked(roster, ImportState.UNDOING)
        if locked is not None:
            undoing.clean_up(locked)
        counts = undoing.count(roster)
        if locked is not None:
            check_edge(locked.state, ImportState.UNDONE)
            RosterImport.objects.filter(pk=roster.pk).update(
                state=ImportState.UNDONE, undone_at=ctx.at
            )
            record(
                "talents.import.undone",
                target=locked,
                by=locked.undone_by,
                at=ctx.at,
                why=locked.undo_why,
                data=counts,
            )
    ctx.finish(counts, url=_page_of(roster))

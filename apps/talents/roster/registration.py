"""What the import tells the apps below it, once, when everything is loaded."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.audit import actions
from apps.core import nav
from apps.documents.services import register_owner
from apps.jobs import services as jobs
from apps.jobs.models import Job
from apps.jobs.results import register_result
from apps.talents import merging, timeline
from apps.talents.models import RosterRow, Talent, UnverifiedKey
from apps.talents.models.roster import (
    IMPORT_ROLES,
    OVERSEEING_ROLES,
    RosterImport,
)
from apps.talents.roster import permissions, told, work
from apps.talents.roster.states import Outcome

# What is done with a roster, as the trail says it; who did it comes before.
ACTIONS = {
    "talents.import.uploaded": _("brought in a roster"),
    "talents.import.sheet_chosen": _("chose another sheet of the roster"),
    "talents.import.columns_chosen": _("chose what the columns mean"),
    "talents.import.checked": _("had the roster checked"),
    "talents.import.reopened": _("went back to the columns"),
    "talents.import.discarded": _("let the roster go"),
    "talents.import.row_decided": _("decided about a row"),
    "talents.import.started": _("started the import"),
    "talents.import.imported": _("imported the roster"),
    "talents.import.undo_started": _("started to undo the import"),
    "talents.import.undone": _("undid the import"),
    "talents.import.rejected_downloaded": _("downloaded the rejected rows"),
}


def register_all() -> None:
    actions.register_all(ACTIONS)
    actions.register_target("talents.rosterimport", _("roster import"), _page_of)
    timeline.register(told.imports)
    merging.register("talents.rosterrow", _move_rows)
    merging.register("talents.unverifiedkey", _move_key)
    register_owner("talents.rosterimport", permissions.can_see_file)
    nav.register(
        nav.NavItem(
            key="rosters",
            label=_("Roster import"),
            url_name="talents:rosters",
            icon="file-earmark-arrow-up",
            group="people",
            order=40,
            roles=frozenset({*IMPORT_ROLES, *OVERSEEING_ROLES}),
            shortcut="x",
        )
    )
    for kind in (work.CHECK, work.IMPORT):
        register_result(kind, _counts)
    register_result(work.UNDO, _undo_counts)
    jobs.register(work.CHECK, work.check, _("Check of a roster"))
    jobs.register(work.IMPORT, work.import_rows, _("Import of a roster"))
    jobs.register(work.UNDO, work.undo, _("Undoing an import"))


def _page_of(pk: str) -> str:
    number = RosterImport.objects.filter(pk=pk).values_list("number", flat=True).first()
    return reverse("talents:roster", args=[number]) if number else ""


def _move_rows(old: Talent, kept: Talent) -> int:
    return RosterRow.objects.filter(talent=old).update(talent=kept)


def _move_key(old: Talent, kept: Talent) -> int:
    """A second key stays where it is: it is followed to the kept entry."""
    if UnverifiedKey.objects.filter(talent=kept).exists():
        return 0
    return UnverifiedKey.objects.filter(talent=old).update(talent=kept)


def _counts(job: Job) -> list[tuple]:
    return [
        (_("Rows in the file"), job.result.get("rows")),
        *((outcome.label, job.result.get(outcome.value)) for outcome in Outcome),
    ]


def _undo_counts(job: Job) -> list[tuple]:
    return [
        (_("Undone"), job.result.get("undone")),
        (_("Left alone"), job.result.get("refused")),
    ]

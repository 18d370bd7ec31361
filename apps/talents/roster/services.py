"""What people do with an import: bring a file, choose columns, start, decide, undo."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import Office, User
from apps.audit.numbers import next_number
from apps.audit.services import record
from apps.core.errors import DomainError, NotAllowed
from apps.documents.services import ROSTERS, hand_in, store
from apps.jobs.services import start
from apps.talents.models.grades import GradeScheme
from apps.talents.models.people import Talent
from apps.talents.models.roster import (
    IMPORT_ROLES,
    RosterImport,
    RosterMapping,
    RosterRow,
    RosterStage,
)
from apps.talents.roster import applying, comparing, limits, staging, work
from apps.talents.roster.employers import ensure_employers
from apps.talents.roster.mapping import (
    check_mapping,
    guess_mapping,
    header_signature,
)
from apps.talents.roster.matching import Scope
from apps.talents.roster.permissions import why_not_act
from apps.talents.roster.reading import Roster, open_roster
from apps.talents.roster.reasons import Reason
from apps.talents.roster.states import (
    Decision,
    ImportState,
    Outcome,
    check_edge,
)
from apps.talents.roster.text import cell_text

NUMBER_PREFIX = "RI"
SHOWN_SAMPLE = 5


class NotYourImport(NotAllowed):
    code = "not_your_import"


class CannotDecide(DomainError):
    code = "cannot_decide"


def offices_of(user: User):
    """The offices for which somebody may bring in rosters."""
    return Office.objects.filter(pk__in=user.offices(*IMPORT_ROLES), is_active=True)


def upload_roster(
    *, file: BinaryIO, name: str, office_id: int, by: User, at: datetime
) -> RosterImport:
    """Take a file and find its table; nothing is imported yet.

    Raises ``RosterUnreadable`` or the document store's ``FileRefused`` with a sentence,
    and then keeps nothing.
    """
    if not offices_of(by).filter(pk=office_id).exists():
        raise NotAllowed(_("You do not work for this office."))
    table = open_roster(file, name=name)
    sample = table.sample()
    document = store(
        file=file,
        kind="roster",
        by=by,
        at=at,
        name=name,
        allowed=ROSTERS,
        limit=limits.MAX_FILE_BYTES,
    )
    with transaction.atomic():
        roster = RosterImport.objects.create(
            number=next_number(NUMBER_PREFIX, on=_day(at)),
            office_id=office_id,
            by=by,
            document=document,
            file_name=document.name,
            created_at=at,
            grade_scheme=scheme_in_force(_day(at)),
            grades_on=_day(at),
            **_table_facts(table, sample, office_id),
        )
        hand_in(
            document_ids=[document.pk],
            owner=f"talents.rosterimport:{roster.pk}",
            by=by,
            at=at,
        )
        record("talents.import.uploaded", target=roster, by=by, at=at)
    return roster


def _table_facts(table: Roster, sample: list[list], office_id: int) -> dict:
    known = RosterMapping.objects.filter(
        office_id=office_id, signature=header_signature(table.header)
    ).first()
    mapping = known.mapping if known else guess_mapping(table.header, sample)
    return {
        "sheet": table.sheet[:100],
        "other_sheets": table.other_sheets,
        "header": table.header,
        "sample": json.dumps(
            [[cell_text(cell)[:60] for cell in row] for row in sample[:SHOWN_SAMPLE]],
            ensure_ascii=False,
        ),
        "mapping": mapping,
        "is_mapping_remembered": known is not None,
    }


def scheme_in_force(on: date) -> GradeScheme | None:
    """The only grade scheme in force, or ``None`` where somebody has to choose."""
    schemes = list(
        GradeScheme.objects.filter(from_date__lte=on)
        .exclude(until_date__lt=on)
        .order_by("-from_date")[:2]
    )
    return schemes[0] if len(schemes) == 1 else None


@transaction.atomic
def choose_sheet(*, roster_id: int, sheet: str, by: User, at: datetime) -> RosterImport:
    """Read another sheet of the same file; the columns are guessed anew."""
    roster = _locked(roster_id, by, ImportState.MAPPING)
    if sheet not in roster.other_sheets:
        raise DomainError(_("The file has no such sheet with a table of people."))
    roster.sheet = sheet
    table = work.read_file(roster)
    for field, value in _table_facts(table, table.sample(), roster.office_id).items():
        setattr(roster, field, value)
    roster.save()
    record(
        "talents.import.sheet_chosen",
        target=roster,
        by=by,
        at=at,
        data={"sheet": sheet},
    )
    return roster


@transaction.atomic
def choose_columns(
    *,
    roster_id: int,
    mapping: dict[str, int],
    allow_undocumented: bool,
    grade_scheme_id: int | None,
    grades_on: date | None,
    by: User,
    at: datetime,
) -> RosterImport:
    """Fix what the columns mean, remember it for the office, and start the check."""
    roster = _locked(roster_id, by, ImportState.CHECKING)
    roster.mapping = check_mapping(mapping, len(roster.header))
    roster.allow_undocumented = allow_undocumented
    roster.grade_scheme_id = grade_scheme_id
    roster.grades_on = grades_on or _day(at)
    roster.state = ImportState.CHECKING
    roster.job = start(
        work.CHECK, by=by, at=at, payload={"roster_id": roster.pk}, label=str(roster)
    )
    roster.save()
    RosterMapping.objects.update_or_create(
        office_id=roster.office_id,
        signature=header_signature(roster.header),
        defaults={"mapping": roster.mapping, "used_at": at},
    )
    record(
        "talents.import.columns_chosen",
        target=roster,
        by=by,
        at=at,
        data={
            "mapping": roster.mapping,
            "allow_undocumented": allow_undocumented,
        },
    )
    return roster


@transaction.atomic
def change_columns(*, roster_id: int, by: User, at: datetime) -> RosterImport:
    """Back to the choice of columns; the preview and its decisions are dropped."""
    roster = _locked(roster_id, by, ImportState.MAPPING)
    roster.state = ImportState.MAPPING
    roster.save(update_fields=["state"])
    staging.clear(roster.pk)
    record("talents.import.reopened", target=roster, by=by, at=at)
    return roster


@transaction.atomic
def start_import(*, roster_id: int, by: User, at: datetime) -> RosterImport:
    """Let a worker write the checked rows to the register."""
    roster = _locked(roster_id, by, ImportState.IMPORTING)
    if roster.by_id != by.pk:
        # The reach of whoever presses the button decides, and the rows were checked
        # for the importer's.
        raise NotYourImport(_("Only the one who brought the file may import it."))
    roster.state = ImportState.IMPORTING
    roster.job = start(
        work.IMPORT,
        by=by,
        at=at,
        payload={"roster_id": roster.pk},
        label=str(roster),
        total=roster.created + roster.updated + roster.unchanged,
    )
    roster.save(update_fields=["state", "job"])
    record("talents.import.started", target=roster, by=by, at=at)
    return roster


@transaction.atomic
def discard(*, roster_id: int, by: User, at: datetime) -> RosterImport:
    """Let go of an import that has not begun; its checked values are deleted."""
    roster = _locked(roster_id, by, ImportState.DISCARDED)
    roster.state = ImportState.DISCARDED
    roster.sample = ""
    roster.save(update_fields=["state", "sample"])
    staging.clear(roster.pk)
    record("talents.import.discarded", target=roster, by=by, at=at)
    return roster


@transaction.atomic
def decide_row(
    *,
    roster_id: int,
    number: int,
    decision: Decision,
    talent_id: int | None = None,
    by: User,
    at: datetime,
) -> RosterRow:
    """Say who a held row is.  After the import the decision takes effect at once.

    ``talent_id`` names one of the row's candidates when it is the same person.  Raises
    ``CannotDecide`` where the row is not held, or the document belongs to somebody.
    """
    roster = _locked_for_decision(roster_id, by)
    row = (
        RosterRow.objects.select_for_update()
        .filter(roster=roster, number=number, outcome=Outcome.HELD)
        .first()
    )
    if row is None:
        raise CannotDecide(_("This row does not wait for a decision."))
    staged = RosterStage.objects.get(roster=roster, number=number)
    if decision == Decision.REJECT:
        row.outcome = Outcome.REJECTED
        row.reasons = [Reason.DECIDED.value]
        staged.delete()
    elif decision == Decision.NEW:
        if staged.talent_id is not None:
            raise CannotDecide(
                _("The document is this person's: the row cannot be somebody else.")
            )
        row.outcome = Outcome.CREATED
        _let_go(staged, None)
    else:
        _check_candidate(row, staged, talent_id, by)
        row.outcome = Outcome.UPDATED
        _let_go(staged, talent_id)
    row.decision = decision
    row.decided_by = by
    row.decided_at = at
    row.save()
    if decision != Decision.REJECT:
        _put_into_effect(roster, row, at)
    RosterImport.objects.filter(pk=roster.pk).update(**work.recount(roster))
    record(
        "talents.import.row_decided",
        target=roster,
        by=by,
        at=at,
        data={"row": number, "decision": str(decision), "talent": talent_id},
    )
    row.refresh_from_db()
    return row


def _locked_for_decision(roster_id: int, by: User) -> RosterImport:
    roster = RosterImport.objects.select_for_update(of=("self",)).get(pk=roster_id)
    refusal = why_not_act(by, roster)
    if refusal:
        raise NotYourImport(refusal)
    if roster.state not in {ImportState.CHECKED, ImportState.DONE}:
        raise CannotDecide(
            _("Rows can be decided after the check, or after the import.")
        )
    return roster


def _check_candidate(
    row: RosterRow, staged: RosterStage, talent_id: int | None, by: User
) -> None:
    if talent_id not in row.candidates:
        raise CannotDecide(_("Choose one of the people found on the register."))
    talent = Talent.objects.get(pk=talent_id)
    if not by.reach(*IMPORT_ROLES).covers(talent.region_id):
        raise CannotDecide(
            _("This person is on the register of a district that you do not work for.")
        )
    if staged.talent_id is not None and staged.talent_id != talent_id:
        raise CannotDecide(_("The document belongs to another person."))


def _let_go(staged: RosterStage, talent_id: int | None) -> None:
    staged.is_waiting = False
    if talent_id is not None:
        staged.talent_id = talent_id
    staged.save(update_fields=["is_waiting", "talent_id"])


def _put_into_effect(roster: RosterImport, row: RosterRow, at: datetime) -> None:
    scope = Scope(
        roster.pk,
        work.reach_of(roster),
        roster.grade_scheme_id,
        first=row.number,
        last=row.number,
    )
    if roster.state == ImportState.DONE:
        made = ensure_employers(scope, at=at)
        roster.new_employers = [*roster.new_employers, *made]
        roster.save(update_fields=["new_employers"])
        applying.apply_chunk(roster, scope, at=at, on=_day(at))
    else:
        comparing.compare(scope)


@transaction.atomic
def undo_import(*, roster_id: int, why: str, by: User, at: datetime) -> RosterImport:
    """Let a worker take an import back; ``why`` is kept."""
    roster = _locked(roster_id, by, ImportState.UNDOING)
    if not why.strip():
        raise DomainError(_("Say why the import is undone."))
    if roster.state == ImportState.UNDONE:
        # What stood in the way may be gone by now.
        RosterRow.objects.filter(roster=roster).update(undo_refusal="")
    roster.imported_at = roster.imported_at or at  # it stopped half-way
    roster.state = ImportState.UNDOING
    roster.undo_why = why.strip()[:300]
    roster.undone_by = by
    roster.job = start(
        work.UNDO, by=by, at=at, payload={"roster_id": roster.pk}, label=str(roster)
    )
    roster.save(update_fields=["state", "imported_at", "undo_why", "undone_by", "job"])
    record(
        "talents.import.undo_started", target=roster, by=by, at=at, why=roster.undo_why
    )
    return roster


def _locked(roster_id: int, by: User, becomes: ImportState) -> RosterImport:
    """Lock → may this person → is the edge legal.

    ``MAPPING`` → ``MAPPING`` is not an edge but not a change of state either.
    """
    roster = (
        RosterImport.objects.select_for_update(of=("self",))
        .select_related("office")
        .get(pk=roster_id)
    )
    refusal = why_not_act(by, roster)
    if refusal:
        raise NotYourImport(refusal)
    if roster.state != becomes or becomes != ImportState.MAPPING:
        check_edge(roster.state, becomes)
    return roster


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()

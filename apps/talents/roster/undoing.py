"""Taking an import back: people removed, facts restored, refusals with their reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Model

from apps.talents.models.documents import IdentityDocument
from apps.talents.models.employers import Employer
from apps.talents.models.people import Talent
from apps.talents.models.roster import RosterImport, RosterRow, RosterStage
from apps.talents.roster.reasons import UndoRefusal
from apps.talents.roster.states import Outcome

CHUNK = 2_000
# Rows that an import makes for a person and marks with its source.
_SOURCED = ("education", "employment", "introduction", "gradeaward")
_OWN_TABLES = {
    *(f"talents_{name}" for name in _SOURCED),
    "talents_identitydocument",
    "talents_unverifiedkey",
    "talents_rosterrow",
    "talents_rosterstage",
    "talents_rosteremployer",
}


def references_to(model: type[Model]) -> list[tuple[str, str]]:
    """(table, column) of every foreign key to ``model``, from whatever app."""
    return [
        (field.related_model._meta.db_table, field.field.column)
        for field in model._meta.get_fields(include_hidden=True)
        if field.auto_created and not field.concrete and field.field.column
    ]


def _execute(sql: str, params: dict) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else []


def _to_undo(roster: RosterImport):
    """What the import has written; a row that is still staged was never written."""
    staged = RosterStage.objects.filter(roster=roster)
    return RosterRow.objects.filter(
        roster=roster,
        is_undone=False,
        undo_refusal="",
        outcome__in=[Outcome.CREATED, Outcome.UPDATED],
    ).exclude(number__in=staged.values("number"))


def count_left(roster: RosterImport) -> int:
    return _to_undo(roster).count()


def count_left_by_outcome(roster: RosterImport) -> dict[str, int]:
    """How many people an undoing would remove and how many it would restore."""
    rows = _to_undo(roster)
    return {
        outcome: rows.filter(outcome=outcome).count()
        for outcome in (Outcome.CREATED, Outcome.UPDATED)
    }


def count(roster: RosterImport) -> dict[str, int]:
    rows = RosterRow.objects.filter(roster=roster)
    return {
        "undone": rows.filter(is_undone=True).count(),
        "refused": rows.exclude(undo_refusal="").count(),
    }


@transaction.atomic
def undo_chunk(
    roster: RosterImport, *, at: datetime, settled: Callable[[], None]
) -> bool:
    """Take back the next people, the last row first; whether there were any.

    A person is left alone, with a reason on the row, when the entry was changed since,
    when something hangs on it, or when it has an account.
    """
    RosterImport.objects.select_for_update().get(pk=roster.pk)
    rows = list(
        _to_undo(roster)
        .order_by("-number")
        .values_list("number", "talent_id", "outcome")[:CHUNK]
    )
    if not rows:
        return False
    numbers = [number for number, _talent, _outcome in rows]
    params = {
        "roster": roster.pk,
        "numbers": numbers,
        "source": roster.source,
        "at": at,
    }
    _execute(
        "SELECT count(*) FROM (SELECT id FROM talents_talent WHERE id = ANY (%(ids)s) "
        "ORDER BY id FOR UPDATE) locked",
        {"ids": [talent for _number, talent, _outcome in rows if talent]},
    )
    _refuse_changed(params)
    _refuse_in_use(params)
    _restore_updated(params)
    _remove_created(params)
    settled()
    return True


_ROWS = """
    r.roster_id = %(roster)s AND r.number = ANY (%(numbers)s)
    AND r.undo_refusal = '' AND NOT r.is_undone
"""


def _refuse_changed(params: dict) -> None:
    _execute(
        f"""
        UPDATE talents_rosterrow r SET undo_refusal = '{UndoRefusal.GONE}'
        WHERE {_ROWS} AND NOT EXISTS (
            SELECT 1 FROM talents_talent t WHERE t.id = r.talent_id)
        """,
        params,
    )
    _execute(
        f"""
        UPDATE talents_rosterrow r SET undo_refusal = '{UndoRefusal.CHANGED}'
        FROM talents_talent t
        WHERE {_ROWS} AND t.id = r.talent_id
          AND (t.version <> coalesce(r.version_after, 1) OR t.status = 'merged')
        """,
        params,
    )


def _refuse_in_use(params: dict) -> None:
    """A created person on whom anything hangs that this import did not make.

    Every table that refers to people is asked, also those of apps above this one.
    """
    created = f"{_ROWS} AND r.outcome = '{Outcome.CREATED}'"
    tests = ["t.user_id IS NOT NULL"]
    for table, column in references_to(Talent):
        if table not in _OWN_TABLES:
            tests.append(f"EXISTS (SELECT 1 FROM {table} x WHERE x.{column} = t.id)")
    for name in _SOURCED:
        tests.append(
            f"EXISTS (SELECT 1 FROM talents_{name} x "
            "WHERE x.talent_id = t.id AND x.source <> %(source)s)"
        )
    tests += [
        "EXISTS (SELECT 1 FROM talents_identitydocument x "
        "WHERE x.talent_id = t.id AND x.created_at <> t.created_at)",
        "EXISTS (SELECT 1 FROM talents_rosterrow x "
        "WHERE x.talent_id = t.id AND x.roster_id <> %(roster)s)",
    ]
    _execute(
        f"""
        UPDATE talents_rosterrow r SET undo_refusal = '{UndoRefusal.IN_USE}'
        FROM talents_talent t
        WHERE {created} AND t.id = r.talent_id AND ({" OR ".join(tests)})
        """,
        params,
    )
    _execute(
        f"""
        UPDATE talents_rosterrow r SET undo_refusal = '{UndoRefusal.CHANGED}'
        WHERE {_ROWS} AND r.changes ? 'employer_id' AND EXISTS (
            SELECT 1 FROM talents_employment x WHERE x.talent_id = r.talent_id
            AND x.until_date IS NULL AND x.source <> %(source)s)
        """,
        params,
    )


# {column: how its old value is read from the row's JSON}
_RESTORED = {
    "name": "r.changes->'name'->>0",
    "gender": "r.changes->'gender'->>0",
    "birth_date": "(r.changes->'birth_date'->>0)::date",
    "nationality": "r.changes->'nationality'->>0",
    "region_id": "r.changes->'region_id'->>0",
    "email": "r.changes->'email'->>0",
    "phone": "r.phone_before",
    "category": "r.changes->'category'->>0",
    "education": "r.changes->'education'->>0",
    "title": "r.changes->'title'->>0",
    "remark": "r.changes->'remark'->>0",
    "employer_id": "(r.changes->'employer_id'->>0)::bigint",
    "is_verified": "(r.changes->'is_verified'->>0)::boolean",
}


def _restore_updated(params: dict) -> None:
    updated = f"{_ROWS} AND r.outcome = '{Outcome.UPDATED}'"
    for name in _SOURCED:
        _execute(
            f"""
            DELETE FROM talents_{name} c USING talents_rosterrow r
            WHERE {updated} AND c.talent_id = r.talent_id AND c.source = %(source)s
            """,
            params,
        )
    _execute(
        f"""
        DELETE FROM talents_identitydocument d USING talents_rosterrow r
        WHERE {updated} AND r.changes ? 'document_id'
          AND d.id = (r.changes->>'document_id')::bigint
        """,
        params,
    )
    _execute(
        f"""
        UPDATE talents_employment c SET until_date = NULL, updated_at = %(at)s
        FROM talents_rosterrow r
        WHERE {updated} AND r.changes ? 'ended_employment_id'
          AND c.id = (r.changes->>'ended_employment_id')::bigint
        """,
        params,
    )
    _execute(
        f"""
        UPDATE talents_employment c
        SET position = r.changes->'position'->>0, updated_at = %(at)s
        FROM talents_rosterrow r
        WHERE {updated} AND r.changes ? 'position' AND c.talent_id = r.talent_id
          AND c.until_date IS NULL
        """,
        params,
    )
    columns = ", ".join(
        f"{column} = CASE WHEN r.changes ? '{column}' THEN {old} ELSE t.{column} END"
        for column, old in _RESTORED.items()
    )
    back = _execute(
        f"""
        UPDATE talents_talent t
        SET {columns}, version = t.version + 1, updated_at = %(at)s
        FROM talents_rosterrow r
        WHERE {updated} AND t.id = r.talent_id
        RETURNING t.id, r.changes ?| ARRAY['name', 'phone', 'new_document']
        """,
        params,
    )
    _refresh([pk for pk, is_found_otherwise in back if is_found_otherwise])
    _execute(f"UPDATE talents_rosterrow r SET is_undone = true WHERE {updated}", params)


def _refresh(talent_ids: list[int]) -> None:
    """The columns that follow from names and numbers."""
    for talent in Talent.objects.filter(pk__in=talent_ids):
        documents = IdentityDocument.objects.filter(talent=talent)
        talent.refresh_terms([document.number for document in documents])
        talent.save(update_fields=[*Talent.SOUND_FIELDS, "phone_index"])


def _remove_created(params: dict) -> None:
    created = f"{_ROWS} AND r.outcome = '{Outcome.CREATED}'"
    ids = [
        row[0]
        for row in _execute(
            f"SELECT r.talent_id FROM talents_rosterrow r WHERE {created}", params
        )
    ]
    _execute(
        f"""
        UPDATE talents_rosterrow r SET is_undone = true, talent_id = NULL
        WHERE {created}
        """,
        params,
    )
    # Rows that repeated them in the file, or were held because of them.
    _execute(
        "UPDATE talents_rosterrow SET talent_id = NULL WHERE talent_id = ANY (%(ids)s)",
        {"ids": ids},
    )
    for name in (*_SOURCED, "identitydocument", "unverifiedkey"):
        _execute(
            f"DELETE FROM talents_{name} WHERE talent_id = ANY (%(ids)s)", {"ids": ids}
        )
    _execute("DELETE FROM talents_talent WHERE id = ANY (%(ids)s)", {"ids": ids})


def clean_up(roster: RosterImport) -> None:
    """What was never written is let go of; employers nobody refers to are removed."""
    staged = RosterStage.objects.filter(roster=roster)
    RosterRow.objects.filter(
        roster=roster,
        number__in=staged.values("number"),
        outcome__in=[Outcome.CREATED, Outcome.UPDATED],
    ).update(is_undone=True, talent=None)
    staged.delete()
    if not roster.new_employers:
        return
    tests = [
        f"NOT EXISTS (SELECT 1 FROM {table} x WHERE x.{column} = e.id)"
        for table, column in references_to(Employer)
        if table not in _OWN_TABLES - {f"talents_{name}" for name in _SOURCED}
    ]
    _execute(
        f"DELETE FROM talents_employer e WHERE e.id = ANY (%(ids)s) "
        f"AND {' AND '.join(tests)}",
        {"ids": roster.new_employers},
    )

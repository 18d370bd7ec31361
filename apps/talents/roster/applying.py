"""From the stage to the register, chunk by chunk, each in a transaction of its own.

Order of locks in a chunk: people already on the register by id, then document numbers
in their order, then the series of register numbers.  Whoever finds a document number
taken by a parallel import meets that person in the next round and compares instead.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.db import OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected

from apps.audit.numbers import numbers
from apps.core.database import commit_lazily
from apps.talents.models.people import NUMBER_PREFIX
from apps.talents.models.roster import RosterImport
from apps.talents.roster import matching
from apps.talents.roster.careers import (
    STAGE_AND_ROW,
    insert_educations,
    insert_employments,
    insert_grades,
    insert_introductions,
)
from apps.talents.roster.comparing import compare
from apps.talents.roster.matching import EMPLOYER, IN_SCOPE, Scope, run
from apps.talents.roster.states import Outcome

CHUNK = 5_000
TRIES = 3


def apply_chunk(
    roster: RosterImport,
    scope: Scope,
    *,
    at: datetime,
    on: date,
    settled: Callable[[], None] = lambda: None,
) -> bool:
    """Bring the next rows onto the register; return whether there were any.

    ``settled`` runs in the same transaction: the job's checkpoint.  Running a chunk
    again after a crash finds its rows either untouched or gone from the stage; so a
    chunk that two imports lock crosswise is simply tried again.
    """
    for _time in range(TRIES - 1):
        try:
            return _apply(roster, scope, at, on, settled)
        except OperationalError as error:
            if not isinstance(error.__cause__, DeadlockDetected):
                raise
    return _apply(roster, scope, at, on, settled)


def _apply(
    roster: RosterImport,
    scope: Scope,
    at: datetime,
    on: date,
    settled: Callable[[], None],
) -> bool:
    with transaction.atomic():
        commit_lazily()
        RosterImport.objects.select_for_update().get(pk=roster.pk)
        bounds = _next_rows(scope)
        if bounds is None:
            return False
        chunk = Scope(
            scope.roster_id,
            scope.reach,
            scope.scheme_id,
            first=bounds[0],
            last=bounds[1],
        )
        facts = {"at": at, "on": on, "source": roster.source}
        facts["grades_on"] = roster.grades_on or on
        matching.find_people(chunk)
        _lock_known(chunk)
        matching.refuse_elsewhere(chunk)
        matching.hold_other_names(chunk)
        matching.hold_ambiguous_profiles(chunk)
        compare(chunk)
        _insert_documents_of_known(chunk, facts)
        _create_people(chunk, on, facts)
        _change_people(chunk, facts)
        _mark_done(chunk)
        settled()
    return True


def _next_rows(scope: Scope) -> tuple[int, int] | None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT min(number), max(number) FROM (
                SELECT s.number FROM talents_rosterstage s WHERE {IN_SCOPE}
                ORDER BY s.number LIMIT {CHUNK}) next
            """,
            scope.params,
        )
        first, last = cursor.fetchone()
    return None if first is None else (first, last)


def _lock_known(scope: Scope) -> None:
    run(
        f"""
        SELECT count(*) FROM (
            SELECT t.id FROM talents_talent t
            WHERE t.id IN (SELECT s.talent_id FROM talents_rosterstage s
                           WHERE {IN_SCOPE})
            ORDER BY t.id FOR UPDATE OF t
        ) locked
        """,
        scope,
    )


# People whose key this chunk has taken; see ``_take_documents``.
_NEW = f"{IN_SCOPE} AND s.new_talent_id IN (SELECT id FROM roster_new)"


def _create_people(scope: Scope, on: date, facts: dict) -> None:
    """Take the keys first; only who got one becomes a person."""
    run("DROP TABLE IF EXISTS roster_new", scope)
    run("CREATE TEMP TABLE roster_new (id bigint PRIMARY KEY) ON COMMIT DROP", scope)
    count = _take_documents(scope, facts) + _take_unverified_keys(scope, facts)
    if count:
        run("ANALYZE roster_new", scope)
        _insert_people(scope, numbers(NUMBER_PREFIX, count, on=on), facts)
        _insert_careers(scope, facts)


def _take_documents(scope: Scope, facts: dict) -> int:
    return run(
        f"""
        WITH taken AS (
            INSERT INTO talents_identitydocument
                (talent_id, kind, number, number_index, tail, country, valid_until,
                 is_main, remark, created_at, updated_at)
            SELECT s.new_talent_id, s.document_kind, s.document_number,
                   s.document_index, s.document_tail, {_ISSUED_BY}, NULL, true, '',
                   %(at)s, %(at)s
            FROM talents_rosterstage s
            WHERE {IN_SCOPE} AND s.talent_id IS NULL AND s.document_index <> ''
            ORDER BY s.document_index
            ON CONFLICT (number_index) DO NOTHING
            RETURNING talent_id
        )
        INSERT INTO roster_new SELECT talent_id FROM taken
        """,
        scope,
        **facts,
    )


# A foreigner's permanent residence card is issued by China, a passport by its country.
_ISSUED_BY = """
    CASE WHEN s.document_kind = 'passport'
         THEN coalesce(nullif(s.nationality, ''), 'ZZ') ELSE 'CN' END
"""


def _take_unverified_keys(scope: Scope, facts: dict) -> int:
    """A profile declared another person by hand gets a further copy of the key."""
    return run(
        f"""
        WITH taken AS (
            INSERT INTO talents_unverifiedkey
                (talent_id, name, birth_month, employer_key, copy, source)
            SELECT s.new_talent_id, s.name, s.birth_month, s.employer_key,
                   CASE WHEN r.decision = 'new' THEN coalesce((
                       SELECT max(k.copy) + 1 FROM talents_unverifiedkey k
                       WHERE k.name = s.name AND k.birth_month = s.birth_month
                         AND k.employer_key = s.employer_key), 0) ELSE 0 END,
                   %(source)s
            FROM talents_rosterstage s
            JOIN talents_rosterrow r
              ON r.roster_id = s.roster_id AND r.number = s.number
            WHERE {IN_SCOPE} AND s.talent_id IS NULL AND s.document_index = ''
            ORDER BY s.name, s.birth_month, s.employer_key
            ON CONFLICT DO NOTHING
            RETURNING talent_id
        )
        INSERT INTO roster_new SELECT talent_id FROM taken
        """,
        scope,
        **facts,
    )


def _insert_people(scope: Scope, register_numbers: list[str], facts: dict) -> None:
    run(
        f"""
        INSERT INTO talents_talent
            (id, number, name, name_en, gender, birth_date, nationality, region_id,
             category, status, is_verified, phone, phone_index, email, employer_id,
             education, title, field, remark, version, pinyin, initials, sort_key,
             terms, created_at, updated_at)
        SELECT s.new_talent_id, u.register_number, s.name,
               CASE WHEN s.name ~ '[㐀-鿿]' THEN '' ELSE s.name END,
               s.gender, s.birth_date,
               coalesce(nullif(s.nationality, ''),
                        CASE WHEN s.document_kind IN ('passport', 'foreign_permanent')
                             THEN 'ZZ' ELSE 'CN' END),
               s.region_id, coalesce(nullif(s.category, ''), 'unknown'), 'active',
               s.document_index <> '', s.phone, s.phone_index, s.email, s.employer_id,
               s.education, s.title, '', s.remark, 1, s.pinyin, s.initials, s.sort_key,
               {_with_tails("s.terms", "u.register_number")}, %(at)s, %(at)s
        FROM (
            SELECT s.*, m.employer_id, row_number() OVER (ORDER BY s.number) AS n
            FROM talents_rosterstage s {EMPLOYER} WHERE {_NEW}
        ) s
        JOIN unnest(%(numbers)s::text[]) WITH ORDINALITY AS u(register_number, n)
          ON u.n = s.n
        """,
        scope,
        numbers=register_numbers,
        **facts,
    )


def _with_tails(terms: str, number: str) -> str:
    """Search terms with the last four of the telephone and of the register number.

    The staged terms have the row's own telephone, not one lent by a later row.
    """
    tails = (f"right({number}, 4)", "s.phone_tail")
    added = " || ".join(
        f"CASE WHEN length({tail}) = 4 "
        f"AND NOT ('#' || upper({tail}))::varchar = ANY ({terms}) "
        f"THEN ARRAY['#' || upper({tail})]::varchar[] ELSE '{{}}' END"
        for tail in tails
    )
    return f"{terms} || {added}"


def _insert_careers(scope: Scope, facts: dict) -> None:
    insert_employments(scope, _NEW, "s.new_talent_id", facts)
    insert_educations(scope, f"{_NEW} AND s.education <> ''", "s.new_talent_id", facts)
    insert_introductions(
        scope, f"{_NEW} AND s.introduction_mode <> ''", "s.new_talent_id", facts
    )
    insert_grades(scope, f"{_NEW} AND s.grade <> ''", "s.new_talent_id", facts)


_CHANGED = f"{IN_SCOPE} AND s.talent_id IS NOT NULL AND r.changes <> '{{}}'"


def _change_people(scope: Scope, facts: dict) -> None:
    """Write what ``compare`` found, and remember what undoing needs."""
    changed = _CHANGED
    _end_employments(scope, changed, facts)
    insert_employments(
        scope, f"{changed} AND r.changes ? 'employer_id'", "s.talent_id", facts
    )
    run(
        f"""
        UPDATE talents_employment c SET position = s.position, updated_at = %(at)s
        FROM {STAGE_AND_ROW}
        WHERE {changed} AND r.changes ? 'position'
          AND c.talent_id = s.talent_id AND c.until_date IS NULL
        """,
        scope,
        **facts,
    )
    for key, insert in (
        ("new_education", insert_educations),
        ("new_introduction", insert_introductions),
        ("new_grade", insert_grades),
    ):
        insert(scope, f"{changed} AND r.changes ? '{key}'", "s.talent_id", facts)
    _update_people(scope, changed, facts)


def _insert_documents_of_known(scope: Scope, facts: dict) -> None:
    """The document of somebody whom a person recognised under other papers.

    Taken by a parallel import in this very moment, the row goes back to be decided.
    """
    wanted = f"{_CHANGED} AND r.changes ? 'new_document'"
    run(
        f"""
        WITH made AS (
            INSERT INTO talents_identitydocument
                (talent_id, kind, number, number_index, tail, country, valid_until,
                 is_main, remark, created_at, updated_at)
            SELECT s.talent_id, s.document_kind, s.document_number, s.document_index,
                   s.document_tail, {_ISSUED_BY}, NULL,
                   NOT EXISTS (SELECT 1 FROM talents_identitydocument d
                               WHERE d.talent_id = s.talent_id AND d.is_main),
                   '', %(at)s, %(at)s
            FROM {STAGE_AND_ROW} WHERE {wanted}
            ORDER BY s.document_index
            ON CONFLICT (number_index) DO NOTHING
            RETURNING id, number_index
        )
        UPDATE talents_rosterrow r
        SET changes = r.changes || jsonb_build_object('document_id', made.id)
        FROM talents_rosterstage s JOIN made ON made.number_index = s.document_index
        WHERE {IN_SCOPE} AND r.roster_id = s.roster_id AND r.number = s.number
        """,
        scope,
        **facts,
    )
    run(
        f"""
        WITH lost AS (
            UPDATE talents_rosterrow r
            SET outcome = '{Outcome.HELD}', decision = '', changes = '{{}}',
                talent_id = NULL
            FROM talents_rosterstage s
            WHERE {IN_SCOPE} AND r.roster_id = s.roster_id AND r.number = s.number
              AND r.changes ? 'new_document' AND NOT r.changes ? 'document_id'
            RETURNING r.number
        )
        UPDATE talents_rosterstage s SET is_waiting = true, talent_id = NULL
        FROM lost WHERE s.roster_id = %(roster)s AND s.number = lost.number
        """,
        scope,
    )


def _end_employments(scope: Scope, changed: str, facts: dict) -> None:
    """Somebody who works elsewhere now stopped working where the register said."""
    run(
        f"""
        WITH ended AS (
            UPDATE talents_employment c
            SET until_date = greatest(%(on)s::date, c.from_date), updated_at = %(at)s
            FROM {STAGE_AND_ROW}
            WHERE {changed} AND r.changes ? 'employer_id'
              AND c.talent_id = s.talent_id AND c.until_date IS NULL
              AND c.employer_id <> m.employer_id
            RETURNING c.id, s.number
        )
        UPDATE talents_rosterrow r
        SET changes = r.changes || jsonb_build_object('ended_employment_id', ended.id)
        FROM ended WHERE r.roster_id = %(roster)s AND r.number = ended.number
        """,
        scope,
        **facts,
    )


_PLAIN_COLUMNS = (
    "name",
    "gender",
    "birth_date",
    "nationality",
    "region_id",
    "email",
    "phone",
    "category",
    "education",
    "title",
    "remark",
)


def _update_people(scope: Scope, changed: str, facts: dict) -> None:
    """Search terms gain the new ones; an old telephone's tail may stay findable."""

    def new(column: str, fact: str) -> str:
        return (
            f"{column} = CASE WHEN r.changes ? '{fact}' "
            f"THEN s.{column} ELSE t.{column} END"
        )

    columns = [
        *(new(column, column) for column in _PLAIN_COLUMNS),
        new("phone_index", "phone"),
        "employer_id = CASE WHEN r.changes ? 'employer_id' "
        "THEN m.employer_id ELSE t.employer_id END",
        *(new(column, "name") for column in ("pinyin", "initials", "sort_key")),
    ]
    run(
        f"""
        UPDATE talents_talent t
        SET {", ".join(columns)},
            is_verified = t.is_verified OR r.changes ? 'is_verified',
            terms = CASE WHEN r.changes ?| ARRAY['name', 'phone', 'new_document']
                THEN ARRAY(
                    SELECT DISTINCT x FROM (
                        SELECT unnest(t.terms) AS x
                        UNION SELECT unnest(s.terms)
                        UNION SELECT '#' || upper(s.phone_tail)
                        WHERE length(s.phone_tail) = 4
                    ) all_terms
                    WHERE NOT (r.changes ? 'name' AND x NOT LIKE '#%%'
                               AND NOT x = ANY (s.terms))
                    ORDER BY x)
                ELSE t.terms END,
            version = t.version + 1, updated_at = %(at)s
        FROM {STAGE_AND_ROW}
        WHERE {changed} AND t.id = s.talent_id
        """,
        scope,
        **facts,
    )


def _mark_done(scope: Scope) -> None:
    """The values leave the stage.  Who lost a race stays for the next round, held rows
    until somebody decides.  A new person's row says already what it did."""
    run(
        f"""
        WITH gone AS (
            DELETE FROM talents_rosterstage s
            WHERE {IN_SCOPE} AND (s.talent_id IS NOT NULL
                                  OR s.new_talent_id IN (SELECT id FROM roster_new))
            RETURNING s.number, s.talent_id, s.new_talent_id
        ), changed AS (
            UPDATE talents_rosterrow r SET version_after = t.version
            FROM gone JOIN talents_talent t ON t.id = gone.talent_id
            WHERE r.roster_id = %(roster)s AND r.number = gone.number
              AND r.outcome = '{Outcome.UPDATED}'
        )
        UPDATE talents_rosterrow r
        SET outcome = '{Outcome.CREATED}', talent_id = gone.new_talent_id
        FROM gone
        WHERE r.roster_id = %(roster)s AND r.number = gone.number
          AND gone.talent_id IS NULL
          AND (r.outcome, r.talent_id)
              IS DISTINCT FROM ('{Outcome.CREATED}', gone.new_talent_id)
        """,
        scope,
    )

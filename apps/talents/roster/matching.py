"""What staged rows mean for the register: who is known, what changes, what is doubtful.

Everything is set-based; the same statements answer the preview (all rows) and, chunk by
chunk and under locks, the import itself, so that what was foreseen is what happens
unless the register moved in between.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from apps.talents.choices import EducationLevel, TitleLevel
from apps.talents.roster.reasons import Reason, Remark
from apps.talents.roster.states import Outcome

_REGISTER = (
    "talent",
    "identitydocument",
    "employment",
    "education",
    "introduction",
    "gradeaward",
)

# Two rows of one person: the same document, or without one the same three facts.
_PERSON = """
    CASE WHEN document_index <> '' THEN document_index
         ELSE concat_ws(chr(31), name, birth_month, employer_key) END
"""
# Columns in which a later row of the same person may fill what the first left empty.
_FILLABLE = (
    "gender",
    "birth_month",
    "nationality",
    "email",
    "position",
    "education",
    "school",
    "major",
    "title",
    "category",
    "grade",
    "introduction_mode",
    "remark",
)


@dataclass(frozen=True)
class Scope:
    """Which staged rows a statement is about, and as whom it looks.

    ``first``/``last`` bound the row numbers of one chunk.  ``reach`` are region-code
    prefixes; an empty one is the whole city.
    """

    roster_id: int
    reach: tuple[str, ...]
    scheme_id: int | None = None
    first: int = 0
    last: int = 2_147_483_647

    @property
    def params(self) -> dict:
        return {
            "roster": self.roster_id,
            "first": self.first,
            "last": self.last,
            "reach": [f"{prefix}%" for prefix in self.reach],
            "scheme": self.scheme_id,
            "education": list(EducationLevel.values),
            "title": list(TitleLevel.values),
        }


def run(sql: str, scope: Scope, **more) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, scope.params | more)
        return cursor.rowcount


IN_SCOPE = (
    "s.roster_id = %(roster)s AND s.number BETWEEN %(first)s AND %(last)s "
    "AND NOT s.is_waiting"
)
EMPLOYER = """
    LEFT JOIN talents_rosteremployer m
      ON m.roster_id = s.roster_id AND m.key = s.employer_key AND m.code = s.employer_code
"""


def analyse() -> None:
    """Fresh rows have no statistics, and a plan for ten rows is none for 50,000."""
    with connection.cursor() as cursor:
        cursor.execute(
            "ANALYZE talents_rosterstage "
            "(roster_id, number, document_index, name, birth_month, employer_key)"
        )


def analyse_register() -> None:
    """After many new people: comparing the next file with tables that the planner
    believes empty takes minutes instead of seconds."""
    with connection.cursor() as cursor:
        for name in _REGISTER:
            cursor.execute(f"ANALYZE talents_{name}")


def settle_repeats(scope: Scope) -> int:
    """One person, several rows of the file: the first row stands for all of them.

    It keeps what it says and takes from later rows what it leaves empty, so the result
    does not depend on how often the file is sent.  One document under two names is
    refused wherever it stands: nobody can tell whose it is.  Return the repeated rows.
    """
    run(
        f"""
        WITH person AS (
            SELECT number, {_PERSON} AS who, name, document_index
            FROM talents_rosterstage s WHERE {IN_SCOPE}
        ), torn AS (
            SELECT who FROM person WHERE document_index <> ''
            GROUP BY who HAVING count(DISTINCT lower(replace(name, ' ', ''))) > 1
        ), gone AS (
            DELETE FROM talents_rosterstage s USING person p, torn
            WHERE {IN_SCOPE} AND p.number = s.number AND p.who = torn.who
            RETURNING s.number
        )
        UPDATE talents_rosterrow r
        SET outcome = '{Outcome.REJECTED}', reasons = ARRAY['{Reason.NAME_DIFFERS}'],
            talent_id = NULL
        FROM gone WHERE r.roster_id = %(roster)s AND r.number = gone.number
        """,
        scope,
    )
    run("DROP TABLE IF EXISTS roster_repeat", scope)
    run(
        f"""
        CREATE TEMP TABLE roster_repeat ON COMMIT DROP AS
        SELECT * FROM (
            SELECT number, first_value(number) OVER w AS first,
                   count(*) OVER (PARTITION BY who) AS times
            FROM (SELECT number, {_PERSON} AS who
                  FROM talents_rosterstage s WHERE {IN_SCOPE}) person
            WINDOW w AS (PARTITION BY who ORDER BY number)
        ) counted WHERE times > 1
        """,
        scope,
    )
    _fill_first_rows(scope)
    return run(
        f"""
        WITH gone AS (
            DELETE FROM talents_rosterstage s USING roster_repeat p
            WHERE {IN_SCOPE} AND p.number = s.number AND p.number > p.first
            RETURNING s.*, p.first
        )
        UPDATE talents_rosterrow r
        SET outcome = '{Outcome.UNCHANGED}', repeats = gone.first,
            talent_id = coalesce(f.talent_id, f.new_talent_id),
            remarks = r.remarks || ARRAY['{Remark.REPEATED}']::varchar[]
                || CASE WHEN {_says_otherwise("gone", "f")}
                        THEN ARRAY['{Remark.REPEAT_DIFFERS}']::varchar[]
                        ELSE '{{}}' END
        FROM gone JOIN talents_rosterstage f
             ON f.roster_id = gone.roster_id AND f.number = gone.first
        WHERE r.roster_id = %(roster)s AND r.number = gone.number
        """,
        scope,
    )


def _fill_first_rows(scope: Scope) -> None:
    def first_filled(column: str, test: str) -> str:
        return (
            f"(array_agg(s.{column} ORDER BY s.number) FILTER (WHERE {test}))[1] "
            f"AS {column}"
        )

    groups = [
        *((column, f"s.{column} <> ''") for column in _FILLABLE),
        *((column, "s.phone_index <> ''") for column in _PHONE),
        *((column, "s.employer_key <> ''") for column in _EMPLOYER),
        *((column, "s.graduated_on IS NOT NULL") for column in _GRADUATED),
        *((column, "s.introduced_on IS NOT NULL") for column in _INTRODUCED),
        ("birth_date", "s.birth_date IS NOT NULL"),
    ]
    run(
        f"""
        UPDATE talents_rosterstage f
        SET {", ".join(f"{c} = coalesce(a.{c}, f.{c})" for c, _test in groups)}
        FROM (
            SELECT p.first, {", ".join(first_filled(c, t) for c, t in groups)}
            FROM talents_rosterstage s JOIN roster_repeat p ON p.number = s.number
            WHERE {IN_SCOPE} GROUP BY p.first
        ) a
        WHERE f.roster_id = %(roster)s AND f.number = a.first
        """,
        scope,
    )


_PHONE = ("phone", "phone_index", "phone_tail")
_EMPLOYER = ("employer_name", "employer_key", "employer_code")
_GRADUATED = ("graduated_on", "graduated_precision")
_INTRODUCED = ("introduced_on", "introduced_precision")


def _says_otherwise(later: str, first: str) -> str:
    texts = [*_FILLABLE, "phone_index", "employer_key"]
    days = ["graduated_on", "introduced_on"]
    return " OR ".join(
        [
            *(f"{later}.{c} NOT IN ('', {first}.{c})" for c in texts),
            *(f"{later}.{c} <> {first}.{c}" for c in days),
            f"({later}.is_region_stated AND {later}.region_id <> {first}.region_id)",
        ]
    )


def list_employers(scope: Scope) -> None:
    """The different employers that the file names, each once.

    A name that stands with one code elsewhere in the file has that code everywhere.
    """
    run(
        f"""
        INSERT INTO talents_rosteremployer
            (roster_id, key, code, known_code, name, region_id)
        SELECT DISTINCT ON (s.employer_key, s.employer_code)
               s.roster_id, s.employer_key, s.employer_code, s.employer_code,
               s.employer_name, s.region_id
        FROM talents_rosterstage s WHERE {IN_SCOPE} AND s.employer_key <> ''
        ORDER BY s.employer_key, s.employer_code, s.number
        """,
        scope,
    )
    run(
        """
        UPDATE talents_rosteremployer m SET known_code = known.code
        FROM (
            SELECT key, min(code) AS code FROM talents_rosteremployer
            WHERE roster_id = %(roster)s AND code <> ''
            GROUP BY key HAVING count(*) = 1
        ) known
        WHERE m.roster_id = %(roster)s AND m.code = '' AND m.key = known.key
        """,
        scope,
    )


def find_employers(scope: Scope) -> None:
    """Which one of the register each is: by code, else by the name if that is one's."""
    run(
        """
        UPDATE talents_rosteremployer m SET employer_id = e.id FROM talents_employer e
        WHERE m.roster_id = %(roster)s AND m.employer_id IS NULL
          AND m.known_code <> '' AND e.uscc = m.known_code
        """,
        scope,
    )
    # An entry without a code is the same employer as the one of that name with a code.
    run(
        """
        UPDATE talents_rosteremployer m SET employer_id = e.id
        FROM (
            SELECT key, min(id) AS id, min(uscc) AS uscc FROM talents_employer
            WHERE key IN (SELECT key FROM talents_rosteremployer
                          WHERE roster_id = %(roster)s AND employer_id IS NULL)
            GROUP BY key HAVING count(*) = 1
        ) e
        WHERE m.roster_id = %(roster)s AND m.employer_id IS NULL AND m.key = e.key
          AND (m.known_code = '' OR e.uscc IS NULL)
        """,
        scope,
    )


def find_people(scope: Scope) -> None:
    """Who of the others is on the register: by document, else as an unverified profile.

    ``staging`` has looked for the documents; here are those that came since, and the
    people whose entries have been joined with others in the meantime.
    """
    run(
        f"""
        UPDATE talents_rosterstage s SET talent_id = t.merged_into_id
        FROM talents_talent t
        WHERE {IN_SCOPE} AND t.id = s.talent_id AND t.merged_into_id IS NOT NULL
        """,
        scope,
    )
    run(
        f"""
        UPDATE talents_rosterstage s SET talent_id = coalesce(t.merged_into_id, t.id)
        FROM talents_identitydocument d JOIN talents_talent t ON t.id = d.talent_id
        WHERE {IN_SCOPE} AND s.talent_id IS NULL
          AND s.document_index <> '' AND d.number_index = s.document_index
        """,
        scope,
    )
    run(
        f"""
        UPDATE talents_rosterstage s SET talent_id = k.talent_id
        FROM (
            SELECT k.name, k.birth_month, k.employer_key,
                   min(coalesce(t.merged_into_id, t.id)) AS talent_id
            FROM talents_unverifiedkey k JOIN talents_talent t ON t.id = k.talent_id
            GROUP BY 1, 2, 3
            HAVING count(DISTINCT coalesce(t.merged_into_id, t.id)) = 1
        ) k
        WHERE {IN_SCOPE} AND s.talent_id IS NULL AND s.document_index = ''
          AND k.name = s.name AND k.birth_month = s.birth_month
          AND k.employer_key = s.employer_key
        """,
        scope,
    )


def refuse_elsewhere(scope: Scope) -> None:
    """A known person whose entry lies outside the importer's reach is left alone."""
    _set_aside(
        f"""
        SELECT s.number FROM talents_rosterstage s
        JOIN talents_talent t ON t.id = s.talent_id
        WHERE {IN_SCOPE} AND NOT t.region_id LIKE ANY (%(reach)s)
        """,
        scope,
        outcome=Outcome.REJECTED,
        reason=Reason.ELSEWHERE,
    )


def hold_other_names(scope: Scope) -> None:
    """Hold rows whose document is on the register under another name.

    The name may have changed, or a number was mistyped into somebody else's.
    """
    plain = "lower(regexp_replace(normalize({}, NFKC), '[[:space:]·.,''’_-]', '', 'g'))"
    _hold(
        f"""
        SELECT s.number, ARRAY[t.id] AS ids
        FROM talents_rosterstage s JOIN talents_talent t ON t.id = s.talent_id
        WHERE {IN_SCOPE} AND t.name <> s.name
          AND {plain.format("t.name")} <> {plain.format("s.name")}
        """,
        scope,
    )


def hold_possible_duplicates(scope: Scope) -> None:
    """Hold rows of people unknown by document whose three facts are known.

    Name, birth month and employer: one name in ten is shared, some with the month too,
    but hardly ever with the employer as well.
    """
    _hold(
        f"""
        SELECT number, array_agg(DISTINCT talent_id ORDER BY talent_id) AS ids
        FROM (
            SELECT s.number, t.id AS talent_id
            FROM talents_rosterstage s
            JOIN talents_talent t ON t.name = s.name
             AND to_char(t.birth_date, 'YYYY-MM') = s.birth_month
            JOIN talents_employer e ON e.id = t.employer_id AND e.key = s.employer_key
            WHERE {IN_SCOPE} AND s.talent_id IS NULL AND s.employer_key <> ''
              AND t.status <> 'merged'
            UNION ALL
            SELECT s.number, k.talent_id
            FROM talents_rosterstage s
            JOIN talents_unverifiedkey k
              ON k.name = s.name AND k.birth_month = s.birth_month
             AND k.employer_key = s.employer_key
            WHERE {IN_SCOPE} AND s.talent_id IS NULL
        ) found GROUP BY number
        """,
        scope,
    )


def hold_ambiguous_profiles(scope: Scope) -> None:
    """Hold a row without a document where several unverified profiles fit it."""
    _hold(
        f"""
        SELECT s.number, array_agg(k.talent_id ORDER BY k.talent_id) AS ids
        FROM talents_rosterstage s
        JOIN talents_unverifiedkey k
          ON k.name = s.name AND k.birth_month = s.birth_month
         AND k.employer_key = s.employer_key
        WHERE {IN_SCOPE} AND s.talent_id IS NULL AND s.document_index = ''
        GROUP BY s.number
        """,
        scope,
    )


def _hold(found: str, scope: Scope) -> None:
    """Let the found rows wait, unless somebody has decided about them."""
    run(
        f"""
        WITH found AS ({found}), held AS (
            UPDATE talents_rosterrow r
            SET outcome = '{Outcome.HELD}', candidates = found.ids, talent_id = NULL
            FROM found
            WHERE r.roster_id = %(roster)s AND r.number = found.number
              AND r.decision = ''
            RETURNING r.number
        )
        UPDATE talents_rosterstage s SET is_waiting = true FROM held
        WHERE s.roster_id = %(roster)s AND s.number = held.number
        """,
        scope,
    )


def _set_aside(numbers: str, scope: Scope, *, outcome: str, reason: str) -> None:
    """Take rows out of the stage with a final outcome."""
    run(
        f"""
        WITH picked AS ({numbers}), gone AS (
            DELETE FROM talents_rosterstage s USING picked
            WHERE s.roster_id = %(roster)s AND s.number = picked.number
            RETURNING s.number
        )
        UPDATE talents_rosterrow r
        SET outcome = %(outcome)s, reasons = ARRAY[%(reason)s]::varchar[],
            talent_id = NULL
        FROM gone WHERE r.roster_id = %(roster)s AND r.number = gone.number
        """,
        scope,
        outcome=str(outcome),
        reason=str(reason),
    )

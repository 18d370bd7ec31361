"""What an import would change of the people it found: old beside new, fact by fact."""

from __future__ import annotations

from apps.talents.roster.matching import (
    EMPLOYER,
    IN_SCOPE,
    Scope,
    analyse,
    find_employers,
    find_people,
    hold_other_names,
    hold_possible_duplicates,
    list_employers,
    refuse_elsewhere,
    run,
    settle_repeats,
)
from apps.talents.roster.reasons import Remark
from apps.talents.roster.states import Outcome


def _rank(levels: str, column: str) -> str:
    return f"coalesce(array_position(%({levels})s::text[], {column}::text), 0)"


# A fact is changed where the file says something and the register something else; what
# an ID number proves is always taken, what a higher diploma or title says never falls.
_PROVEN = "s.document_kind IN ('resident_id', 'hmt_residence')"
_DIFFERS = {
    "name": "s.name <> t.name AND r.decision = 'merge' AND s.document_index <> ''",
    "gender": f"s.gender NOT IN ('', t.gender) AND (t.gender = '' OR {_PROVEN})",
    "birth_date": "s.birth_date IS NOT NULL AND s.birth_date IS DISTINCT FROM "
    f"t.birth_date AND (t.birth_date IS NULL OR {_PROVEN})",
    "nationality": "s.nationality NOT IN ('', t.nationality)",
    "region_id": "s.is_region_stated AND s.region_id <> t.region_id",
    "email": "s.email <> '' AND lower(s.email) <> lower(t.email)",
    "phone": "s.phone_index NOT IN ('', t.phone_index)",
    "category": "s.category NOT IN ('', t.category)",
    "education": f"{_rank('education', 's.education')} > "
    f"{_rank('education', 't.education')}",
    "title": f"{_rank('title', 's.title')} > {_rank('title', 't.title')}",
    "remark": "s.remark <> '' AND t.remark = ''",
    "employer_id": "s.employer_key <> '' AND (m.employer_id IS NULL "
    "OR m.employer_id IS DISTINCT FROM t.employer_id)",
    "position": "s.position <> '' AND c.employer_id = m.employer_id "
    "AND c.position <> s.position",
    "is_verified": "s.document_index <> '' AND NOT t.is_verified",
}
# What the register has already of rows that the import would add.  Asked as one set
# each and looked up by hash: a subquery for each row, or a join that the planner takes
# for a small one, needs minutes for twenty thousand known people.
_HAS = {
    "education": """
        SELECT s.number FROM staged s JOIN talents_education c
          ON c.talent_id = s.talent_id AND c.level = s.education
         AND (s.school = '' OR c.school = s.school)
         AND (s.major = '' OR c.major = s.major)
        WHERE s.education <> ''
    """,
    "introduction": """
        SELECT s.number FROM staged s JOIN talents_introduction c
          ON c.talent_id = s.talent_id AND c.mode = s.introduction_mode
         AND (s.introduced_on IS NULL OR c.introduced_on = s.introduced_on)
        WHERE s.introduction_mode <> ''
    """,
    "grade": """
        SELECT s.number FROM staged s JOIN talents_gradeaward c
          ON c.talent_id = s.talent_id
        JOIN talents_gradelevel l ON l.id = c.level_id AND l.scheme_id = %(scheme)s
        WHERE s.grade <> ''
    """,
    "document": """
        SELECT s.number FROM staged s JOIN talents_identitydocument c
          ON c.number_index = s.document_index
    """,
}
_LACKS = {
    "new_education": "s.education <> '' AND s.number NOT IN (SELECT number FROM has_education)",
    "new_introduction": "s.introduction_mode <> '' AND s.number NOT IN (SELECT number FROM has_introduction)",
    "new_grade": "s.grade <> '' AND s.number NOT IN (SELECT number FROM has_grade) AND l.id IS NOT NULL",
    "new_document": "s.document_index <> '' AND s.number NOT IN (SELECT number FROM has_document)",
}
_SHOWN_OLD = {"position": "c.position", "phone": "true"}
_SHOWN_NEW = {
    "phone": "true",
    "employer_id": "coalesce(to_jsonb(m.employer_id), to_jsonb(s.employer_name))",
    "is_verified": "true",
    "new_education": "concat_ws(' ', s.education, s.school, s.major)",
    "new_introduction": "s.introduction_mode",
    "new_grade": "s.grade",
    "new_document": "s.document_tail",
}


def _changes() -> str:
    parts = []
    for column, test in _DIFFERS.items():
        old = _SHOWN_OLD.get(column, f"t.{column}")
        new = _SHOWN_NEW.get(column, f"s.{column}")
        parts.append(
            f"'{column}', CASE WHEN {test} THEN jsonb_build_array({old}, {new}) END"
        )
    for key, test in _LACKS.items():
        parts.append(
            f"'{key}', CASE WHEN {test} "
            f"THEN jsonb_build_array(NULL, {_SHOWN_NEW[key]}) END"
        )
    return f"jsonb_strip_nulls(jsonb_build_object({', '.join(parts)}))"


def compare(scope: Scope) -> None:
    """Old and new of every known person's facts; none differs → unchanged.

    ``changes`` is {fact: [old, new]}; the telephone stands encrypted beside it, an
    employer is an id, or a name while there is none.  Rows that say already what is found stay as
    they are: of fifty thousand unchanged ones none is written again by the import.
    """
    kept = " OR ".join(
        f"(s.{c} <> '' AND {_rank(c, f's.{c}')} < {_rank(c, f't.{c}')})"
        for c in ("education", "title")
    )
    run(
        f"""
        WITH staged AS MATERIALIZED (
            SELECT s.* FROM talents_rosterstage s
            WHERE {IN_SCOPE} AND s.talent_id IS NOT NULL
        ), {", ".join(f"has_{key} AS ({sql})" for key, sql in _HAS.items())}
        UPDATE talents_rosterrow r
        SET changes = d.changes, talent_id = d.talent_id, outcome = d.outcome,
            phone_before = CASE WHEN d.changes ? 'phone' THEN d.old_phone ELSE '' END,
            phone_after = CASE WHEN d.changes ? 'phone' THEN d.new_phone ELSE '' END,
            remarks = CASE WHEN d.is_kept AND NOT '{Remark.KEPT}' = ANY (r.remarks)
                           THEN r.remarks || ARRAY['{Remark.KEPT}']::varchar[]
                           ELSE r.remarks END
        FROM (
            SELECT x.*, CASE WHEN x.changes = '{{}}' THEN '{Outcome.UNCHANGED}'
                             ELSE '{Outcome.UPDATED}' END AS outcome
            FROM (
                SELECT DISTINCT ON (s.number) s.number, s.talent_id,
                       t.phone AS old_phone, s.phone AS new_phone,
                       {_changes()} AS changes, ({kept}) AS is_kept
                FROM staged s
                JOIN talents_rosterrow r
                  ON r.roster_id = s.roster_id AND r.number = s.number
                JOIN talents_talent t ON t.id = s.talent_id
                {EMPLOYER}
                LEFT JOIN talents_employment c
                  ON c.talent_id = t.id AND c.until_date IS NULL
                LEFT JOIN talents_gradelevel l
                  ON l.scheme_id = %(scheme)s AND l.code = s.grade
                ORDER BY s.number
            ) x
        ) d
        WHERE r.roster_id = %(roster)s AND r.number = d.number
          AND (r.changes, r.talent_id, r.outcome)
              IS DISTINCT FROM (d.changes, d.talent_id, d.outcome)
        """,
        scope,
    )


def foresee(scope: Scope) -> None:
    """The whole preview: repeats, employers, people, doubts, differences."""
    analyse()
    settle_repeats(scope)
    list_employers(scope)
    find_employers(scope)
    find_people(scope)
    refuse_elsewhere(scope)
    hold_other_names(scope)
    hold_possible_duplicates(scope)
    compare(scope)

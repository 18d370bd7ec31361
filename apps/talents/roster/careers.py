"""From the stage to somebody's career: work, education, introduction, grade.

``which`` are the staged rows; ``talent`` is the column that names the person.
"""

from __future__ import annotations

from apps.talents.roster.matching import EMPLOYER, Scope, run

STAGE_AND_ROW = f"""
    talents_rosterstage s
    JOIN talents_rosterrow r ON r.roster_id = s.roster_id AND r.number = s.number
    {EMPLOYER}
"""


def insert_employments(scope: Scope, which: str, talent: str, facts: dict) -> None:
    run(
        f"""
        INSERT INTO talents_employment
            (talent_id, employer_id, position, source, created_at, updated_at)
        SELECT {talent}, m.employer_id, s.position, %(source)s, %(at)s, %(at)s
        FROM {STAGE_AND_ROW}
        WHERE {which} AND m.employer_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM talents_employment c
            WHERE c.talent_id = {talent} AND c.until_date IS NULL)
        """,
        scope,
        **facts,
    )


def insert_educations(scope: Scope, which: str, talent: str, facts: dict) -> None:
    run(
        f"""
        INSERT INTO talents_education
            (talent_id, level, mode, school, is_world_class, major, graduated_on,
             precision, source, created_at, updated_at)
        SELECT {talent}, s.education, 'unknown', s.school, false, s.major,
               s.graduated_on, s.graduated_precision, %(source)s, %(at)s, %(at)s
        FROM {STAGE_AND_ROW} WHERE {which}
        """,
        scope,
        **facts,
    )


def insert_introductions(scope: Scope, which: str, talent: str, facts: dict) -> None:
    run(
        f"""
        INSERT INTO talents_introduction
            (talent_id, mode, introduced_on, precision, employer_id, batch,
             document_no, source, created_at, updated_at)
        SELECT {talent}, s.introduction_mode, s.introduced_on, s.introduced_precision,
               m.employer_id, '', '', %(source)s, %(at)s, %(at)s
        FROM {STAGE_AND_ROW} WHERE {which}
        """,
        scope,
        **facts,
    )


def insert_grades(scope: Scope, which: str, talent: str, facts: dict) -> None:
    if scope.scheme_id is None:
        return
    run(
        f"""
        INSERT INTO talents_gradeaward
            (talent_id, level_id, status, issued_on, batch, document_no, source,
             created_at, updated_at)
        SELECT {talent}, l.id, 'active', %(grades_on)s, '', '', %(source)s,
               %(at)s, %(at)s
        FROM {STAGE_AND_ROW}
        JOIN talents_gradelevel l ON l.scheme_id = %(scheme)s AND l.code = s.grade
        WHERE {which}
        ON CONFLICT DO NOTHING
        """,
        scope,
        **facts,
    )

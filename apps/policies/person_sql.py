"""The facts of ``person_facts`` as SQL; a property test holds the two together."""

from __future__ import annotations

from django.conf import settings

from apps.accounts.models.places import region_prefix
from apps.policies.readings import Reading, Relation
from apps.talents.choices import EducationLevel, Precision
from apps.talents.models import Education

DEGREES = (EducationLevel.DOCTOR, EducationLevel.MASTER, EducationLevel.BACHELOR)
# A graduation as one number, so that max() finds the latest, of equals the most exact.
EPOCH = "DATE '0001-01-01'"
EXACTNESS = {Precision.YEAR: 0, Precision.MONTH: 1, Precision.DAY: 2}


def _rank(column: str) -> str:
    ranks = " ".join(f"WHEN '{each}' THEN {each.rank}" for each in EducationLevel)
    return f"CASE {column} {ranks} END"


def _degree_columns(level: EducationLevel) -> str:
    full = f"level = '{level}' AND mode = '{Education.Mode.FULL_TIME}'"
    left_open = f"'{Education.Mode.OVERSEAS}', '{Education.Mode.UNKNOWN}'"
    exactness = " ".join(f"WHEN '{k}' THEN {v}" for k, v in EXACTNESS.items())
    return f"""
        bool_or(level = '{level}') AS {level}_any,
        bool_or({full}) AS {level}_full,
        bool_or(level = '{level}' AND mode IN ({left_open})) AS {level}_open,
        max((graduated_on - {EPOCH}) * 4 + CASE precision {exactness} END)
            FILTER (WHERE {full}) AS {level}_on"""


EDUCATION = Relation(
    "education",
    f"""
    SELECT talent_id,
        max({_rank("level")}) AS rank,
        bool_or(level = 'master' AND mode = 'full_time' AND is_world_class)
            AS master_world_class,
        {", ".join(_degree_columns(level) for level in DEGREES)}
    FROM talents_education {{only}} GROUP BY talent_id""",
)


def employment() -> Relation:
    """What ``person_facts._employment`` finds: the one that holds on the day."""
    prefix = region_prefix(settings.TALENT_CITY)
    return Relation(
        "employment",
        f"""
        SELECT DISTINCT ON (asked.talent_id, asked.day) asked.talent_id, asked.day,
            job.from_date, job.insured_since, job.contract_years,
            starts_with(employer.region_id, '{prefix}') AS in_city
        FROM asked
        JOIN talents_employment job ON job.talent_id = asked.talent_id
            AND (job.from_date IS NULL OR job.from_date <= asked.day)
            AND (job.until_date IS NULL OR job.until_date > asked.day)
        JOIN talents_employer employer ON employer.id = job.employer_id
        ORDER BY asked.talent_id, asked.day, job.from_date DESC, job.id DESC""",
        by_day=True,
        events="""
        SELECT talent_id, from_date AS day FROM talents_employment {only}
        UNION ALL SELECT talent_id, until_date FROM talents_employment {only}""",
    )


GRADE = Relation(
    "grade",
    """
    SELECT DISTINCT ON (asked.talent_id, asked.day) asked.talent_id, asked.day,
        level.code, level.rank
    FROM asked
    JOIN talents_gradeaward award ON award.talent_id = asked.talent_id
        AND award.status = 'active' AND award.issued_on <= asked.day
        AND (award.valid_until IS NULL OR award.valid_until >= asked.day)
    JOIN talents_gradelevel level ON level.id = award.level_id
    JOIN talents_gradescheme scheme ON scheme.id = level.scheme_id
    WHERE scheme.from_date <= asked.day
        AND (scheme.until_date IS NULL OR scheme.until_date > asked.day)
    ORDER BY asked.talent_id, asked.day, level.rank, award.id""",
    by_day=True,
    events="""
    SELECT talent_id, issued_on AS day FROM talents_gradeaward {only}
    UNION ALL SELECT talent_id, valid_until + 1 FROM talents_gradeaward {only}
    UNION ALL SELECT award.talent_id, scheme.from_date
        FROM (SELECT * FROM talents_gradeaward {only}) award
        JOIN talents_gradelevel level ON level.id = award.level_id
        JOIN talents_gradescheme scheme ON scheme.id = level.scheme_id
    UNION ALL SELECT award.talent_id, scheme.until_date
        FROM (SELECT * FROM talents_gradeaward {only}) award
        JOIN talents_gradelevel level ON level.id = award.level_id
        JOIN talents_gradescheme scheme ON scheme.id = level.scheme_id""",
)
HOUSEHOLD = Relation(
    "household",
    """
    SELECT DISTINCT ON (asked.talent_id, asked.day) asked.talent_id, asked.day,
        EXISTS (
            SELECT FROM talents_membership other
            WHERE other.household_id = own.household_id AND other.id <> own.id
                AND ('spouse' IN (other.relation, own.relation))
                AND other.relation IN ('head', 'spouse')
                AND (other.from_date IS NULL OR other.from_date <= asked.day)
                AND (other.until_date IS NULL OR other.until_date > asked.day)
        ) AS married
    FROM asked
    JOIN talents_membership own ON own.talent_id = asked.talent_id
        AND own.relation IN ('head', 'spouse')
        AND (own.from_date IS NULL OR own.from_date <= asked.day)
        AND (own.until_date IS NULL OR own.until_date > asked.day)
    ORDER BY asked.talent_id, asked.day, own.id""",
    by_day=True,
    events="""
    SELECT own.talent_id, other.from_date AS day
        FROM (SELECT * FROM talents_membership {only}) own
        JOIN talents_membership other USING (household_id)
    UNION ALL SELECT own.talent_id, other.until_date
        FROM (SELECT * FROM talents_membership {only}) own
        JOIN talents_membership other USING (household_id)""",
)

AGE = Reading(
    "date_part('year', age(asked.day, talent.birth_date))::int",
    turns="(talent.birth_date + make_interval(years => {n}))::date",
)
VERIFIED = Reading("talent.is_verified")
TITLE = Reading("NULLIF(talent.title, '')")
CATEGORY = Reading("NULLIF(talent.category, 'unknown')")
NATIONALITY = Reading("talent.nationality")


def degree(level: EducationLevel) -> Reading:
    highest = f"GREATEST(education.rank, {_rank('talent.education')})"
    return Reading(
        f"""CASE WHEN education.{level}_full THEN true
            WHEN education.{level}_open OR {highest} IS NULL THEN NULL
            WHEN education.{level}_any OR {highest} < {level.rank} THEN false END""",
        needs=(EDUCATION,),
    )


def degree_date(level: EducationLevel) -> Reading:
    code = f"education.{level}_on"
    first = f"({EPOCH} + {code} / 4)"
    last = f"""CASE {code} % 4 WHEN 2 THEN {first}
        WHEN 1 THEN (date_trunc('month', {first}) + interval '1 month')::date - 1
        WHEN 0 THEN (date_trunc('year', {first}) + interval '1 year')::date - 1 END"""
    begin = f"""CASE {code} % 4 WHEN 2 THEN {first}
        WHEN 1 THEN date_trunc('month', {first})::date
        WHEN 0 THEN date_trunc('year', {first})::date END"""
    return Reading(begin, last=last, needs=(EDUCATION,))


def world_class_master() -> Reading:
    has = degree(EducationLevel.MASTER).value
    return Reading(
        f"""CASE WHEN education.master_full THEN education.master_world_class
            ELSE {has} END""",
        needs=(EDUCATION,),
    )


def of_employment(expression: str) -> Reading:
    return Reading(expression, needs=(employment(),))


GRADE_CODE = Reading("grade.code", needs=(GRADE,))
GRADE_RANK = Reading("grade.rank", needs=(GRADE,))
MARRIED = Reading("household.married", needs=(HOUSEHOLD,))

"""Everybody × 30 policies: the engine, the same conditions written by hand as one SQL
statement, and a loop over model objects; then one person, and 1,000 changed ones."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection, transaction

from apps.accounts.models import Office
from apps.policies.choices import PolicyKind
from apps.policies.engine.question import Question, between, everybody, these
from apps.policies.engine.sweeping import sweep_people
from apps.policies.facts import Subject
from apps.policies.models import Policy, PolicyVersion
from apps.policies.rules import All, Answer, AnyOf, Node, NoneOf, Test, evaluate
from apps.talents.models import Talent

ON = date(2026, 11, 20)
LOOPED = 400  # people of the row-by-row loop; half a million would take an hour
LEVELS = ("doctor", "master", "bachelor")


@dataclass(frozen=True)
class Sample:
    """One of the 30: a degree or a title, then how long, how old, how bound."""

    level: str
    years: int
    age: int
    contract: int
    insured: int

    def node(self) -> Node:
        return All(
            (
                Test("person.verified", "eq", True),
                Test("employment.in_city", "eq", True),
                AnyOf(
                    (
                        All(
                            (
                                Test(f"education.{self.level}", "eq", True),
                                Test(
                                    f"education.{self.level}.graduated_on",
                                    "within_years",
                                    self.years,
                                ),
                            )
                        ),
                        All(
                            (
                                Test("person.title", "in", ("senior", "deputy_senior")),
                                Test("person.age", "le", Decimal(self.age)),
                            )
                        ),
                    )
                ),
                NoneOf((Test("person.category", "eq", "party"),)),
                Test("employment.contract_years", "ge", Decimal(self.contract)),
                Test("employment.insured_since", "at_least_years", self.insured),
            )
        )

    def by_hand(self) -> str:
        """What somebody who knows the tables would write."""
        rank = {"doctor": 4, "master": 3, "bachelor": 2}[self.level]
        day = f"DATE '{ON}'"
        later = f"({{}} + interval '{self.years} years')::date"
        low, high = f"e.{self.level}_lo", f"e.{self.level}_hi"
        a = f"({low} <= {day} AND {day} <= {later.format(low)})"
        b = f"({high} <= {day} AND {day} <= {later.format(high)})"
        return f"""(t.is_verified AND j.in_city AND (
            ((CASE WHEN e.{self.level} THEN true
                WHEN e.{self.level}_open OR COALESCE(e.top, t_rank) IS NULL THEN NULL
                WHEN e.{self.level}_any OR GREATEST(e.top, t_rank) < {rank}
                THEN false END)
              AND (CASE WHEN {a} = {b}
                   AND NOT (NOT {a} AND {low} <= {day} AND {day} < {high}) THEN {a} END))
            OR (NULLIF(t.title, '') IN ('senior', 'deputy_senior')
                AND date_part('year', age({day}, t.birth_date)) <= {self.age}))
            AND NOT (NULLIF(t.category, 'unknown') = 'party')
            AND j.contract_years >= {self.contract}
            AND (j.insured_since + interval '{self.insured} years')::date <= {day})"""


SAMPLES = [
    Sample(LEVELS[n % 3], 2 + n % 5, 35 + n % 4 * 5, n % 4, n % 3) for n in range(30)
]


def _hand_written() -> str:
    def span(level: str) -> str:
        code = f"""max((graduated_on - DATE '0001-01-01') * 4 + CASE precision
            WHEN 'day' THEN 2 WHEN 'month' THEN 1 ELSE 0 END)
            FILTER (WHERE level = '{level}' AND mode = 'full_time')"""
        return f"""{code} AS {level}_code,
            bool_or(level = '{level}' AND mode = 'full_time') AS {level},
            bool_or(level = '{level}' AND mode IN ('overseas', 'unknown'))
                AS {level}_open,
            bool_or(level = '{level}') AS {level}_any"""

    def ends(level: str) -> str:
        day = f"(DATE '0001-01-01' + {level}_code / 4)"
        return f"""CASE {level}_code % 4 WHEN 2 THEN {day}
            WHEN 1 THEN date_trunc('month', {day})::date
            ELSE date_trunc('year', {day})::date END AS {level}_lo,
            CASE {level}_code % 4 WHEN 2 THEN {day}
            WHEN 1 THEN (date_trunc('month', {day}) + interval '1 month')::date - 1
            ELSE (date_trunc('year', {day}) + interval '1 year')::date - 1
            END AS {level}_hi"""

    ranks = "CASE {} " + " ".join(
        f"WHEN '{level}' THEN {n}"
        for n, level in enumerate(("secondary", "college", *reversed(LEVELS)))
    )
    return f"""
        FROM (SELECT *, {ranks.format("education")} END AS t_rank
              FROM talents_talent WHERE status = 'active') t
        LEFT JOIN (
            SELECT *, {", ".join(ends(level) for level in LEVELS)} FROM (
                SELECT talent_id, max({ranks.format("level")} END) AS top,
                    {", ".join(span(level) for level in LEVELS)}
                FROM talents_education GROUP BY talent_id) g) e ON e.talent_id = t.id
        LEFT JOIN (
            SELECT DISTINCT ON (m.talent_id) m.talent_id, m.contract_years,
                m.insured_since, left(w.region_id, 4) = '2306' AS in_city
            FROM talents_employment m JOIN talents_employer w ON w.id = m.employer_id
            WHERE (m.from_date IS NULL OR m.from_date <= '{ON}')
                AND (m.until_date IS NULL OR m.until_date > '{ON}')
            ORDER BY m.talent_id, m.from_date DESC, m.id DESC) j ON j.talent_id = t.id"""


def _counts(columns: list[str]) -> str:
    return ", ".join(
        f"count(*) FILTER (WHERE {each}), count(*) FILTER (WHERE {each} IS NULL)"
        for each in columns
    )


def _ask(statement: str) -> tuple[float, tuple]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")
        start = time.perf_counter()
        cursor.execute(statement)
        found = cursor.fetchone()
        return (time.perf_counter() - start) * 1000, found


def measure() -> dict:
    question = Question(dict(enumerate(each.node() for each in SAMPLES)))
    names = [f"r{n}" for n in range(len(SAMPLES))]
    engine = f"""SELECT {_counts(names)}
        FROM ({question.answers(everybody(ON), few=False)}) answered"""
    by_hand = f"SELECT {_counts([s.by_hand() for s in SAMPLES])} {_hand_written()}"
    people = Talent.objects.active().count()
    ours, floor, counted = [], [], None
    for _round in range(4):
        taken, counted = _ask(engine)
        ours.append(taken)
        taken, same = _ask(by_hand)
        floor.append(taken)
        if counted != same:
            raise RuntimeError(f"{counted} by the engine, {same} by hand")
    loop = _loop()
    return {
        "people": people,
        "met": sum(counted[::2]),
        "unknown": sum(counted[1::2]),
        "engine": min(ours),
        "by hand": min(floor),
        "loop": loop / LOOPED * people,
        "one person": _few(question, 1),
        "thousand": _few(question, 1_000),
        "swept": _swept(),
    }


def _swept() -> float:
    """Median milliseconds of a whole sweep of 1,000 changed people: ask, look ahead,
    compare, write.  Rolled back, so that the next run finds the city as it was."""
    ids = list(
        Talent.objects.active().order_by("pk").values_list("pk", flat=True)[:3_000]
    )
    taken = []
    with transaction.atomic():
        office = Office.objects.first()
        policy = Policy.objects.create(
            code="bench", name="bench", kind=PolicyKind.LIVING, department=office
        )
        PolicyVersion.objects.bulk_create(
            PolicyVersion(policy=policy, number=n + 1, from_date=ON)
            for n in range(len(SAMPLES))
        )
        numbered = PolicyVersion.objects.filter(policy=policy).order_by("number")
        nodes = (each.node() for each in SAMPLES)
        question = Question(dict(zip([v.pk for v in numbered], nodes, strict=True)))
        for start in range(0, 3_000, 1_000):
            begun = time.perf_counter()
            sweep_people(question, ids[start : start + 1_000], on=ON)
            taken.append((time.perf_counter() - begun) * 1000)
        transaction.set_rollback(True)
    return sorted(taken)[1]


def _loop() -> float:
    """Milliseconds for ``LOOPED`` people asked one after the other."""
    nodes = [each.node() for each in SAMPLES]
    talents = Talent.objects.active().prefetch_related("educations")[:LOOPED]
    start = time.perf_counter()
    for talent in talents:
        subject = Subject(talent, ON)
        for node in nodes:
            assert evaluate(node, subject).answer in Answer  # noqa: S101
    return (time.perf_counter() - start) * 1000


def _few(question: Question, count: int) -> float:
    """Median milliseconds of asking so many people, others each time."""
    first = Talent.objects.active().order_by("pk").values_list("pk", flat=True)[0]
    taken = []
    for number in range(9):
        start = first + number * count
        asked = these(ON, [start]) if count == 1 else between(ON, start, start + count)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL jit = off")
            begun = time.perf_counter()
            cursor.execute(question.answers(asked, few=True))
            cursor.fetchall()
            taken.append((time.perf_counter() - begun) * 1000)
    return sorted(taken)[len(taken) // 2]

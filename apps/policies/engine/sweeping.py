"""Bring the kept matches of some people in line with what the rules say today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date

from django.db import connection, transaction

from apps.policies.engine.compiling import literal
from apps.policies.engine.question import Question, between, these

# How far ahead a turn is looked for.  Everybody is swept again after ``FRESH_DAYS``, so
# on any day at least ``HORIZON - FRESH_DAYS`` days ahead are known.
HORIZON = 120
FRESH_DAYS = 30
NEAR = 3  # an answer that hangs on more facts than this is not "nearly"

STANDING = "CASE WHEN {0} THEN 'fits' WHEN {0} IS NULL THEN 'open' ELSE 'not' END"


@dataclass
class Swept:
    """What a sweep did; ``gained`` and ``lost`` count people newly fitting, and no
    longer, over all versions."""

    people: int = 0
    fits: int = 0
    open: int = 0
    gained: int = 0
    lost: int = 0
    written: int = 0
    removed: int = 0

    def __iadd__(self, other: Swept) -> Swept:
        for field in fields(self):
            mine = getattr(self, field.name) + getattr(other, field.name)
            setattr(self, field.name, mine)
        return self


@dataclass(frozen=True)
class Gain:
    """A person whom a version newly fits."""

    talent_id: int
    version_id: int


@transaction.atomic
def sweep_range(
    question: Question, *, first: int, last: int, on: date
) -> tuple[Swept, list[Gain]]:
    """Everybody with a key from ``first`` up to ``last``, without it."""
    scope = f"talent_id >= {int(first)} AND talent_id < {int(last)}"
    return _sweep(question, between(on, first, last), scope, on)


@transaction.atomic
def sweep_people(
    question: Question, talent_ids: Iterable[int], *, on: date
) -> tuple[Swept, list[Gain]]:
    ids = sorted({int(pk) for pk in talent_ids})
    if not ids or not question.versions:
        return Swept(), []
    scope = f"talent_id IN ({', '.join(map(str, ids))})"
    return _sweep(question, these(on, ids), scope, on)


def _sweep(
    question: Question, asked: str, scope: str, on: date
) -> tuple[Swept, list[Gain]]:
    """Ask, look ahead, compare, write only what differs.  In the caller's transaction.

    Two sweeps of one person wait for each other at the rows they both change and end
    at the same result: what is written depends on nothing but the register and the day.
    """
    versions = ", ".join(str(pk) for pk in question.versions) or "NULL"
    own = f"{scope} AND version_id IN ({versions})"
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('policies.sweep'))")
        for statement in _prepare(question, asked, on):
            cursor.execute(statement)
        swept = _counted(cursor, own)
        gains = _gains(cursor)
        cursor.execute(
            f"""DELETE FROM policies_match kept WHERE {own} AND NOT EXISTS (
                SELECT FROM swept_target now WHERE now.talent_id = kept.talent_id
                    AND now.version_id = kept.version_id)"""
        )
        swept.removed = cursor.rowcount
        cursor.execute(_WRITE.format(on=literal(on)))
        swept.written = cursor.rowcount
        for table in ("asked", "turn", "later", "now", "target"):
            cursor.execute(f"DROP TABLE swept_{table}")
    return swept, gains


def _prepare(question: Question, asked: str, on: date) -> Iterable[str]:
    """Statements that leave the wanted matches in ``swept_target``."""
    temp = "CREATE TEMPORARY TABLE swept_{} ON COMMIT DROP AS {}"
    today = "SELECT talent_id, day FROM swept_asked"
    yield temp.format(
        "asked", f"SELECT id AS talent_id, day FROM ({asked}) a (id, day)"
    )
    yield "ANALYZE swept_asked"
    yield temp.format("turn", question.turns(today, few=True, days=HORIZON))
    yield "ANALYZE swept_turn"
    ahead = "SELECT talent_id, day FROM swept_turn"
    yield temp.format("later", question.rows(ahead, few=True, only_open=False))
    yield temp.format("now", question.rows(today, few=True))
    # Those who do not fit today count as well, where time may turn it.
    turning = f"SELECT DISTINCT talent_id, {literal(on)} FROM swept_turn"
    yield f"""INSERT INTO swept_now SELECT * FROM (
        {question.rows(turning, few=True, only_open=False)}) r WHERE NOT answer"""
    yield temp.format("target", _TARGET)
    yield "CREATE INDEX ON swept_target (talent_id, version_id)"
    yield "ANALYZE swept_target"


_TARGET = f"""
    SELECT now.talent_id, now.version_id,
        {STANDING.format("now.answer")}::varchar AS standing,
        CASE WHEN cardinality(now.missing) <= {NEAR} THEN now.missing
            ELSE '{{}}' END AS missing,
        turned.day AS turns_on,
        CASE WHEN turned.day IS NULL THEN ''
            ELSE {STANDING.format("turned.answer")} END::varchar AS turns_to
    FROM swept_now now LEFT JOIN (
        SELECT DISTINCT ON (later.talent_id, later.version_id) later.*
        FROM swept_later later
        JOIN swept_now today USING (talent_id, version_id)
        WHERE later.answer IS DISTINCT FROM today.answer
        ORDER BY later.talent_id, later.version_id, later.day
    ) turned USING (talent_id, version_id)
    WHERE now.answer OR turned.day IS NOT NULL
        OR (now.answer IS NULL AND cardinality(now.missing) <= {NEAR})"""

_WRITE = """
    INSERT INTO policies_match AS kept (talent_id, version_id, standing, missing, since,
        turns_on, turns_to)
    SELECT talent_id, version_id, standing, missing, {on}, turns_on, turns_to
    FROM swept_target
    ON CONFLICT (talent_id, version_id) DO UPDATE SET
        standing = excluded.standing, missing = excluded.missing,
        turns_on = excluded.turns_on, turns_to = excluded.turns_to,
        since = CASE WHEN kept.standing = excluded.standing
            THEN kept.since ELSE excluded.since END
    WHERE (kept.standing, kept.missing, kept.turns_on, kept.turns_to)
        IS DISTINCT FROM
        (excluded.standing, excluded.missing, excluded.turns_on, excluded.turns_to)"""


def _counted(cursor, own: str) -> Swept:
    cursor.execute("SELECT count(*) FROM swept_asked")
    people = cursor.fetchone()[0]
    cursor.execute(
        f"""SELECT count(*) FILTER (WHERE now.standing = 'fits'),
            count(*) FILTER (WHERE now.standing = 'open'),
            count(*) FILTER (WHERE now.standing = 'fits'
                AND kept.standing IS DISTINCT FROM 'fits'),
            count(*) FILTER (WHERE kept.standing = 'fits'
                AND now.standing IS DISTINCT FROM 'fits')
        FROM swept_target now FULL JOIN (
            SELECT * FROM policies_match WHERE {own}) kept
            USING (talent_id, version_id)"""
    )
    fits, is_open, gained, lost = cursor.fetchone()
    return Swept(people, fits, is_open, gained, lost)


def _gains(cursor) -> list[Gain]:
    """Only people with an account can be told."""
    cursor.execute(
        """SELECT now.talent_id, now.version_id FROM swept_target now
        JOIN talents_talent talent ON talent.id = now.talent_id
        LEFT JOIN policies_match kept USING (talent_id, version_id)
        WHERE now.standing = 'fits' AND kept.standing IS DISTINCT FROM 'fits'
            AND talent.user_id IS NOT NULL
        ORDER BY 1, 2"""
    )
    return [Gain(*row) for row in cursor.fetchall()]

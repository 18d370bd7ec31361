"""Numbers people read aloud: ``AL-2026-000123``."""

from datetime import date

from django.db import connection


def next_number(prefix: str, *, on: date, width: int = 6) -> str:
    """Take the next number of this year's series.

    Holds the series' row until commit, so numbers follow one another without a gap: a
    transaction that fails gives its number back.  Call it late in the transaction.
    """
    return numbers(prefix, 1, on=on, width=width)[0]


def numbers(prefix: str, count: int, *, on: date, width: int = 6) -> list[str]:
    """Take ``count`` consecutive numbers at once, for set-based work."""
    if not connection.in_atomic_block:
        raise RuntimeError("a number is taken inside the transaction that uses it")
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO audit_numberseries (prefix, year, last) VALUES (%s, %s, %s)
               ON CONFLICT (prefix, year)
               DO UPDATE SET last = audit_numberseries.last + EXCLUDED.last
               RETURNING last""",
            [prefix, on.year, count],
        )
        last = cursor.fetchone()[0]
    return [
        f"{prefix}-{on.year}-{n:0{width}d}" for n in range(last - count + 1, last + 1)
    ]

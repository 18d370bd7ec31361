"""How a fact reads in SQL, for everybody on the register at once.

Every reading stands over ``asked (talent_id, day)``: whom is asked about on which day.
NULL is "unknown", so that SQL's three-valued logic is the one of ``rules.evaluate``.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Relation:
    """Rows that facts read from, at most one for each person (and day, if ``by_day``).

    ``sql`` selects ``talent_id`` (and ``day``) with its columns; the columns are read as
    ``name.column``.  ``events`` selects (talent_id, day) for the days on which a row
    begins or ends, without which nothing would tell that the answer turns there.
    ``{only}`` stands where a condition on talent_id goes when few are asked.
    """

    name: str
    sql: str
    by_day: bool = False
    events: str = ""


@dataclass(frozen=True)
class Reading:
    """One fact as an expression over ``talent`` (the person's row), ``asked`` and
    relations.

    ``last``: for a date of which only month or year is known, the other end.
    ``turns``: for a number that grows with time, the day on which it reaches ``{n}``.
    """

    value: str
    last: str = ""
    needs: tuple[Relation, ...] = ()
    turns: str = ""

"""Several rules asked at once of any number of people, each on any day."""

from __future__ import annotations

from collections.abc import Mapping

from apps.policies import facts
from apps.policies.engine.compiling import (
    Columns,
    literal,
    missing_sql,
    rule_sql,
    test_sql,
    turn_columns,
    turning_days,
)
from apps.policies.facts import FactType
from apps.policies.readings import Reading, Relation
from apps.policies.rules import Node

NOT_READ = Reading("NULL")


class Question:
    """``rules`` by the key of their version, as ``rules.for_person`` leaves them.

    ``asked`` below is SQL that selects talent_id and day.  ``few``: it names so few
    people that relations are read for them alone.
    """

    def __init__(self, rules: Mapping[int, Node]) -> None:
        self.versions = list(rules)
        self._columns = Columns()
        nodes = list(rules.values())
        self._rules = [rule_sql(node, self._columns) for node in nodes]
        self._missing = [list(missing_sql(node, self._columns)) for node in nodes]
        self._tests = [
            f"{test_sql(test, self._columns)} AS {self._columns.test(test)}"
            for test in self._columns.asked
        ]

    def answers(self, asked: str, *, few: bool) -> str:
        """talent_id, day, and for each version in order ``r0`` (true, false, NULL)."""
        rules = "".join(f", {rule} AS r{n}" for n, rule in enumerate(self._rules))
        return f"""{self._with(asked)} SELECT talent_id, day{rules}
            FROM {self._tested(few=few)}"""

    def rows(self, asked: str, *, few: bool, only_open: bool = True) -> str:
        """One row for a person, day and version: ``answer`` and ``missing``, the facts
        that keep it open.  ``only_open`` leaves out what is not met."""
        lines = ", ".join(
            f"({version}::bigint, {rule}, {self._missing_array(n)})"
            for n, (version, rule) in enumerate(
                zip(self.versions, self._rules, strict=True)
            )
        )
        where = "WHERE answer IS NOT FALSE" if only_open else ""
        return f"""{self._with(asked)}
            SELECT talent_id, day, version_id, answer, missing
            FROM {self._tested(few=few)}
            CROSS JOIN LATERAL (VALUES {lines}) line (version_id, answer, missing)
            {where}"""

    def turns(self, asked: str, *, few: bool, days: int) -> str:
        """(talent_id, day) for every day within so many days after the asked one on
        which time alone may change an answer.  ``asked`` names a person once.

        A row that begins later (an employment already signed) brings dates of its own,
        so facts are read on the days of events as well.
        """
        events = [
            f"""SELECT first.talent_id, event.day FROM first
            JOIN ({_only(relation.events, few=few, asked="first")}) event USING (talent_id)
            WHERE event.day > first.day AND event.day <= first.day + {int(days)}"""
            for relation in self._relations()
            if relation.events
        ]
        moments = " UNION ".join(["SELECT talent_id, day FROM first", *events])
        parts = ["SELECT talent_id, day FROM asked"]
        candidates = dict.fromkeys(
            day
            for test in self._columns.asked
            for day in turning_days(test, self._columns)
        )
        if candidates:
            values = ", ".join(f"({each})" for each in candidates)
            parts.append(
                f"""SELECT talent_id, turn FROM {self._known(few=few)}
                CROSS JOIN LATERAL (VALUES {values}) candidate (turn)"""
            )
        return f"""WITH first (talent_id, day) AS MATERIALIZED ({asked}),
            asked (talent_id, day) AS MATERIALIZED ({moments})
            SELECT found.talent_id, found.day
            FROM ({" UNION ".join(parts)}) found JOIN first USING (talent_id)
            WHERE found.day > first.day AND found.day <= first.day + {int(days)}"""

    def _with(self, asked: str) -> str:
        return f"WITH asked (talent_id, day) AS MATERIALIZED ({asked})"

    def _relations(self) -> list[Relation]:
        found: dict[str, Relation] = {}
        for name in self._columns.facts:
            for relation in _reading(name).needs:
                found[relation.name] = relation
        return list(found.values())

    def _known(self, *, few: bool) -> str:
        """Person, day and every fact that some rule asks for.

        OFFSET 0 keeps the planner from copying an expression to each place of its use.
        """
        columns = []
        for name, column in self._columns.facts.items():
            reading, kind = _reading(name), facts.get(name).type
            null = "NULL::date" if kind is FactType.DATE else _null(kind)
            value = null if reading is NOT_READ else reading.value
            columns.append(f"{value} AS {column}")
            if kind is FactType.DATE:
                columns.append(f"{reading.last or value} AS {column}_last")
        turns = dict(
            pair
            for test in self._columns.asked
            for pair in turn_columns(test, self._columns)
        )
        columns += [f"{expression} AS {name}" for name, expression in turns.items()]
        joins = [
            f"LEFT JOIN ({_only(relation.sql, few=few)}) {relation.name}"
            f" ON {relation.name}.talent_id = asked.talent_id"
            + (f" AND {relation.name}.day = asked.day" if relation.by_day else "")
            for relation in self._relations()
        ]
        listed = "".join(f", {column}" for column in columns)
        return f"""(SELECT asked.talent_id, asked.day{listed} FROM asked
            JOIN talents_talent talent ON talent.id = asked.talent_id
            {" ".join(joins)} OFFSET 0) known"""

    def _tested(self, *, few: bool) -> str:
        listed = "".join(f", {test}" for test in self._tests)
        return f"""(SELECT talent_id, day{listed}
            FROM {self._known(few=few)} OFFSET 0) tested"""

    def _missing_array(self, number: int) -> str:
        cases = self._missing[number]
        if not cases:
            return "'{}'::text[]"
        listed = ", ".join(dict.fromkeys(cases))
        # Asked only where it is told: the array of an answer that is known is empty.
        return f"""CASE WHEN {self._rules[number]} IS NULL
            THEN array_remove(ARRAY[{listed}]::text[], NULL) ELSE '{{}}'::text[] END"""


def _reading(name: str) -> Reading:
    return facts.get(name).sql or NOT_READ


def _null(kind: FactType) -> str:
    if kind is FactType.BOOLEAN:
        return "NULL::boolean"
    return (
        "NULL::numeric" if kind in (FactType.NUMBER, FactType.MONEY) else "NULL::text"
    )


def _only(statement: str, *, few: bool, asked: str = "asked") -> str:
    only = f"WHERE talent_id IN (SELECT talent_id FROM {asked})" if few else ""
    return statement.replace("{only}", only)


def everybody(day) -> str:
    """Everybody on the register, on one day."""
    return f"""SELECT id, {literal(day)} FROM talents_talent
        WHERE status = 'active'"""


def between(day, first: int, last: int) -> str:
    """Everybody whose key lies from ``first`` up to ``last``, without it."""
    return f"{everybody(day)} AND id >= {int(first)} AND id < {int(last)}"


def these(day, talent_ids) -> str:
    ids = ", ".join(str(int(pk)) for pk in talent_ids) or "NULL"
    return f"{everybody(day)} AND id IN ({ids})"

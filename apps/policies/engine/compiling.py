"""A rule tree as an SQL expression over the columns of ``known``.

Groups need no help: AND, OR and NOT over NULL are Kleene's.  A test mirrors
``rules._ask``, a date known to month or year included.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from psycopg import sql

from apps.policies import facts
from apps.policies.choices import Operator
from apps.policies.facts import FactType
from apps.policies.rules import All, Answer, AnyOf, Given, Node, Test

SIGNS = {
    Operator.EQ: "=",
    Operator.NE: "<>",
    Operator.GE: ">=",
    Operator.GT: ">",
    Operator.LE: "<=",
    Operator.LT: "<",
}


def literal(value: Any) -> str:
    """A value as SQL text.  Statements run without parameters, so % stays itself."""
    return sql.Literal(value).as_string(None)


class Columns:
    """Names for the facts and tests of some rules, each stated once however often it is
    used: ``f0`` (and ``f0_last``), ``t0``."""

    def __init__(self) -> None:
        self.facts: dict[str, str] = {}
        self.tests: dict[tuple, str] = {}
        self.asked: list[Test] = []

    def fact(self, name: str) -> str:
        return self.facts.setdefault(name, f"f{len(self.facts)}")

    def test(self, test: Test) -> str:
        key = (test.fact, str(test.operator), test.value)
        if key not in self.tests:
            self.tests[key] = f"t{len(self.tests)}"
            self.asked.append(test)
            self.fact(test.fact)
        return self.tests[key]


def rule_sql(node: Node, columns: Columns) -> str:
    """True, false or NULL: met, not met, unknown."""
    if isinstance(node, Test):
        return columns.test(node)
    if isinstance(node, Given):
        return {Answer.MET: "true", Answer.NOT_MET: "false"}.get(node.answer, "NULL")
    parts = [rule_sql(part, columns) for part in node.parts]
    if isinstance(node, All):
        return f"({' AND '.join(parts)})" if parts else "true"
    either = f"({' OR '.join(parts)})" if parts else "false"
    return either if isinstance(node, AnyOf) else f"(NOT {either})"


def missing_sql(node: Node, columns: Columns) -> Iterator[str]:
    """One CASE for each test: its fact, where it is unknown and can still decide."""
    yield from _missing(node, columns, [])


def _missing(node: Node, columns: Columns, above: list[str]) -> Iterator[str]:
    if isinstance(node, Given):
        return
    here = [*above, f"{rule_sql(node, columns)} IS NULL"]
    if isinstance(node, Test):
        yield f"CASE WHEN {' AND '.join(here)} THEN {literal(node.fact)} END"
        return
    for part in node.parts:
        yield from _missing(part, columns, here)


def test_sql(test: Test, columns: Columns) -> str:
    """One test over the columns of its fact."""
    fact = facts.get(test.fact)
    column = columns.fact(test.fact)
    if fact.type is FactType.DATE:
        return _date_sql(test, column)
    if test.operator in (Operator.IN, Operator.NOT_IN):
        values = ", ".join(literal(each) for each in test.value)
        word = "IN" if test.operator == Operator.IN else "NOT IN"
        return f"({column} {word} ({values}))"
    return f"({column} {SIGNS[Operator(test.operator)]} {literal(test.value)})"


def _date_sql(test: Test, first: str) -> str:
    last = f"{first}_last"
    if test.operator in (Operator.EQ, Operator.NE):
        day = literal(test.value)
        says = "true" if test.operator == Operator.NE else "false"
        return f"""CASE WHEN {first} IS NULL THEN NULL
            WHEN {first} = {last} THEN {first} {SIGNS[test.operator]} {day}
            WHEN {day} BETWEEN {first} AND {last} THEN NULL ELSE {says} END"""
    ends = [_check_sql(test, end) for end in (first, last)]
    inside = ""
    if test.operator == Operator.WITHIN_YEARS:
        # One end too old, the other still to come: a day between may be neither.
        inside = f"AND NOT (NOT {ends[0]} AND {first} <= day AND day < {last})"
    return f"CASE WHEN {ends[0]} = {ends[1]} {inside} THEN {ends[0]} END"


def _check_sql(test: Test, end: str) -> str:
    if test.operator == Operator.WITHIN_YEARS:
        return f"({end} <= day AND day <= {_later(end, test.value)})"
    if test.operator == Operator.AT_LEAST_YEARS:
        return f"({_later(end, test.value)} <= day)"
    return f"({end} {SIGNS[Operator(test.operator)]} {literal(test.value)})"


def _later(day: str, years: int) -> str:
    """Of 29 February the last day of that month, like ``years.add_years``."""
    return f"({day} + make_interval(years => {int(years)}))::date"


def turning_days(test: Test, columns: Columns) -> Iterator[str]:
    """The days on which time alone may change the answer to a test, or more days."""
    fact = facts.get(test.fact)
    column = columns.fact(test.fact)
    if test.operator in (Operator.WITHIN_YEARS, Operator.AT_LEAST_YEARS):
        for end in (column, f"{column}_last"):
            yield _later(end, test.value)
            if test.operator == Operator.WITHIN_YEARS:
                yield end
                yield f"{_later(end, test.value)} + 1"
    elif fact.sql is not None and fact.sql.turns:
        for number in _reached(test.value):
            # The day after as well: a birthday on 29 February comes on 1 March.
            day = f"{column}_turns_{number}"
            yield day
            yield f"{day} + 1"


def _reached(value: Decimal) -> Iterator[int]:
    """The whole numbers around a value at which a comparison with it may turn."""
    floor = int(value.to_integral_value(ROUND_FLOOR))
    ceiling = int(value.to_integral_value(ROUND_CEILING))
    yield from range(max(floor, 0), max(ceiling, floor + 1, 0) + 1)


def turn_columns(test: Test, columns: Columns) -> Iterator[tuple[str, str]]:
    """(column name, expression) for the turns of a number that grows with time."""
    fact = facts.get(test.fact)
    if fact.sql is None or not fact.sql.turns:
        return
    for number in _reached(test.value):
        name = f"{columns.fact(test.fact)}_turns_{number}"
        yield name, fact.sql.turns.format(n=number)

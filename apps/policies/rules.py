"""One rule as a value: a tree of tests, asked with three possible answers.

Trees are built from ``Condition`` rows.  Nothing here reads the clock or the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import get_language, override

from apps.policies import facts
from apps.policies.choices import NodeKind, Operator
from apps.policies.facts import Fact, FactType, FactValue, Span, Subject
from apps.policies.years import add_years


class Answer(Enum):
    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, value: bool | None) -> Answer:
        return {True: cls.MET, False: cls.NOT_MET, None: cls.UNKNOWN}[value]


@dataclass(frozen=True)
class Words:
    """A label as the document has it, with an English one where it has been given."""

    zh: str = ""
    en: str = ""

    def __str__(self) -> str:
        english = (get_language() or "").startswith("en")
        return self.en if english and self.en else self.zh


@dataclass(frozen=True)
class Test:
    """fact – operator – value.  ``value`` is parsed: Decimal, date, bool, str, tuple."""

    fact: str
    operator: str
    value: Any
    words: Words = Words()
    clause: str = ""
    pk: int | None = None


@dataclass(frozen=True)
class All:
    parts: tuple[Node, ...] = ()
    words: Words = Words()
    clause: str = ""
    pk: int | None = None


@dataclass(frozen=True)
class AnyOf:
    parts: tuple[Node, ...] = ()
    words: Words = Words()
    clause: str = ""
    pk: int | None = None


@dataclass(frozen=True)
class NoneOf:
    parts: tuple[Node, ...] = ()
    words: Words = Words()
    clause: str = ""
    pk: int | None = None


@dataclass(frozen=True)
class Given:
    """A test whose answer is taken for granted: what is claimed is asked later."""

    answer: Answer
    of: Test
    words: Words = Words()
    clause: str = ""
    pk: int | None = None


Node = Test | All | AnyOf | NoneOf | Given
JOINS = {All: NodeKind.ALL.value, AnyOf: NodeKind.ANY.value, NoneOf: NodeKind.NOT.value}


@dataclass(frozen=True)
class Result:
    """The answer to one node, with everything that explains it."""

    node: Node
    answer: Answer
    found: FactValue | None = None
    parts: tuple[Result, ...] = ()

    @property
    def is_met(self) -> bool:
        return self.answer is Answer.MET

    @property
    def is_group(self) -> bool:
        return not isinstance(self.node, Test | Given)

    @property
    def joins(self) -> str:
        """How the parts of a group are joined; empty for a test."""
        return JOINS.get(type(self.node), "")

    @cached_property
    def fact(self) -> Fact | None:
        return facts.get(self.node.fact) if isinstance(self.node, Test) else None

    @property
    def label(self) -> str:
        return str(self.node.words) or (str(self.fact.label) if self.fact else "")

    @property
    def shown_value(self) -> str:
        return self.fact.show(self.found.value) if self.fact and self.found else ""

    def tests(self) -> Iterator[Result]:
        """The tests under this node, in order."""
        if not self.is_group:
            yield self
        for part in self.parts:
            yield from part.tests()

    def as_data(self) -> dict[str, Any]:
        """What is frozen with a decision; no more than JSON can keep."""
        data: dict[str, Any] = {
            "answer": self.answer.value,
            "zh": self.node.words.zh,
            "en": self.node.words.en,
            "clause": self.node.clause,
        }
        if isinstance(self.node, Test) and self.found is not None:
            known = self.found.is_known
            data |= {
                "fact": self.node.fact,
                "operator": str(self.node.operator),
                "value": self.fact.dump(self.found.value) if known else None,
                "known": known,
                "as_of": self.found.as_of and self.found.as_of.isoformat(),
                "source_zh": _in("zh-hans", self.found.source),
                "source_en": _in("en", self.found.source),
            }
        if self.parts:
            data["joins"] = self.joins
            data["parts"] = [part.as_data() for part in self.parts]
        return data


def _in(language: str, text: facts.Text) -> str:
    with override(language):
        return str(text)


def evaluate(node: Node, subject: Subject) -> Result:
    """Ask one node.  Groups follow Kleene: one "no" decides *all*, one "yes" *any*."""
    if isinstance(node, Test):
        found = subject.value(node.fact)
        return Result(node, _ask(node, found, subject.on), found)
    if isinstance(node, Given):
        return Result(node, node.answer)
    parts = tuple(evaluate(part, subject) for part in node.parts)
    answers = [part.answer for part in parts]
    if isinstance(node, All):
        decisive, otherwise = Answer.NOT_MET, Answer.MET
    elif isinstance(node, AnyOf):
        decisive, otherwise = Answer.MET, Answer.NOT_MET
    else:
        return Result(node, _none_of(answers), parts=parts)
    if decisive in answers:
        answer = decisive
    else:
        answer = Answer.UNKNOWN if Answer.UNKNOWN in answers else otherwise
    return Result(node, answer, parts=parts)


def _none_of(answers: list[Answer]) -> Answer:
    if Answer.MET in answers:
        return Answer.NOT_MET
    return Answer.UNKNOWN if Answer.UNKNOWN in answers else Answer.MET


def _ask(test: Test, found: FactValue, on: date) -> Answer:
    if not found.is_known:
        return Answer.UNKNOWN
    check = CHECKS[Operator(test.operator)]
    if not isinstance(found.value, Span):
        return Answer.of(check(found.value, test.value, on))
    # Known to the month or year only: decided when both ends say the same.  Equality
    # with a day inside can be neither told nor excluded.
    ends = {check(end, test.value, on) for end in (found.value.first, found.value.last)}
    if len(ends) == 2:
        return Answer.UNKNOWN
    if test.operator in EQUALITIES:
        wanted = test.value if isinstance(test.value, tuple) else (test.value,)
        if any(found.value.first <= day <= found.value.last for day in wanted):
            return Answer.UNKNOWN
    elif (
        test.operator == Operator.WITHIN_YEARS
        and ends == {False}
        and found.value.first <= on < found.value.last
    ):
        # One end too old, the other still to come: a day between may be neither.
        return Answer.UNKNOWN
    return Answer.of(ends.pop())


def _within_years(day: date, years: Any, on: date) -> bool:
    """The day itself and the day that ends the last year both count."""
    return day <= on <= add_years(day, int(years))


EQUALITIES = {Operator.EQ, Operator.NE, Operator.IN, Operator.NOT_IN}
CHECKS: dict[Operator, Callable[[Any, Any, date], bool]] = {
    Operator.EQ: lambda have, want, on: have == want,
    Operator.NE: lambda have, want, on: have != want,
    Operator.IN: lambda have, want, on: have in want,
    Operator.NOT_IN: lambda have, want, on: have not in want,
    Operator.GE: lambda have, want, on: have >= want,
    Operator.GT: lambda have, want, on: have > want,
    Operator.LE: lambda have, want, on: have <= want,
    Operator.LT: lambda have, want, on: have < want,
    Operator.WITHIN_YEARS: _within_years,
    Operator.AT_LEAST_YEARS: lambda have, want, on: add_years(have, int(want)) <= on,
}

_ORDERED = {Operator.GE, Operator.GT, Operator.LE, Operator.LT}
_SETS = {Operator.IN, Operator.NOT_IN}
_YEARS = {Operator.WITHIN_YEARS, Operator.AT_LEAST_YEARS}
_PLAIN = {Operator.EQ, Operator.NE}
OPERATORS: dict[FactType, set[Operator]] = {
    FactType.BOOLEAN: {Operator.EQ},
    FactType.NUMBER: _PLAIN | _ORDERED,
    FactType.MONEY: _PLAIN | _ORDERED,
    FactType.DATE: _PLAIN | _ORDERED | _YEARS,
    FactType.CHOICE: _PLAIN | _SETS,
    FactType.TEXT: _PLAIN | _SETS,
}


def parse_value(fact: Fact, operator: str, raw: Any) -> Any:
    """The wanted value of a test.  Raises ``BadFactValue`` where it cannot be one."""
    if Operator(operator) not in OPERATORS[fact.type]:
        raise facts.BadFactValue(f"{fact.label}: {Operator(operator).label}")
    if operator in _YEARS:
        if isinstance(raw, bool) or not isinstance(raw, int) or not 0 <= raw <= 100:
            raise facts.BadFactValue(f"{fact.label}: {raw}")
        return raw
    if operator in _SETS:
        if not isinstance(raw, list) or not raw:
            raise facts.BadFactValue(f"{fact.label}: {raw}")
        return tuple(fact.parse(each) for each in raw)
    return fact.parse(raw)


def for_person(node: Node, *, helps: bool = True) -> Node:
    """The rule as far as it is about the person: what is claimed comes out well.

    "Not met" then means that no claim can help, "met" that it hangs on the claim alone.
    """
    if isinstance(node, Test):
        if not facts.get(node.fact).about_claim:
            return node
        answer = Answer.MET if helps else Answer.NOT_MET
        return Given(answer, node, node.words, node.clause, node.pk)
    if isinstance(node, Given):
        return node
    turned = helps is not isinstance(node, NoneOf)
    parts = tuple(for_person(part, helps=turned) for part in node.parts)
    return replace(node, parts=parts)


def tests_of(node: Node) -> Iterator[Test]:
    """Every test of a rule, in order."""
    if isinstance(node, Test):
        yield node
    elif not isinstance(node, Given):
        for part in node.parts:
            yield from tests_of(part)


def fact_names(node: Node) -> Iterator[str]:
    """Every fact a rule asks about, each as often as it is asked."""
    if isinstance(node, Test):
        yield node.fact
        return
    if isinstance(node, Given):
        return
    for part in node.parts:
        yield from fact_names(part)

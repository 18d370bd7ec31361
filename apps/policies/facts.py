"""What is known about a person and a claim, each fact registered once by its owner.

A condition names a fact, an operator and a value; where the value comes from, and what
proves it, stands here.  ``UNKNOWN`` is an answer of its own and never means "no".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import TYPE_CHECKING, Any

from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from apps.core.errors import DomainError
from apps.core.money import format_yuan, round_money
from apps.policies.readings import Reading

if TYPE_CHECKING:
    from apps.talents.models import Household, Talent

Text = str | Promise


class Unknown(Enum):
    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        return False


UNKNOWN = Unknown.UNKNOWN


@dataclass(frozen=True)
class Span:
    """A date of which only the month or the year is known."""

    first: date
    last: date


@dataclass(frozen=True)
class FactValue:
    """A value with what it rests on.  ``missing`` says what would make it known."""

    value: Any
    source: Text = ""
    as_of: date | None = None
    missing: Text = ""

    @property
    def is_known(self) -> bool:
        return self.value is not UNKNOWN


class FactType(Enum):
    BOOLEAN = "boolean"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    TEXT = "text"


class BadFactValue(DomainError):
    code = "bad_fact_value"


class UnknownFact(DomainError):
    code = "unknown_fact"


@dataclass(frozen=True)
class Fact:
    """One thing that rules may ask about.

    ``read(subject)`` gives a ``FactValue``; it may query, and keeps what it read in
    ``subject.cache``.  ``may_be_stated``: where the register does not know it, the
    applicant is asked, and a reviewer checks the answer against the papers.
    ``about_claim``: it belongs to what is claimed (the home), not to the person.
    """

    name: str
    type: FactType
    label: Text
    source: Text
    read: Callable[[Subject], FactValue]
    unit: Text = ""
    choices: Sequence[tuple[str, Text]] = ()
    may_be_stated: bool = False
    about_claim: bool = False
    question: Text = ""
    # How it reads in SQL for everybody at once; without it, it is unknown there.
    sql: Reading | None = None

    def parse(self, raw: Any) -> Any:
        """A value of this fact from JSON or a form.  Raises ``BadFactValue``."""
        try:
            return _PARSERS[self.type](self, raw)
        except (ValueError, TypeError, InvalidOperation):
            raise BadFactValue(
                _("“{value}” is no value for “{fact}”.").format(
                    value=raw, fact=self.label
                )
            ) from None

    def dump(self, value: Any) -> Any:
        """What JSON keeps of a value; ``parse`` reads it back.  Never a float."""
        if value is None or isinstance(value, bool | str):
            return value
        if isinstance(value, Span):
            return [value.first.isoformat(), value.last.isoformat()]
        if isinstance(value, date):
            return value.isoformat()
        return str(value)

    def show(self, value: Any) -> str:
        """A value as people read it, in the language in force."""
        if value is UNKNOWN or value is None:
            return _("not known")
        if self.type is FactType.BOOLEAN:
            return _("yes") if value else _("no")
        if self.type is FactType.CHOICE:
            return str(dict(self.choices).get(value, value))
        if self.type is FactType.MONEY:
            return format_yuan(value)
        if isinstance(value, Span):
            if value.first.month == value.last.month:
                return f"{value.first:%Y-%m}"
            return f"{value.first:%Y}"
        text = f"{value:,f}" if isinstance(value, Decimal) else str(value)
        return f"{text} {self.unit}" if self.unit else text


def _boolean(_fact: Fact, raw: Any) -> bool:
    known = {True: True, False: False, "true": True, "false": False}
    known |= {"True": True, "False": False}
    if raw not in known:
        raise ValueError(raw)
    return known[raw]


def _number(_fact: Fact, raw: Any) -> Decimal:
    if isinstance(raw, float | bool):
        raise TypeError("no float: 0.1 is not 0.1")
    number = Decimal(raw)
    if not number.is_finite():
        raise ValueError(raw)
    return number


def _date(_fact: Fact, raw: Any) -> date | Span:
    if isinstance(raw, date | Span):
        return raw
    if isinstance(raw, list | tuple):
        first, last = (parse_date(part) for part in raw)
        if first is None or last is None or last < first:
            raise ValueError(raw)
        return Span(first, last)
    day = parse_date(raw)
    if day is None:
        raise ValueError(raw)
    return day


def _choice(fact: Fact, raw: Any) -> str:
    if raw not in dict(fact.choices):
        raise ValueError(raw)
    return raw


_PARSERS = {
    FactType.BOOLEAN: _boolean,
    FactType.NUMBER: _number,
    FactType.MONEY: lambda fact, raw: round_money(_number(fact, raw)),
    FactType.DATE: _date,
    FactType.CHOICE: _choice,
    FactType.TEXT: lambda _fact, raw: str(raw),
}


@dataclass
class Subject:
    """Whom and what a rule is asked about, on the day that decides.

    ``claim`` holds what is claimed (area, price, …).  ``checked`` are values that a
    reviewer took from the papers: they go before the register.  ``stated`` are answers
    of the applicant: they count only where the register knows nothing.
    """

    talent: Talent
    on: date
    household: Household | None = None
    claim: Mapping[str, Any] = field(default_factory=dict)
    checked: Mapping[str, FactValue] = field(default_factory=dict)
    stated: Mapping[str, FactValue] = field(default_factory=dict)
    cache: dict[str, Any] = field(default_factory=dict)

    def value(self, name: str) -> FactValue:
        key = f"fact:{name}"
        if key not in self.cache:
            self.cache[key] = self._read(name)
        return self.cache[key]

    def on_register(self, name: str) -> FactValue:
        """What the fact's owner says, without statements and checks."""
        return get(name).read(self)

    def _read(self, name: str) -> FactValue:
        if name in self.checked:
            return self.checked[name]
        found = self.on_register(name)
        if not found.is_known and name in self.stated:
            return self.stated[name]
        return found


_facts: dict[str, Fact] = {}


def register(fact: Fact) -> Fact:
    """Called in ``ready()`` of the app that owns the fact; the name is unique."""
    known = _facts.get(fact.name)
    if known is not None and known != fact:
        raise ValueError(f"the fact {fact.name} is registered twice")
    _facts[fact.name] = fact
    return fact


def get(name: str) -> Fact:
    try:
        return _facts[name]
    except KeyError:
        raise UnknownFact(_("There is no fact “{name}”.").format(name=name)) from None


def is_registered(name: str) -> bool:
    return name in _facts


def registered() -> list[Fact]:
    return sorted(_facts.values(), key=lambda fact: fact.name)

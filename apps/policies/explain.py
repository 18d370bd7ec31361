"""Answers as lines to read: each condition with value, source, date and clause.

The same lines come from a live evaluation and from what a decision froze.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.templatetags.ui import day
from apps.policies import facts
from apps.policies.choices import NodeKind, Operator
from apps.policies.facts import Fact
from apps.policies.rules import All, Answer, AnyOf, Node, Result, Test, Words

# How an answer looks: see the template tag ``status``.
KINDS = {Answer.MET: "ok", Answer.NOT_MET: "no", Answer.UNKNOWN: "due"}
LABELS = {
    Answer.MET: gettext_lazy("met"),
    Answer.NOT_MET: gettext_lazy("not met"),
    Answer.UNKNOWN: gettext_lazy("unknown"),
}
DEEPEST = 4


@dataclass(frozen=True)
class Line:
    """One condition or group.  ``depth`` indents, ``fact`` is empty for a group."""

    depth: int
    answer: Answer | None
    label: str
    clause: str = ""
    fact: str = ""
    value: str = ""
    source: str = ""
    as_of: str = ""
    missing: str = ""
    joined: str = ""
    # Settled by a branch beside it: whatever it says changes nothing.
    is_moot: bool = False

    @property
    def kind(self) -> str:
        return KINDS[self.answer] if self.answer and not self.is_moot else "muted"

    @property
    def answer_label(self) -> str:
        return str(LABELS[self.answer]) if self.answer else ""

    @property
    def is_group(self) -> bool:
        return not self.fact

    @property
    def is_unknown(self) -> bool:
        return self.answer is Answer.UNKNOWN


def lines_of(
    result: Result, depth: int = 0, *, is_moot: bool = False
) -> Iterator[Line]:
    """The lines under a root, without the root itself."""
    for part in result.parts:
        moot = is_moot or _is_moot(result.joins, result.answer, part.answer)
        yield _line(part, depth, is_moot=moot)
        yield from lines_of(part, min(depth + 1, DEEPEST), is_moot=moot)


def _is_moot(joins: str, group: Answer, part: Answer) -> bool:
    if joins == NodeKind.ANY:
        return group is Answer.MET and part is not Answer.MET
    return group is Answer.NOT_MET and part is Answer.UNKNOWN


def _line(result: Result, depth: int, *, is_moot: bool) -> Line:
    node = result.node
    if result.is_group:
        return Line(
            depth,
            result.answer,
            str(node.words) or joined_words(node),
            node.clause,
            joined=joined_words(node),
            is_moot=is_moot,
        )
    found = result.found
    return Line(
        depth,
        result.answer,
        label_of(node),
        node.clause,
        fact=node.fact,
        value=result.shown_value,
        source=str(found.source),
        as_of=day(found.as_of),
        missing=str(found.missing),
        is_moot=is_moot,
    )


def frozen_lines(
    data: Mapping[str, Any], depth: int = 0, *, is_moot: bool = False
) -> Iterator[Line]:
    """The lines of ``Result.as_data``: as it stood, whatever the register says now."""
    for part in data.get("parts", ()):
        label = str(Words(part["zh"], part["en"]))
        answer = Answer(part["answer"])
        moot = is_moot or _is_moot(data["joins"], Answer(data["answer"]), answer)
        if "fact" not in part:
            yield Line(depth, answer, label, part["clause"], is_moot=moot)
            yield from frozen_lines(part, min(depth + 1, DEEPEST), is_moot=moot)
            continue
        yield Line(
            depth,
            answer,
            label,
            part["clause"],
            fact=part["fact"],
            value=_frozen_value(part),
            source=str(Words(part.get("source_zh", ""), part.get("source_en", ""))),
            as_of=part["as_of"] or "",
            is_moot=moot,
        )


def _frozen_value(part: Mapping[str, Any]) -> str:
    if not part["known"] or not facts.is_registered(part["fact"]):
        return _("not known")
    fact = facts.get(part["fact"])
    return fact.show(fact.parse(part["value"]))


def rule_lines(node: Node, depth: int = 0) -> Iterator[Line]:
    """The lines of a rule by itself, for people who want to know it."""
    if isinstance(node, Test):
        return
    for part in node.parts:
        if isinstance(part, Test):
            yield Line(depth, None, label_of(part), part.clause, fact=part.fact)
        else:
            yield Line(
                depth,
                None,
                str(part.words) or joined_words(part),
                part.clause,
                joined=joined_words(part),
            )
            yield from rule_lines(part, min(depth + 1, DEEPEST))


def label_of(test: Test) -> str:
    """The document's words, or fact, operator and value where it has none."""
    if str(test.words):
        return str(test.words)
    fact = facts.get(test.fact)
    return f"{fact.label} {Operator(test.operator).label} {wanted_words(fact, test)}"


def wanted_words(fact: Fact, test: Test) -> str:
    if test.operator in {Operator.WITHIN_YEARS, Operator.AT_LEAST_YEARS}:
        return str(test.value)
    if isinstance(test.value, tuple):
        return ", ".join(fact.show(each) for each in test.value)
    return fact.show(test.value)


def joined_words(node: Node) -> str:
    if isinstance(node, All):
        return str(NodeKind.ALL.label)
    return str(NodeKind.ANY.label if isinstance(node, AnyOf) else NodeKind.NOT.label)

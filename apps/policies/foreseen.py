"""One person and one policy: what is said today, and on which day that will turn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import connection

from apps.policies.choices import Standing
from apps.policies.definitions import Definition, read_definition, read_definitions
from apps.policies.engine.question import Question, these
from apps.policies.facts import Subject
from apps.policies.models import Policy, PolicyVersion
from apps.policies.rules import Answer, evaluate, for_person
from apps.talents.models import Talent

FAR = 366 * 3  # days; further ahead an answer is of no use to anybody
STANDINGS = {
    Answer.MET: Standing.FITS,
    Answer.UNKNOWN: Standing.OPEN,
    Answer.NOT_MET: Standing.NOT,
}


def standing_of(definition: Definition, subject: Subject) -> Standing:
    """By what is known of the person; what is claimed is asked later."""
    return STANDINGS[evaluate(for_person(definition.conditions), subject).answer]


def turn_of(
    talent: Talent, definitions: Mapping[int, Definition], *, on: date
) -> dict[int, tuple[date, Standing]]:
    """For each version the first day on which time alone turns its answer, and to what.

    Three queries for all of them.  A version whose answer stays is not in it.
    """
    question = Question(
        {pk: for_person(each.conditions) for pk, each in definitions.items()}
    )
    if not question.versions:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(question.turns(these(on, [talent.pk]), few=True, days=FAR))
        days = sorted({day for _pk, day in cursor.fetchall()})
        if not days:
            return {}
        asked = " UNION ALL ".join(these(day, [talent.pk]) for day in [on, *days])
        cursor.execute(question.rows(asked, few=True, only_open=False))
        rows = sorted(cursor.fetchall(), key=lambda row: row[1])
    today = {version: answer for _t, day, version, answer, _m in rows if day == on}
    found: dict[int, tuple[date, Standing]] = {}
    for _talent, day, version, answer, _missing in rows:
        if version not in found and answer is not today[version]:
            found[version] = (day, STANDINGS[Answer.of(answer)])
    return found


def explain(talent: Talent, policy: Policy, *, on: date) -> dict[str, Any] | None:
    """Everything there is to say, as data; ``None`` where no version is in force."""
    version = PolicyVersion.objects.in_force(on).filter(policy=policy).first()
    if version is None:
        return None
    definition = read_definition(version)
    subject = Subject(talent, on)
    result = evaluate(for_person(definition.conditions), subject)
    turns = turn_of(talent, read_definitions([version]), on=on).get(version.pk)
    return {
        "person": talent.number,
        "policy": policy.code,
        "version": version.number,
        "on": on.isoformat(),
        "standing": STANDINGS[result.answer].value,
        "answer": result.answer.value,
        "missing": sorted(
            {
                test.node.fact
                for test in result.tests()
                if test.answer is Answer.UNKNOWN and test.fact is not None
            }
        ),
        "turns_on": turns and turns[0].isoformat(),
        "turns_to": turns and turns[1].value,
        "conditions": result.as_data()["parts"] if result.parts else [],
    }

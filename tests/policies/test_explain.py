"""Answers as lines to read, live and frozen."""

from datetime import date

import pytest

from apps.policies.calculation import calculate
from apps.policies.definitions import read_definition
from apps.policies.explain import frozen_lines, lines_of, rule_lines
from apps.policies.facts import Subject
from apps.policies.rules import Answer
from apps.policies.seed import load_policies
from tests.talents.factories import EducationFactory, TalentFactory

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 20)


@pytest.fixture
def worked(at):
    definition = read_definition(load_policies(at=at).versions.get())
    talent = TalentFactory(title="junior", education="doctor")
    EducationFactory(talent=talent, level="doctor", verified_on=date(2026, 3, 1))
    claim = {"is_new_commercial": True, "in_urban_area": True}
    return calculate(definition, Subject(talent, ON, claim=claim))


def test_each_line_has_value_source_date_and_clause(worked):
    by_fact = {line.fact: line for line in lines_of(worked.eligibility)}
    line = by_fact["education.doctor"]
    assert (line.answer, line.value) == (Answer.MET, "yes")
    assert line.source == "Talent register: education"
    assert line.as_of == "2026-03-01"
    assert line.clause == "A类"


def test_what_another_branch_settled_is_grey(worked):
    lines = list(lines_of(worked.eligibility))
    moot = {line.fact for line in lines if line.is_moot and line.fact}
    assert "education.master" in moot
    assert "education.doctor" not in moot
    assert {line.kind for line in lines if line.is_moot} == {"muted"}


def test_frozen_lines_say_the_same(worked):
    live = [
        (line.answer, line.label, line.source, line.as_of, line.is_moot)
        for line in lines_of(worked.eligibility)
    ]
    frozen = [
        (line.answer, line.label, line.source, line.as_of, line.is_moot)
        for line in frozen_lines(worked.eligibility.as_data())
    ]
    assert frozen == live


def test_a_rule_reads_without_a_person(worked, at):
    definition = read_definition(load_policies(at=at).versions.get())
    labels = [line.label for line in rule_lines(definition.conditions)]
    assert "Full-time doctorate" in labels
    assert not any(line.answer for line in rule_lines(definition.conditions))

"""The set-based and the single answer agree on every row, unknowns included."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from apps.policies.engine.question import Question, these
from apps.policies.facts import Subject
from apps.policies.rules import All, Answer, AnyOf, NoneOf, evaluate, for_person
from apps.policies.rules import Test as Ask
from tests.policies.engine.crowd import ON, leaves, make_people, trees
from tests.talents.factories import EmploymentFactory

pytestmark = pytest.mark.django_db
QUIET = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def rows(statement: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


class Crowd:
    """The people, and what was read of each on a day, so that rules cost no queries."""

    def __init__(self, seed: int, count: int = 40) -> None:
        self.people = make_people(seed, count)
        self.ids = [talent.pk for talent in self.people]
        self._kept: dict[date, dict] = {}

    def subjects(self, on: date) -> dict[int, Subject]:
        if on not in self._kept:
            self._kept[on] = {t.pk: Subject(t, on) for t in self.people}
        return self._kept[on]

    def single(self, node, on: date = ON) -> dict[int, Answer]:
        return {pk: evaluate(node, s).answer for pk, s in self.subjects(on).items()}


@pytest.fixture(params=[1, 2])
def crowd(request) -> Crowd:
    return Crowd(request.param)


def sets(
    question: Question, crowd: Crowd, on: date = ON
) -> dict[tuple[int, int], tuple]:
    found = rows(question.rows(these(on, crowd.ids), few=True, only_open=False))
    return {
        (talent, version): (Answer.of(answer), missing)
        for talent, _day, version, answer, missing in found
    }


def open_facts(result) -> set[str]:
    """The facts of unknown tests under nothing but unknown groups."""
    if result.answer is not Answer.UNKNOWN:
        return set()
    if not result.is_group:
        return {result.node.fact}
    return set().union(*(open_facts(part) for part in result.parts))


@QUIET
@given(nodes=st.lists(trees(), min_size=1, max_size=3))
def test_both_say_the_same_of_everybody(crowd, nodes):
    numbered = dict(enumerate(nodes))
    found = sets(Question(numbered), crowd)
    assert len(found) == len(nodes) * len(crowd.ids)
    for number, node in numbered.items():
        for pk, subject in crowd.subjects(ON).items():
            result = evaluate(node, subject)
            answer, missing = found[pk, number]
            assert (pk, answer) == (pk, result.answer)
            assert set(missing) == open_facts(result)


def test_the_crowd_gives_every_answer_to_every_kind_of_fact(crowd):
    """The comparison above is worth something only where all three occur."""
    seen = set()
    for name in ("education.master", "household.married", "employment.in_city"):
        seen |= {(name, a) for a in crowd.single(Ask(name, "eq", True)).values()}
    seen |= {
        ("within", a)
        for a in crowd.single(
            Ask("education.master.graduated_on", "within_years", 3)
        ).values()
    }
    missed = {
        (name, answer)
        for name in ("education.master", "household.married")
        for answer in Answer
    } - seen
    assert not missed
    assert ("within", Answer.UNKNOWN) in seen


def test_a_set_based_reading_that_differs_is_noticed(crowd):
    """The negative control: with NULL read as "no" the comparison fails."""
    node = NoneOf((Ask("education.doctor", "eq", True),))
    truth = crowd.single(node)
    found = sets(Question({1: node}), crowd)
    as_no = {
        pk: Answer.MET if found[pk, 1][0] is Answer.UNKNOWN else found[pk, 1][0]
        for pk in crowd.ids
    }
    assert {pk: found[pk, 1][0] for pk in crowd.ids} == truth
    assert as_no != truth


@settings(QUIET, max_examples=12)
@example(node=Ask("employment.from_date", "within_years", 0))
@given(node=trees())
def test_every_day_on_which_an_answer_turns_is_foretold(crowd, node):
    days = 130
    foretold = {
        (pk, day)
        for pk, day in rows(
            Question({1: node}).turns(these(ON, crowd.ids), few=True, days=days)
        )
    }
    before = crowd.single(node)
    for n in range(1, days + 1):
        day = ON + timedelta(days=n)
        now = crowd.single(node, day)
        turned = {(pk, day) for pk in crowd.ids if now[pk] != before[pk]}
        assert turned <= foretold
        before = now


def test_what_begins_later_brings_dates_of_its_own():
    """An employment that is signed, and a year of insurance that ends within it."""
    talent = EmploymentFactory(
        from_date=ON + timedelta(days=20),
        insured_since=ON - timedelta(days=365 - 40),
    ).talent
    node = Ask("employment.insured_since", "at_least_years", 1)
    statement = Question({1: node}).turns(these(ON, [talent.pk]), few=True, days=120)
    assert (talent.pk, ON + timedelta(days=40)) in rows(statement)


def test_one_person_and_everybody_are_asked_alike(crowd):
    node = AnyOf(
        (Ask("education.master", "eq", True), Ask("person.age", "lt", Decimal(30)))
    )
    question = Question({1: node})
    few = rows(question.rows(these(ON, crowd.ids), few=True, only_open=False))
    many = rows(question.rows(these(ON, crowd.ids), few=False, only_open=False))
    assert sorted(few) == sorted(many)


class TestWhatIsClaimed:
    """Facts of the claim are asked while applying: they come out well beforehand."""

    AREA = Ask("home.area", "gt", Decimal(140))
    DOCTOR = Ask("education.doctor", "eq", True)

    def test_a_condition_on_the_claim_alone_stands_in_nobodys_way(self, crowd):
        assert set(crowd.single(for_person(self.AREA)).values()) == {Answer.MET}

    def test_nor_does_its_opposite(self, crowd):
        assert set(crowd.single(for_person(NoneOf((self.AREA,)))).values()) == {
            Answer.MET
        }

    @QUIET
    @given(node=trees(leaves() | st.just(AREA)))
    def test_both_readings_agree_on_it_too(self, crowd, node):
        asked = for_person(node)
        found = sets(Question({1: asked}), crowd)
        assert {pk: found[pk, 1][0] for pk in crowd.ids} == crowd.single(asked)

    def test_what_the_person_lacks_is_still_lacking(self, crowd):
        both = All((self.DOCTOR, self.AREA))
        assert crowd.single(for_person(both)) == crowd.single(self.DOCTOR)

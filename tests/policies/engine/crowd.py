"""People with every gap and edge that a register has, and rules to ask about them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from hypothesis import strategies as st

from apps.policies import facts, rules
from apps.policies.choices import Operator
from apps.policies.facts import FactType
from apps.policies.rules import All, AnyOf, NoneOf, Test
from apps.policies.years import add_years
from apps.talents.choices import Category, EducationLevel, Precision, TitleLevel
from apps.talents.models import Education, GradeAward, Membership
from tests.talents.factories import (
    EducationFactory,
    EmployerFactory,
    EmploymentFactory,
    GradeAwardFactory,
    GradeLevelFactory,
    GradeSchemeFactory,
    HouseholdFactory,
    MembershipFactory,
    TalentFactory,
)

ON = date(2026, 2, 28)
LEAP_DAYS = (date(2024, 2, 29), date(2020, 2, 29), date(1988, 2, 29))


def near(random: Random, *, years: int = 6) -> date:
    """A day on, just before or just after a whole number of years before ``ON``."""
    if random.random() < 0.15:
        return random.choice(LEAP_DAYS)
    day = add_years(ON, -random.randrange(years))
    return day + timedelta(days=random.choice((-1, 0, 0, 1, 2, 29, -40, 75)))


def make_people(seed: int, count: int) -> list:
    random = Random(seed)  # noqa: S311 - the same people in every run
    levels = _levels(random)
    employers = [EmployerFactory(region_id=r) for r in ("230602", "230623", "230600")]
    people = [_person(random, employers) for _n in range(count)]
    for talent in people:
        for _n in range(random.randrange(3)):
            _education(random, talent)
        _employments(random, talent, employers)
        for level in random.sample(levels, random.randrange(2)):
            issued = near(random)
            GradeAwardFactory(
                talent=talent,
                level=level,
                status=random.choice(GradeAward.Status.values),
                issued_on=issued,
                valid_until=random.choice((None, max(issued, near(random, years=1)))),
            )
    for head, spouse in zip(people[::4], people[1::4], strict=False):
        _couple(random, head, spouse)
    return people


def _levels(random: Random) -> list:
    schemes = [
        GradeSchemeFactory(from_date=date(2019, 1, 1), until_date=near(random)),
        GradeSchemeFactory(from_date=near(random, years=3), until_date=None),
    ]
    return [
        GradeLevelFactory(scheme=scheme, code=code, rank=rank)
        for scheme in schemes
        for rank, code in enumerate("ABC", 1)
    ]


def _person(random: Random, employers: list):
    born = add_years(near(random), -random.choice((29, 40, 45)))
    return TalentFactory(
        birth_date=random.choice((born, born, born, None)),
        title=random.choice(("", *TitleLevel.values)),
        category=random.choice(Category.values),
        education=random.choice(("", *EducationLevel.values)),
        nationality=random.choice(("CN", "CN", "DE")),
        is_verified=random.random() < 0.8,
        employer=random.choice(employers),
    )


def _education(random: Random, talent) -> None:
    EducationFactory(
        talent=talent,
        level=random.choice(EducationLevel.values),
        mode=random.choice(Education.Mode.values),
        is_world_class=random.random() < 0.4,
        graduated_on=random.choice((None, near(random), near(random))),
        precision=random.choice(Precision.values),
    )


def _employments(random: Random, talent, employers: list) -> None:
    if random.random() < 0.3:
        return
    begun = near(random)
    ends = random.choice((None, begun + timedelta(days=random.randrange(900))))
    EmploymentFactory(
        talent=talent,
        employer=random.choice(employers),
        from_date=random.choice((None, begun)),
        until_date=ends,
        contract_years=random.choice((None, 1, 3, 5)),
        insured_since=random.choice((None, near(random))),
    )
    if ends is not None and random.random() < 0.6:
        EmploymentFactory(
            talent=talent,
            employer=random.choice(employers),
            from_date=ends + timedelta(days=random.choice((0, 1, 20))),
            until_date=None,
        )


def _couple(random: Random, head, spouse) -> None:
    household = HouseholdFactory()
    roles = (Membership.Relation.HEAD, Membership.Relation.SPOUSE)
    for talent, relation in zip((head, spouse), roles, strict=True):
        if random.random() < 0.8:
            begun = near(random)
            MembershipFactory(
                household=household,
                talent=talent,
                relation=relation,
                from_date=random.choice((None, begun)),
                until_date=random.choice((None, begun + timedelta(days=400))),
            )


def _value(fact: facts.Fact, operator: str) -> st.SearchStrategy:
    if operator in (Operator.WITHIN_YEARS, Operator.AT_LEAST_YEARS):
        return st.integers(0, 6)
    one = {
        FactType.BOOLEAN: st.booleans(),
        FactType.NUMBER: st.sampled_from([Decimal(n) for n in (0, 1, 2, 3, 29, 40, 45)])
        | st.just(Decimal("45.5")),
        FactType.DATE: st.integers(-4, 4).map(lambda n: ON + timedelta(days=n * 183)),
        FactType.CHOICE: st.sampled_from([code for code, _l in fact.choices] or [""]),
        FactType.TEXT: st.sampled_from(["A", "B", "CN", "DE", "it's 100%"]),
    }[fact.type]
    if operator in (Operator.IN, Operator.NOT_IN):
        return st.lists(one, min_size=1, max_size=3).map(tuple)
    return one


def leaves() -> st.SearchStrategy[Test]:
    """Any test of any fact about a person that its type allows."""
    asked = [
        (fact.name, str(operator))
        for fact in facts.registered()
        if not fact.about_claim and fact.sql is not None
        for operator in sorted(rules.OPERATORS[fact.type])
    ]
    return st.sampled_from(asked).flatmap(
        lambda pair: st.builds(
            Test,
            st.just(pair[0]),
            st.just(pair[1]),
            _value(facts.get(pair[0]), pair[1]),
        )
    )


def trees(leaf=None) -> st.SearchStrategy:
    groups = st.sampled_from((All, AnyOf, NoneOf))
    return st.recursive(
        leaves() if leaf is None else leaf,
        lambda part: st.builds(
            lambda group, parts: group(tuple(parts)),
            groups,
            st.lists(part, max_size=3),
        ),
        max_leaves=7,
    )

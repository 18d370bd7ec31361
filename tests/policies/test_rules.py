"""Three answers, at every edge."""

from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from django.utils.translation import override

from apps.policies import facts, rules
from apps.policies.facts import UNKNOWN, FactType, FactValue, Span, Subject
from apps.policies.rules import All, Answer, AnyOf, NoneOf, Words, evaluate
from apps.policies.years import add_years, full_years

MET, NOT, OPEN = Answer.MET, Answer.NOT_MET, Answer.UNKNOWN
ON = date(2026, 11, 20)


class Given(Subject):
    """A subject whose facts are simply given."""

    def __init__(self, on: date = ON, **values) -> None:
        super().__init__(talent=None, on=on)
        self.values = values

    def value(self, name: str) -> FactValue:
        return FactValue(self.values.get(name, UNKNOWN))


def ask(operator, want, have, on=ON):
    return evaluate(rules.Test("x", operator, want), Given(on, x=have)).answer


def group(kind, *answers):
    """A group whose parts come out as given."""
    known = {MET: True, NOT: False, OPEN: UNKNOWN}
    names = [f"f{n}" for n in range(len(answers))]
    parts = tuple(rules.Test(name, "eq", True) for name in names)
    values = dict(zip(names, map(known.get, answers), strict=True))
    return evaluate(kind(parts), Given(**values)).answer


@pytest.mark.parametrize("answers", list(product([MET, NOT, OPEN], repeat=3)))
def test_all_is_no_with_one_no_and_open_with_one_open(answers):
    wanted = NOT if NOT in answers else OPEN if OPEN in answers else MET
    assert group(All, *answers) is wanted


@pytest.mark.parametrize("answers", list(product([MET, NOT, OPEN], repeat=3)))
def test_any_is_yes_with_one_yes_and_open_with_one_open(answers):
    wanted = MET if MET in answers else OPEN if OPEN in answers else NOT
    assert group(AnyOf, *answers) is wanted


@pytest.mark.parametrize("answers", list(product([MET, NOT, OPEN], repeat=2)))
def test_none_of_turns_any_around_and_keeps_open(answers):
    turned = {MET: NOT, NOT: MET, OPEN: OPEN}
    assert group(NoneOf, *answers) is turned[group(AnyOf, *answers)]


def test_nothing_asked_is_met():
    assert evaluate(All(), Given()).answer is MET


@pytest.mark.parametrize("operator", list(rules.CHECKS))
def test_unknown_is_never_no(operator):
    assert ask(operator, 5, UNKNOWN) is OPEN


@pytest.mark.parametrize(
    ("operator", "have", "wanted"),
    [
        ("le", "140.00", MET),
        ("le", "140.01", NOT),
        ("gt", "140.00", NOT),
        ("gt", "140.01", MET),
        ("ge", "140.00", MET),
        ("lt", "140.00", NOT),
        ("lt", "139.99", MET),
        ("eq", "140", MET),
        ("ne", "140.00", NOT),
    ],
)
def test_numbers_at_the_boundary(operator, have, wanted):
    assert ask(operator, Decimal("140"), Decimal(have)) is wanted


@pytest.mark.parametrize(
    ("graduated", "wanted"),
    [
        (date(2021, 11, 20), MET),  # five years to the day
        (date(2021, 11, 19), NOT),  # a day more
        (date(2026, 11, 20), MET),  # today
        (date(2026, 11, 21), NOT),  # tomorrow: nothing has been earned yet
    ],
)
def test_within_five_years_counts_the_last_day(graduated, wanted):
    assert ask("within_years", 5, graduated) is wanted


@pytest.mark.parametrize(
    ("hired", "wanted"),
    [(date(2025, 11, 20), MET), (date(2025, 11, 21), NOT)],
)
def test_at_least_a_year_is_reached_on_the_anniversary(hired, wanted):
    assert ask("at_least_years", 1, hired) is wanted


def test_a_year_from_29_february_ends_on_the_28th():
    assert add_years(date(2020, 2, 29), 5) == date(2025, 2, 28)
    assert add_years(date(2020, 2, 29), 4) == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("on", "age"), [(date(2026, 5, 16), 45), (date(2026, 5, 17), 46)]
)
def test_a_year_of_age_ends_the_day_before_the_birthday(on, age):
    assert full_years(date(1980, 5, 17), on) == age


class TestDatesOfWhichOnlyAMonthIsKnown:
    JULY = Span(date(2021, 7, 1), date(2021, 7, 31))

    @pytest.mark.parametrize(
        ("on", "wanted"),
        [
            (date(2026, 7, 1), MET),
            (date(2026, 7, 2), OPEN),  # the 1st would be too old, the 31st not
            (date(2026, 7, 31), OPEN),
            (date(2026, 8, 1), NOT),
        ],
    )
    def test_are_decided_when_both_ends_agree(self, on, wanted):
        assert ask("within_years", 5, self.JULY, on) is wanted

    @pytest.mark.parametrize(
        ("operator", "day", "wanted"),
        [
            ("eq", date(2021, 7, 15), OPEN),
            ("eq", date(2021, 8, 1), NOT),
            ("ne", date(2021, 7, 15), OPEN),
            ("ge", date(2021, 7, 1), MET),
            ("ge", date(2021, 7, 2), OPEN),
            ("gt", date(2021, 7, 31), NOT),
        ],
    )
    def test_are_compared_with_a_day(self, operator, day, wanted):
        assert ask(operator, day, self.JULY) is wanted


class TestParsing:
    @pytest.fixture
    def number(self):
        return facts.get("person.age")

    def test_reads_numbers_from_text_and_never_from_a_float(self, number):
        assert number.parse("45") == Decimal(45)
        with pytest.raises(facts.BadFactValue):
            number.parse(45.0)
        for bad in ("forty-five", "NaN", True, None):
            with pytest.raises(facts.BadFactValue):
                number.parse(bad)

    @pytest.mark.parametrize(
        ("fact", "operator", "value"),
        [
            ("person.age", "within_years", 5),
            ("education.doctor", "ge", True),
            ("person.title", "in", []),
            ("person.title", "in", "senior"),
            ("person.title", "eq", "emperor"),
            ("education.master.graduated_on", "within_years", "5"),
            ("education.master.graduated_on", "within_years", -1),
            ("education.master.graduated_on", "ge", "2021-02-30"),
        ],
    )
    def test_refuses_what_the_fact_cannot_be_asked(self, fact, operator, value):
        with pytest.raises(facts.BadFactValue):
            rules.parse_value(facts.get(fact), operator, value)

    def test_an_unknown_fact_is_refused_by_name(self):
        with pytest.raises(facts.UnknownFact, match="person.shoe_size"):
            facts.get("person.shoe_size")

    @pytest.mark.parametrize("fact", facts.registered(), ids=lambda fact: fact.name)
    def test_what_is_kept_is_read_back(self, fact):
        samples = {
            FactType.BOOLEAN: True,
            FactType.NUMBER: Decimal("45"),
            FactType.MONEY: Decimal("100.10"),
            FactType.DATE: date(2021, 7, 1),
            FactType.CHOICE: fact.choices[0][0] if fact.choices else "",
            FactType.TEXT: "text",
        }
        value = samples[fact.type]
        assert fact.parse(fact.dump(value)) == value
        assert fact.show(value)

    def test_a_month_is_kept_as_a_span(self):
        fact = facts.get("education.master.graduated_on")
        span = Span(date(2021, 7, 1), date(2021, 7, 31))
        assert fact.parse(fact.dump(span)) == span
        assert fact.show(span) == "2021-07"


def test_registering_another_fact_under_a_name_is_refused():
    known = facts.get("person.age")
    twin = facts.Fact("person.age", FactType.TEXT, "Age", "x", known.read)
    with pytest.raises(ValueError, match="twice"):
        facts.register(twin)


def test_words_follow_the_language_and_fall_back_to_chinese():
    words = Words("博士", "Doctor")
    with override("en"):
        assert str(words) == "Doctor"
        assert str(Words("博士")) == "博士"
    with override("zh-hans"):
        assert str(words) == "博士"

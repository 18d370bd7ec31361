"""The amount at every edge, and against an oracle that knows nothing of the rules."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.policies.calculation import calculate
from apps.policies.definitions import Definition, TierRule, read_definition
from apps.policies.facts import UNKNOWN, FactValue, Subject
from apps.policies.rules import All, Answer, Words
from apps.policies.seed import load_policies
from apps.policies.years import add_years

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 20)
NOBODY = {
    "person.verified": True,
    "person.age": Decimal(30),
    "person.title": "none",
    "education.doctor": False,
    "education.master": False,
    "education.master.world_class": False,
    "education.master.graduated_on": UNKNOWN,
    "education.bachelor": False,
    "education.bachelor.graduated_on": UNKNOWN,
}
HOME = {
    "is_new_commercial": True,
    "in_urban_area": True,
    "area": Decimal("140.01"),
    "price": Decimal("980000.00"),
    "deed_tax": Decimal("0.00"),
}


@pytest.fixture
def definition(at):
    return read_definition(load_policies(at=at).versions.get())


def work(definition, home=None, on=ON, **person):
    known = {**NOBODY, **{k.replace("__", "."): v for k, v in person.items()}}
    checked = {name: FactValue(value) for name, value in known.items()}
    subject = Subject(None, on, claim={**HOME, **(home or {})}, checked=checked)
    return calculate(definition, subject)


def amount(definition, home=None, on=ON, **person):
    return work(definition, home, on, **person).amount


DOCTOR = {"education__doctor": True}
SENIOR = {"person__title": "senior"}


@pytest.mark.parametrize(
    ("area", "wanted"),
    [("140.00", "50000.00"), ("140.01", "100000.00"), ("139.99", "50000.00")],
)
def test_exactly_140_belongs_to_the_smaller_homes(definition, area, wanted):
    home = {"area": Decimal(area)}
    assert amount(definition, home, **DOCTOR) == Decimal(wanted)


@pytest.mark.parametrize(("age", "wanted"), [(45, "100000.00"), (46, None)])
def test_a_senior_title_counts_up_to_45(definition, age, wanted):
    found = amount(definition, person__age=Decimal(age), **SENIOR)
    assert found == (wanted and Decimal(wanted))


def test_a_doctor_may_be_older(definition):
    old = Decimal(60)
    assert amount(definition, person__age=old, **DOCTOR) == Decimal("100000.00")


@pytest.mark.parametrize(
    ("level", "world_class", "days_too_many", "wanted"),
    [
        ("master", False, 0, "70000.00"),
        ("master", False, 1, None),
        ("master", True, 1, "70000.00"),
        ("bachelor", False, 0, "10000.00"),
        ("bachelor", False, 1, None),
    ],
)
def test_five_years_after_graduation_end_on_the_day(
    definition, level, world_class, days_too_many, wanted
):
    graduated = date(2021, 11, 20) - timedelta(days=days_too_many)
    found = amount(
        definition,
        **{
            f"education__{level}": True,
            f"education__{level}__graduated_on": graduated,
            "education__master__world_class": world_class,
        },
    )
    assert found == (wanted and Decimal(wanted))


@pytest.mark.parametrize(
    ("tax", "share"),
    [
        ("0.00", "0.00"),
        ("0.01", "0.01"),  # 0.008
        ("14700.35", "11760.28"),
        ("14700.33", "11760.26"),  # 11760.264
        ("9.99", "7.99"),  # 7.992
        ("0.07", "0.06"),  # 0.056
        ("10000.01", "8000.01"),  # 8000.008
    ],
)
def test_the_tax_share_is_rounded_half_up_to_the_cent(definition, tax, share):
    home = {"deed_tax": Decimal(tax)}
    assert amount(definition, home, **DOCTOR) == Decimal("100000.00") + Decimal(share)


def a_share(percent, cap=None):
    """A definition with one share of the deed tax, without conditions."""
    tier = TierRule(
        "tax", "T", Words("份额"), "", All(), None, Decimal(percent), "home.deed_tax",
        cap and Decimal(cap),
    )  # fmt: skip
    return Definition(0, All(), (tier,), "")


@pytest.mark.parametrize(
    ("percent", "tax", "cap", "wanted"),
    [
        ("50", "0.01", None, "0.01"),  # 0.005 goes up
        ("50", "0.03", None, "0.02"),  # 0.015 goes up
        ("33.33", "100.00", None, "33.33"),
        ("60", "1000.00", "600.00", "600.00"),
        ("60", "1000.02", "600.00", "600.00"),
        ("60", "999.99", "600.00", "599.99"),  # 599.994
    ],
)
def test_a_share_is_rounded_half_up_and_capped(percent, tax, cap, wanted):
    worked = work(a_share(percent, cap), {"deed_tax": Decimal(tax)})
    assert worked.amount == Decimal(wanted)
    assert ("cap" in [s.kind for s in worked.trace]) == (tax == "1000.02")


@pytest.mark.parametrize(
    ("price", "wanted"),
    [
        ("100000.00", "100000.00"),
        ("99999.99", "99999.99"),
        ("100000.01", "100000.01"),
        ("100000.02", "100000.02"),
        ("100800.00", "100800.00"),
        ("100800.01", "100800.00"),
    ],
)
def test_it_is_never_more_than_the_price(definition, price, wanted):
    home = {"deed_tax": Decimal("1000.00"), "price": Decimal(price)}
    worked = work(definition, home, **DOCTOR)
    assert worked.amount == Decimal(wanted)
    assert ("ceiling" in [s.kind for s in worked.trace]) == (
        Decimal(price) < Decimal("100800.00")
    )


class TestUnknown:
    def test_before_a_tier_that_is_met_leaves_the_amount_open(self, definition):
        """A bachelor whose title nobody knows may be of class A."""
        worked = work(
            definition,
            person__title=UNKNOWN,
            education__bachelor=True,
            education__bachelor__graduated_on=ON,
        )
        assert worked.answer is Answer.UNKNOWN
        assert worked.amount is None
        assert [r.node.fact for r in worked.unsettled()] == ["person.title"]

    def test_behind_one_that_is_met_changes_nothing(self, definition):
        worked = work(definition, education__master=UNKNOWN, **DOCTOR)
        assert worked.amount == Decimal("100000.00")
        assert worked.unsettled() == []

    def test_of_something_too_old_anyway_is_no(self, definition):
        worked = work(definition, person__title=UNKNOWN, person__age=Decimal(46))
        assert worked.answer is Answer.NOT_MET

    @pytest.mark.parametrize("name", ["area", "price", "deed_tax"])
    def test_in_the_claim_leaves_it_open(self, definition, name):
        assert work(definition, {name: None}, **DOCTOR).answer is Answer.UNKNOWN


@pytest.mark.parametrize("name", ["is_new_commercial", "in_urban_area"])
def test_another_home_gets_nothing_and_says_why(definition, name):
    worked = work(definition, {name: False}, **DOCTOR)
    assert worked.answer is Answer.NOT_MET
    assert worked.amount is None
    assert [each.node.fact for each in worked.failed()] == [f"home.{name}"]


def test_nothing_is_paid_to_somebody_whose_identity_is_not_verified(definition):
    assert amount(definition, person__verified=False, **DOCTOR) is None


def test_the_trace_says_each_step_in_both_languages(definition):
    worked = work(definition, {"deed_tax": Decimal("1000.00")}, **DOCTOR)
    assert [(s.words.zh, s.words.en, s.amount) for s in worked.trace] == [
        ("A-1 A类（140㎡以上）", "A-1 Class A, more than 140 m²", Decimal(100000)),
        (
            "契税补贴：已缴契税（¥1,000.00）的 80%",
            "Deed-tax share: 80% of Deed tax paid (¥1,000.00)",
            Decimal(800),
        ),
        ("应补金额", "Amount due", Decimal(100800)),
    ]


def oracle(person, home, on):
    """The page of the source in plain Python; written without a look at the rules."""

    def recent(name):
        day = person[f"education.{name}.graduated_on"]
        return person[f"education.{name}"] and day <= on <= add_years(day, 5)

    if not (home["is_new_commercial"] and home["in_urban_area"]):
        return None
    big = home["area"] > 140
    if person["education.doctor"] or (
        person["person.title"] == "senior" and person["person.age"] <= 45
    ):
        grant = 100000 if big else 50000
    elif person["education.master.world_class"] or recent("master"):
        grant = 70000 if big else 50000
    elif recent("bachelor"):
        grant = 10000 if big else 3000
    else:
        return None
    tax = (home["deed_tax"] * 4 / 5).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return min(grant + tax, home["price"])


days = st.dates(date(2019, 1, 1), date(2026, 12, 31))
yuan = st.decimals(Decimal("0.01"), Decimal("200000"), places=2)
people = st.fixed_dictionaries(
    {
        "person.verified": st.just(True),
        "person.age": st.integers(40, 50).map(Decimal),
        "person.title": st.sampled_from(["senior", "deputy_senior", "none"]),
        "education.doctor": st.booleans(),
        "education.master": st.booleans(),
        "education.master.world_class": st.booleans(),
        "education.master.graduated_on": days,
        "education.bachelor": st.booleans(),
        "education.bachelor.graduated_on": days,
    }
)
homes = st.fixed_dictionaries(
    {
        "is_new_commercial": st.sampled_from([True, True, True, False]),
        "in_urban_area": st.sampled_from([True, True, True, False]),
        "area": st.decimals(Decimal("139.90"), Decimal("140.10"), places=2),
        "price": yuan,
        "deed_tax": yuan,
    }
)


@settings(
    max_examples=400,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(person=people, home=homes, on=st.dates(date(2024, 1, 1), date(2026, 12, 31)))
def test_it_always_agrees_with_the_oracle(definition, person, home, on):
    checked = {name: FactValue(value) for name, value in person.items()}
    worked = calculate(definition, Subject(None, on, claim=home, checked=checked))

    assert worked.amount == oracle(person, home, on)
    if worked.amount is not None:
        assert 0 < worked.amount <= home["price"]
        assert worked.trace[-1].amount == worked.amount


@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    person=people,
    home=homes,
    hidden=st.sets(st.sampled_from(sorted(NOBODY)), min_size=1, max_size=4),
)
def test_hiding_a_fact_never_turns_an_answer_around(definition, person, home, hidden):
    """Unknown is never "no": with less known the answer is the same, or open."""

    def ask(known):
        checked = {name: FactValue(value) for name, value in known.items()}
        return calculate(definition, Subject(None, ON, claim=home, checked=checked))

    whole = ask(person)
    part = ask({**person, **dict.fromkeys(hidden, UNKNOWN)})
    assert part.answer in {whole.answer, Answer.UNKNOWN}
    if part.answer is Answer.MET:
        assert part.amount == whole.amount

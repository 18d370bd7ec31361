"""Rules of other cities entered as data, each amount worked out by hand.

What the rules say: domain facts, section 1.4 (third-party pages; not law).  Where the
source leaves something open, the reading is said here.
"""

from datetime import date
from decimal import Decimal

import pytest

from apps.policies.choices import (
    CoupleRule,
    DecidedBy,
    DueFrom,
    ExclusionMode,
    GateFails,
    LockBreach,
    StepCode,
)
from apps.policies.entitling import Circumstances, Spouse
from apps.policies.facts import UNKNOWN, FactValue, Subject
from apps.policies.paying import Verdict, locked_until, refund_due, retest, split
from apps.policies.rules import Answer
from apps.policies.services import publish_version, version_for
from tests.policies.cities import (
    City,
    excludes,
    fixed,
    instalments,
    pays,
    share,
    version,
)
from tests.policies.factories import StepLimitFactory

pytestmark = pytest.mark.django_db
RANK = "grade.rank"


def yuan(text) -> Decimal:
    return Decimal(text)


def parts(planned) -> list[str]:
    return [str(part.amount) for part in planned]


class TestJinan:
    """济南: 50% of the price, at most 1,000,000 / 700,000 / 400,000 by grade; 40/30/30;
    both spouses, together at most the price; rent subsidy deducted (S30, S31, S38)."""

    @pytest.fixture
    def city(self) -> City:
        row = version(
            "jinan", ceiling_fact="home.price", couple_rule=CoupleRule.BOTH_CAPPED
        )
        for rank, cap in ((1, "1000000"), (2, "700000"), (3, "400000")):
            share(row, f"G{rank}", "50", cap, (RANK, "eq", str(rank)))
        instalments(
            row,
            (40, 0),
            (30, 12),
            (30, 24),
            gate=[("employment.in_city", "eq", True)],
        )
        excludes(row, "jinan-rent", ExclusionMode.DEDUCT)
        return City(row)

    @pytest.mark.parametrize(
        ("rank", "price", "wanted"),
        [
            (1, "1999999.99", "1000000.00"),  # half is 999,999.995: up to the cap
            (1, "1999999.98", "999999.99"),
            (1, "2000000.01", "1000000.00"),
            (2, "1400000.00", "700000.00"),
            (3, "799999.98", "399999.99"),
            (3, "0.01", "0.01"),  # half a cent rounds up
        ],
    )
    def test_half_the_price_up_to_the_cap_of_the_grade(self, city, rank, price, wanted):
        amount = city.amount(price=price, knows={RANK: Decimal(rank)})
        assert amount == yuan(wanted)

    def test_a_fourth_grade_gets_nothing(self, city):
        assert city.work(price="1000000", knows={RANK: Decimal(4)}).answer is (
            Answer.NOT_MET
        )

    def test_an_unknown_grade_is_not_a_no(self, city):
        worked = city.work(price="1000000", knows={RANK: UNKNOWN})
        assert (worked.answer, worked.amount) == (Answer.UNKNOWN, None)

    @pytest.mark.parametrize(
        ("total", "wanted"),
        [
            ("1000000.00", ["400000.00", "300000.00", "300000.00"]),
            # 40% is 39.996 → 40.00; 70% is 69.993 → 69.99; the rest makes it up
            ("99.99", ["40.00", "29.99", "30.00"]),
            ("0.01", ["0.00", "0.01", "0.00"]),
        ],
    )
    def test_parts_of_40_30_30_add_up_to_the_cent(self, city, total, wanted):
        planned = city.plan(total)
        assert parts(planned) == wanted
        assert sum(part.amount for part in planned) == yuan(total)

    def test_the_later_parts_are_counted_from_the_first_payment(self, city):
        days = {
            DueFrom.APPROVAL: date(2026, 11, 20),
            DueFrom.FIRST_PAYMENT: date(2028, 2, 29),
        }
        assert [part.due_on for part in city.plan("10", **days)] == [
            date(2026, 11, 20),
            date(2029, 2, 28),
            date(2030, 2, 28),
        ]
        del days[DueFrom.FIRST_PAYMENT]
        assert [part.due_on for part in city.plan("10", **days)][1:] == [None, None]

    @pytest.mark.parametrize(
        ("spouse", "granted", "wanted"),
        [
            # price 900,000: own half 450,000 capped at 400,000
            ("400000", "400000", "400000.00"),  # together 800,000 ≤ 900,000
            ("700000", "700000", "200000.00"),  # 200,000 are left of the price
            ("700000", "499999.99", "400000.00"),
            ("700000", "500000.01", "399999.99"),
        ],
    )
    def test_spouses_both_get_it_up_to_the_price(self, city, spouse, granted, wanted):
        around = Circumstances(spouse=Spouse(yuan(spouse), yuan(granted)))
        amount = city.amount(price="900000", around=around, knows={RANK: Decimal(3)})
        assert amount == yuan(wanted)

    def test_nothing_is_left_where_the_spouse_had_the_whole_price(self, city):
        around = Circumstances(spouse=Spouse(yuan("900000"), yuan("900000")))
        worked = city.work(price="900000", around=around, knows={RANK: Decimal(3)})
        assert (worked.answer, worked.amount) == (Answer.NOT_MET, None)

    def test_whether_there_is_a_spouse_must_be_known(self, city):
        around = Circumstances(is_couple_known=False)
        worked = city.work(price="900000", around=around, knows={RANK: Decimal(3)})
        assert (worked.answer, worked.amount) == (Answer.UNKNOWN, None)

    @pytest.mark.parametrize(
        ("had", "wanted"),
        [("36000.00", "364000.00"), ("399999.99", "0.01"), ("400000.00", None)],
    )
    def test_rent_subsidy_had_before_is_deducted(self, city, had, wanted):
        around = Circumstances(received={"jinan-rent": yuan(had)})
        amount = city.amount(price="900000", around=around, knows={RANK: Decimal(3)})
        assert amount == (wanted and yuan(wanted))


class TestFuzhou:
    """福州: never more than the price; 40/30/30; waits while not employed in the city
    (S23)."""

    @pytest.fixture
    def city(self) -> City:
        row = version("fuzhou", ceiling_fact="home.price")
        fixed(row, "A", "2000000", (RANK, "eq", "1"))
        fixed(row, "B", "1000000", (RANK, "eq", "2"))
        instalments(
            row,
            (40, 1),
            (30, 13),
            (30, 25),
            due_from=DueFrom.APPROVAL,
            gate=[("employment.in_city", "eq", True)],
            fails=GateFails.PAUSE,
        )
        return City(row, {RANK: Decimal(2)})

    @pytest.mark.parametrize(
        ("price", "wanted"),
        [
            ("1000000.00", "1000000.00"),
            ("999999.99", "999999.99"),
            ("1000000.01", "1000000.00"),
        ],
    )
    def test_never_more_than_the_price(self, city, price, wanted):
        assert city.amount(price=price) == yuan(wanted)

    def test_the_first_part_comes_the_month_after(self, city):
        planned = city.plan("1000000", **{DueFrom.APPROVAL: date(2027, 1, 31)})
        assert [part.due_on for part in planned] == [
            date(2027, 2, 28),
            date(2028, 2, 29),
            date(2029, 2, 28),
        ]

    @pytest.mark.parametrize(
        ("in_city", "verdict"),
        [(True, Verdict.PAY), (False, Verdict.PAUSE), (UNKNOWN, Verdict.PAUSE)],
    )
    def test_a_part_waits_while_not_employed_in_the_city(self, city, in_city, verdict):
        subject = city.subject(knows={"employment.in_city": in_city})
        assert retest(city.terms.parts[1], subject)[0] is verdict


class TestFuyang:
    """杭州富阳: never more than the price; rent and settling-in deducted; 50/50; sold
    within ten years of the first payment all comes back; the version by the day of
    applying, cut on 2020-08-17 (S33)."""

    @pytest.fixture
    def city(self) -> City:
        row = version(
            "fuyang",
            ceiling_fact="home.price",
            from_date=date(2020, 8, 17),
            number=2,
            lock_years=10,
            lock_from=DueFrom.FIRST_PAYMENT,
            lock_breach=LockBreach.FULL_REFUND,
        )
        fixed(row, "D", "800000", (RANK, "eq", "4"))
        instalments(row, (50, 0), (50, 12))
        for code in ("fuyang-rent", "fuyang-settling"):
            excludes(row, code, ExclusionMode.DEDUCT)
        return City(row, {RANK: Decimal(4)})

    @pytest.mark.parametrize(
        ("had", "wanted"),
        [
            ({}, "800000.00"),
            ({"fuyang-rent": "24000"}, "776000.00"),
            ({"fuyang-rent": "24000", "fuyang-settling": "100000.50"}, "675999.50"),
            ({"something-else": "24000"}, "800000.00"),
        ],
    )
    def test_what_was_had_for_living_is_deducted(self, city, had, wanted):
        received = {code: yuan(text) for code, text in had.items()}
        around = Circumstances(received=received)
        assert city.amount(price="3000000", around=around) == yuan(wanted)

    def test_two_halves_of_an_odd_cent(self, city):
        assert parts(city.plan("800000.01")) == ["400000.01", "400000.00"]

    @pytest.mark.parametrize(
        ("sold", "back"),
        [(date(2036, 2, 28), "800000"), (date(2036, 2, 29), "0")],
    )
    def test_the_lock_ends_on_the_day_ten_years_after(self, city, sold, back):
        paid_first = {DueFrom.FIRST_PAYMENT: date(2026, 2, 28)}
        until = locked_until(city.terms, [], paid_first)
        assert until == date(2036, 2, 28)
        # The day itself is free; a day earlier it is not.
        day = date(2036, 2, 27) if back != "0" else date(2036, 2, 28)
        assert refund_due(city.terms, yuan("800000"), sold_on=day, until=until) == yuan(
            back
        )
        assert sold >= until

    def test_without_a_first_payment_there_is_no_lock_yet(self, city):
        assert locked_until(city.terms, [], {}) is None

    @pytest.mark.parametrize(
        ("applied", "number"),
        [(date(2020, 8, 16), 1), (date(2020, 8, 17), 2)],
    )
    def test_the_day_of_applying_picks_the_version(self, city, applied, number, at):
        earlier = version(
            "fuyang", number=1, from_date=date(2019, 1, 1), until_date=date(2020, 8, 17)
        )
        fixed(earlier, "D", "600000", (RANK, "eq", "4"))
        for row in (earlier, city.version):
            publish(row, at)
        found = version_for(earlier.policy, {DecidedBy.SUBMIT: applied})
        assert found.number == number


class TestNanling:
    """南陵: 90% up to 1,200,000 / 80% up to 800,000 / 60% up to 400,000 / 40% up to
    200,000; spouses get the higher and half of the lower, at most the price; one third
    first, two thirds over four years (read here as four equal yearly parts); social
    insurance for a year, else the rest stops and nothing comes back; locked for 4 / 2 / 1
    years by grade (read here: A, then B, then the others) (S11)."""

    @pytest.fixture
    def city(self) -> City:
        row = version(
            "nanling",
            ceiling_fact="home.price",
            couple_rule=CoupleRule.HIGHER_PLUS_HALF_LOWER,
            lock_years=1,
            lock_from=DueFrom.DEED,
            lock_breach=LockBreach.STOP,
        )
        for rank, percent, cap, lock in (
            (1, "90", "1200000", 4),
            (2, "80", "800000", 2),
            (3, "60", "400000", None),
            (4, "40", "200000", None),
        ):
            share(
                row, "ABCD"[rank - 1], percent, cap, (RANK, "eq", str(rank)), lock=lock
            )
        instalments(
            row,
            (2, 0),
            *((1, 12 * year) for year in (1, 2, 3, 4)),
            gate=[("employment.insured_since", "at_least_years", 1)],
            fails=GateFails.STOP,
        )
        return City(row)

    @pytest.mark.parametrize(
        ("rank", "price", "wanted"),
        [
            (1, "1333333.33", "1200000.00"),  # 1,199,999.997
            (1, "1333333.32", "1199999.99"),  # 1,199,999.988
            (2, "1000000.00", "800000.00"),
            (3, "666666.66", "400000.00"),  # 399,999.996
            (4, "499999.98", "199999.99"),
            (4, "900000.00", "200000.00"),
        ],
    )
    def test_a_share_by_grade_up_to_its_cap(self, city, rank, price, wanted):
        amount = city.amount(price=price, knows={RANK: Decimal(rank)})
        assert amount == yuan(wanted)

    @pytest.mark.parametrize(
        ("rank", "spouse", "granted", "wanted"),
        [
            # price 1,000,000: B gets 800,000, C 400,000, D 200,000
            (2, "400000", "0", "800000.00"),  # the higher is whole
            (3, "800000", "800000", "200000.00"),  # half of the lower, up to the price
            (4, "800000", "800000", "100000.00"),
            (4, "800000", "0", "100000.00"),  # whichever claims first
            (2, "200000", "100000", "800000.00"),
            (2, "400000", "400000", "600000.00"),  # the lower was paid whole before
            (3, "400000", "0", "400000.00"),  # equal: the first is whole,
            (3, "400000", "400000", "200000.00"),  # the second half
        ],
    )
    def test_the_higher_and_half_of_the_lower(
        self, city, rank, spouse, granted, wanted
    ):
        around = Circumstances(spouse=Spouse(yuan(spouse), yuan(granted)))
        amount = city.amount(
            price="1000000", around=around, knows={RANK: Decimal(rank)}
        )
        assert amount == yuan(wanted)

    def test_half_of_an_odd_cent_rounds_up(self, city):
        around = Circumstances(spouse=Spouse(yuan("300000"), yuan("300000")))
        # 40% of 333,333.33 is 133,333.332 → 133,333.33; half is 66,666.665 → 66,666.67,
        # and 33,333.33 are left of the price
        amount = city.amount(price="333333.33", around=around, knows={RANK: Decimal(4)})
        assert amount == yuan("33333.33")
        around = Circumstances(spouse=Spouse(yuan("250000"), yuan("250000")))
        amount = city.amount(price="333333.33", around=around, knows={RANK: Decimal(4)})
        assert amount == yuan("66666.67")

    def test_a_third_and_then_four_equal_years(self, city):
        assert parts(city.plan("100000")) == [
            "33333.33",
            "16666.67",
            "16666.67",
            "16666.66",
            "16666.67",
        ]

    @pytest.mark.parametrize(
        ("insured", "verdict"),
        [
            (date(2025, 11, 20), Verdict.PAY),
            (date(2025, 11, 21), Verdict.STOP),
            (UNKNOWN, Verdict.PAUSE),
        ],
    )
    def test_a_year_of_social_insurance_or_the_rest_stops(self, city, insured, verdict):
        subject = Subject(
            None,
            date(2026, 11, 20),
            checked={"employment.insured_since": FactValue(insured)},
        )
        assert retest(city.terms.parts[1], subject)[0] is verdict

    @pytest.mark.parametrize(
        ("rank", "until"),
        [(1, date(2028, 2, 29)), (2, date(2026, 2, 28)), (3, date(2025, 2, 28))],
    )
    def test_the_lock_is_longer_for_higher_grades(self, city, rank, until):
        worked = city.work(price="1000000", knows={RANK: Decimal(rank)})
        chosen = [each.tier for each in worked.tiers if each.is_chosen]
        deed = {DueFrom.DEED: date(2024, 2, 29)}
        assert locked_until(city.terms, chosen, deed) == until

    def test_leaving_early_brings_nothing_back(self, city):
        assert refund_due(
            city.terms,
            yuan("33333.33"),
            sold_on=date(2024, 6, 1),
            until=date(2025, 2, 28),
        ) == yuan("0")


class TestHaikou:
    """海口: one of two spouses, the higher; the version by the day on which the contract
    was filed, from 2018-05-13 (S43)."""

    @pytest.fixture
    def city(self) -> City:
        row = version(
            "haikou",
            from_date=date(2018, 5, 13),
            decided_by=DecidedBy.CONTRACT_FILED,
            couple_rule=CoupleRule.HIGHER_ONE,
        )
        fixed(row, "E", "300000", (RANK, "eq", "5"))
        fixed(row, "F", "150000", (RANK, "eq", "6"))
        return City(row)

    @pytest.mark.parametrize(
        ("rank", "spouse", "granted", "wanted"),
        [
            (5, "150000", "0", "300000.00"),
            (6, "300000", "0", None),  # the other is higher: this one gets nothing
            (6, "300000", "300000", None),
            (5, "150000", "150000", "150000.00"),  # raised to the higher
            (5, "300000", "0", "300000.00"),  # equal: the first
            (5, "300000", "300000", None),  # and only the first
        ],
    )
    def test_one_of_two_spouses_the_higher(self, city, rank, spouse, granted, wanted):
        around = Circumstances(spouse=Spouse(yuan(spouse), yuan(granted)))
        amount = city.amount(around=around, knows={RANK: Decimal(rank)})
        assert amount == (wanted and yuan(wanted))

    def test_a_spouse_who_claims_nothing_changes_nothing(self, city):
        around = Circumstances(spouse=Spouse())
        assert city.amount(around=around, knows={RANK: Decimal(6)}) == yuan("150000")

    @pytest.mark.parametrize(
        ("filed", "holds"), [(date(2018, 5, 12), False), (date(2018, 5, 13), True)]
    )
    def test_the_filing_of_the_contract_decides(self, city, filed, holds, at):
        publish(city.version, at)
        days = {
            DecidedBy.SUBMIT: date(2026, 11, 20),
            DecidedBy.CONTRACT_FILED: filed,
        }
        assert (version_for(city.version.policy, days) is not None) is holds


class TestDalian:
    """大连: the highest standard for one of the two; 40/30/30; rent subsidy deducted and
    stopped (S42).  The shares of those who pay are an example: city 70, district 30."""

    @pytest.fixture
    def city(self) -> City:
        row = version("dalian", couple_rule=CoupleRule.HIGHER_ONE)
        fixed(row, "doctor", "100000", ("education.doctor", "eq", True))
        fixed(row, "master", "60000", ("education.master", "eq", True))
        instalments(row, (40, 0), (30, 12), (30, 24))
        excludes(row, "dalian-rent", ExclusionMode.DEDUCT)
        pays(row, city="70", district="30")
        return City(row, {"education.doctor": False, "education.master": True})

    def test_one_couple_one_subsidy_and_the_rent_off_it(self, city):
        around = Circumstances(
            spouse=Spouse(yuan("30000")), received={"dalian-rent": yuan("7200.50")}
        )
        assert city.amount(around=around) == yuan("52799.50")

    def test_each_step_stands_in_the_trace_in_both_languages(self, city):
        around = Circumstances(
            spouse=Spouse(yuan("30000")), received={"dalian-rent": yuan("7200.50")}
        )
        kinds = [step.kind for step in city.work(around=around).trace]
        assert kinds == ["tier", "total", "couple", "deduct", "total"]
        said = city.work(around=around).trace[-2].words
        assert "7,200.50" in said.zh
        assert "7,200.50" in said.en
        assert said.zh != said.en

    def test_parts_and_payers_add_up_to_the_cent(self, city):
        planned = city.plan("52799.50")
        assert parts(planned) == ["21119.80", "15839.85", "15839.85"]
        # 70% of 15,839.85 is 11,087.895 → 11,087.90
        assert split(planned[1].amount, city.terms) == {
            "city": yuan("11087.90"),
            "district": yuan("4751.95"),
        }

    def test_who_holds_the_other_benefit_may_be_excluded_instead(self, city):
        city.version.exclusions.update(mode=ExclusionMode.BLOCK)
        around = Circumstances(received={"dalian-rent": yuan("0.01")})
        worked = city.work(around=around)
        assert (worked.answer, worked.amount) == (Answer.NOT_MET, None)
        city.version.exclusions.update(mode=ExclusionMode.REPLACE)
        assert city.amount(around=around) == yuan("60000")


class TestCaps:
    @pytest.mark.parametrize(
        ("cap", "had", "wanted"),
        [
            ("household_cap", "40000.00", "60000.00"),
            ("household_cap", "40000.01", "59999.99"),
            ("lifetime_cap", "99999.99", "0.01"),
            ("lifetime_cap", "100000.00", None),
        ],
    )
    def test_what_was_had_counts_against_the_cap(self, cap, had, wanted):
        row = version("capped", **{cap: Decimal(100000)})
        fixed(row, "all", "60000")
        received = {cap.replace("cap", "received"): yuan(had)}
        amount = City(row).amount(around=Circumstances(**received))
        assert amount == (wanted and yuan(wanted))


def publish(row, at) -> None:
    for order, step in enumerate(
        (StepCode.ACCEPTANCE, StepCode.CORRECTION, StepCode.APPROVAL)
    ):
        place = order if step == StepCode.APPROVAL else None
        StepLimitFactory(version=row, step=step, order=place)
    publish_version(version_id=row.pk, by=None, at=at)


class TestNoHome:
    """西安, 青岛: no home of self, spouse or minor children in the city, none sold in the
    last five years (S16, S44).  No register answers that here: unknown until settled."""

    @pytest.fixture
    def city(self) -> City:
        row = version("xian-no-home")
        fixed(
            row,
            "all",
            "50000",
            ("household.owns_home", "eq", False),
            ("household.sold_home_on", "lt", "2021-11-20"),
        )
        return City(row)

    @pytest.mark.parametrize(
        ("owns", "sold", "answer"),
        [
            (False, date(2021, 11, 19), Answer.MET),
            (False, date(2021, 11, 20), Answer.NOT_MET),
            (True, date(2010, 1, 1), Answer.NOT_MET),
            (UNKNOWN, date(2010, 1, 1), Answer.UNKNOWN),
        ],
    )
    def test_it_is_settled_by_papers_and_never_guessed(self, city, owns, sold, answer):
        knows = {"household.owns_home": owns, "household.sold_home_on": sold}
        assert city.work(knows=knows).answer is answer

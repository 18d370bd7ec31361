"""What finds whom: one table, asked through every way of asking."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.talents.finding import find_people
from apps.talents.models import Employer, Talent
from apps.talents.syllables import cuts
from tests.talents.factories import (
    EmployerFactory,
    IdentityDocumentFactory,
    TalentFactory,
)
from tests.talents.identity.numbers import resident_number

pytestmark = pytest.mark.django_db

ZENG_ID = resident_number("230602", TalentFactory.birth_date, 997)


@pytest.fixture
def people():
    """Six people whose names, numbers and employers have little in common."""
    refinery = EmployerFactory(
        name="大庆龙凤石化工程（集团）有限公司", uscc="91230600YW00000135"
    )
    hospital = EmployerFactory(name="大庆市第二示范医院")
    found = {
        "zeng": TalentFactory(
            number="T-2026-000101",
            name="曾晓明",
            document=ZENG_ID,
            phone="+8615400012345",
        ),
        "wang": TalentFactory(number="T-2026-000202", name="王军", employer=refinery),
        "wan": TalentFactory(number="T-2026-000303", name="万刚", employer=hospital),
        "ouyang": TalentFactory(number="T-2026-000404", name="欧阳王乐"),
        "anna": TalentFactory(number="T-2026-000505", name="Anna Müller", foreign=True),
        "aygul": TalentFactory(number="T-2026-000606", name="阿依古丽·买买提"),
        "rare": TalentFactory(number="T-2026-000707", name="李𬭊䶮"),
    }
    IdentityDocumentFactory(talent=found["anna"], kind="passport", number="C0000077X")
    IdentityDocumentFactory(
        talent=found["ouyang"], kind="hk_macau_permit", number="H00000012"
    )
    return found


TABLE = [
    ("曾晓明", {"zeng"}),
    ("晓明", {"zeng"}),
    ("曾", {"zeng"}),
    ("王", {"wang", "ouyang"}),
    ("欧阳", {"ouyang"}),
    ("𬭊䶮", {"rare"}),
    ("zengxiaoming", {"zeng"}),
    ("cengxiaoming", {"zeng"}),
    ("zengxiao", {"zeng"}),
    ("ZENG", {"zeng"}),
    ("zxm", {"zeng"}),
    ("zx", {"zeng"}),
    ("z", {"zeng"}),
    ("w", {"wang", "wan"}),
    ("wa", {"wang", "wan"}),
    ("wang", {"wang", "wan"}),  # 万刚 is wan gang
    ("wangj", {"wang"}),
    ("wg", {"wan"}),
    ("ouyangwangle", {"ouyang"}),
    ("yang", set()),
    ("anna", {"anna"}),
    ("müller", {"anna"}),
    ("Mueller", {"anna"}),
    ("annamu", {"anna"}),
    ("Anna Müller", {"anna"}),
    ("muller anna", {"anna"}),
    ("阿依古丽•买买提", {"aygul"}),
    ("买买提", {"aygul"}),
    ("2345", {"zeng"}),
    (ZENG_ID[-4:], {"zeng"}),
    (ZENG_ID[-4:].lower(), {"zeng"}),
    ("0202", {"wang"}),
    ("000202", {"wang"}),
    ("999202", set()),
    ("T-2026-000202", {"wang"}),
    ("t-2026-000202", {"wang"}),
    (ZENG_ID, {"zeng"}),
    (ZENG_ID[:6] + " " + ZENG_ID[6:], set()),
    (ZENG_ID[:-1], set()),
    ("15400012345", {"zeng"}),
    ("+8615400012345", {"zeng"}),
    ("15400012346", set()),
    ("C0000077X", {"anna"}),
    ("c0000077x", {"anna"}),
    ("H00000012", {"ouyang"}),
    ("H0000001201", {"ouyang"}),
    ("石化", {"wang"}),
    ("龙凤石化工程", {"wang"}),
    ("石化集团", set()),
    ("示范医院", {"wan"}),
    ("大庆", {"wang", "wan"}),
    ("91230600YW00000135", {"wang"}),
    ("shifanyiyuan", {"wan"}),
    ("王 石化", {"wang"}),
    ("石化 wj", {"wang"}),
    ("wang 大庆", {"wang", "wan"}),
    ("王 0202 石化 大庆 wang", {"wang"}),
    ("曾 石化", set()),
    ("龘", set()),
    ("x", set()),
    ("%", set()),
    ("_", set()),
    ("'; drop", set()),
    ("\x00", {"zeng", "wang", "wan", "ouyang", "anna", "aygul", "rare"}),
]


@pytest.mark.parametrize(("query", "expected"), TABLE)
def test_finds_by_every_way_and_no_more(query, expected, people):
    matching = list(Talent.objects.matching(query))
    assert {who for who in people if people[who] in matching} == expected
    assert len(matching) == len(expected)


@pytest.mark.parametrize(("query", "expected"), TABLE)
def test_the_parts_of_a_search_say_the_same(query, expected, people):
    found = find_people(query)
    if found is None:
        return
    rows = found.first(Talent.objects.values("pk", "sort_key"), 100)
    assert [row["pk"] for row in rows] == list(
        Talent.objects.filter(pk__in=[people[who].pk for who in expected])
        .order_by("sort_key", "pk")
        .values_list("pk", flat=True)
    )
    assert found.count(Talent.objects.all(), 100) == len(expected)


@pytest.mark.parametrize("query", ["", "  ", "·", "　"])
def test_asks_nothing_of_an_empty_query(query):
    assert find_people(query) is None


def test_merges_the_parts_in_both_directions(people):
    found = find_people("王")
    assert len(found.parts) > 1
    values = Talent.objects.values("pk", "sort_key")
    upwards = found.first(values, 10)
    downwards = found.first(values, 10, ("-sort_key", "-pk"))
    assert upwards == downwards[::-1]
    assert found.first(values, 1) == upwards[:1]


def test_counts_no_further_than_told(people):
    assert find_people("大庆").count(Talent.objects.all(), 1) == 1


def test_a_whole_number_is_never_taken_for_a_tail(people):
    TalentFactory(number="T-2025-000202", name="另一人")
    assert len(find_people("T-2026-000202").first(values(), 9)) == 1
    assert len(find_people("000202").first(values(), 9)) == 2


def test_an_employer_too_common_to_list_is_found_all_the_same(people, monkeypatch):
    monkeypatch.setattr("apps.talents.finding.EMPLOYERS_AT_MOST", 1)
    assert len(find_people("大庆").first(values(), 9)) == 2


def test_asks_at_most_three_questions_before_the_search(people):
    for query in ("王军", "wangjun", ZENG_ID, "0202"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            find_people(query)
        assert len(queries) <= 3, query


def test_a_search_can_be_narrowed_before_and_after(people):
    here = Talent.objects.filter(region="230602")
    assert here.matching("王").filter(name="王军").get() == people["wang"]


@pytest.mark.parametrize(
    ("letters", "pieces"),
    [
        ("wang", {"wan g"}),
        ("xian", {"xi an", "xi a n", "xia n"}),
        ("zh", set()),
        ("wx", set()),
        ("a", set()),
    ],
)
def test_letters_are_cut_between_syllables(letters, pieces):
    assert set(cuts(letters)) == pieces


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("石化工程", True),
        ("大庆龙凤", True),
        ("91230600yw00000135", True),
        ("daqinglongfeng", True),
        ("shihua", True),
        ("lfshgc", True),
        ("dqlf", True),
        ("石化医院", False),
        ("zzz", False),
        ("0135", False),
        ("12345", False),
        ("", True),
    ],
)
def test_employers_by_part_of_the_name_or_code(query, found):
    employer = EmployerFactory(
        name="大庆龙凤石化工程（集团）有限公司", uscc="91230600YW00000135"
    )
    assert (employer in Employer.objects.matching(query)) is found


def values():
    return Talent.objects.values("pk", "sort_key")

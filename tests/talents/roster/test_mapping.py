from __future__ import annotations

import pytest

from apps.talents.roster.errors import RosterUnreadable
from apps.talents.roster.fields import Field, guess_field, is_serial
from apps.talents.roster.mapping import check_mapping, guess_mapping, header_signature
from tests.talents.roster.files import HEADER, person


def test_guesses_every_column_of_the_usual_roster():
    guessed = guess_mapping(HEADER)
    assert set(guessed) == set(Field.values) - {Field.POSITION, Field.CATEGORY}
    assert guessed["name"] == 1
    assert guessed["document_number"] == 4
    assert guessed["introduced_on"] == 19


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("*姓 名（必填）", Field.NAME),
        ("人才姓名\n", Field.NAME),
        ("姓名/Name", Field.NAME),
        ("身份证号码　", Field.DOCUMENT_NUMBER),
        ("公民身份号码", Field.DOCUMENT_NUMBER),
        ("身份证或护照号码", Field.DOCUMENT_NUMBER),
        ("证件类型", Field.DOCUMENT_TYPE),
        ("出生年月（如1990.01）", Field.BIRTH_DATE),
        ("联系电话（手机）", Field.PHONE),
        ("现工作单位名称(全称)", Field.EMPLOYER_NAME),
        ("单位统一社会信用代码", Field.EMPLOYER_CODE),
        ("所属县（区）", Field.REGION),
        ("属地", Field.REGION),
        ("最高学历", Field.EDUCATION),
        ("文化程度", Field.EDUCATION),
        ("学历情况/专业", Field.MAJOR),
        ("专业技术职务", Field.TITLE),
        ("人才类别", Field.CATEGORY),
        ("认定层次", Field.GRADE),
        ("引进\n日期", Field.INTRODUCED_ON),
        ("Document number", Field.DOCUMENT_NUMBER),
        ("ＩＤ　Ｎｏ．", Field.DOCUMENT_NUMBER),
    ],
)
def test_knows_the_headers_of_other_offices(header, field):
    guess = guess_field(header)
    assert guess is not None
    assert guess[0] == field


@pytest.mark.parametrize(
    "header",
    [
        "",
        "配偶姓名",
        "紧急联系人电话",
        "身份证有效期",
        "法人姓名",
        "单位性质",
        "户籍所在地",
        "职称取得时间",
        "英文姓名",
        "序号",
    ],
)
def test_leaves_alone_what_is_somebody_elses(header):
    assert guess_field(header) is None


def test_of_two_columns_the_surer_one_is_taken():
    assert guess_mapping(["学位", "学历", "姓名"])["education"] == 1
    assert guess_mapping(["姓名", "姓名"])["name"] == 0


def test_looks_at_the_cells_where_the_headers_say_nothing():
    rows = [person(n) for n in range(5)]
    blank = ["姓名" if n == 1 else f"列{n}" for n in range(len(HEADER))]
    guessed = guess_mapping(blank, rows)
    assert guessed["document_number"] == 4
    assert guessed["phone"] == 7
    assert guessed["email"] == 8


def test_knows_a_column_that_only_counts():
    assert is_serial("序号")
    assert is_serial(" No. ")
    assert not is_serial("编号规则")


class TestCheckMapping:
    def test_drops_what_it_does_not_know(self):
        assert check_mapping({"name": 0, "shoe_size": 1, "phone": 9}, 3) == {"name": 0}

    @pytest.mark.parametrize(
        ("mapping", "code"),
        [
            ({"document_number": 0}, "no_name_column"),
            ({"name": 0, "phone": 0}, "column_chosen_twice"),
        ],
    )
    def test_refuses(self, mapping, code):
        with pytest.raises(RosterUnreadable) as caught:
            check_mapping(mapping, 3)
        assert caught.value.code == code


def test_a_signature_ignores_blanks_and_brackets_but_not_the_order():
    assert header_signature(["姓名 ", "证件号码"]) == header_signature(
        ["姓　名（必填）", "证件\n号码"]
    )
    assert header_signature(["姓名", "单位"]) != header_signature(["单位", "姓名"])

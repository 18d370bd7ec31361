from __future__ import annotations

import pytest

from apps.talents.identity.kinds import DocumentKind
from apps.talents.roster import words
from apps.talents.roster.regions import read_region, region_names
from apps.talents.roster.text import (
    cell_text,
    one_line,
    person_name,
    plain_key,
    tidy,
)
from tests.talents.roster.files import REGIONS


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("博士研究生", "doctor"),
        ("研究生（硕士）", "master"),
        ("工商管理硕士", "master"),
        ("大学本科 ", "bachelor"),
        ("全日制本科", "bachelor"),
        ("大专", "college"),
        ("中专", "secondary"),
        ("在读博士", ""),
        ("本科肄业", ""),
        ("未知", ""),
    ],
)
def test_education(text, level):
    assert words.read_education(text) == level


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("正高级", "senior"),
        ("二级教授", "senior"),
        ("教授级高级工程师", "senior"),
        ("副教授", "deputy_senior"),
        ("高级工程师", "deputy_senior"),
        ("副主任医师", "deputy_senior"),
        ("机械工程师", "intermediate"),
        ("中级（工程师）", "intermediate"),
        ("助理工程师", "junior"),
        ("高级技师", ""),
        ("厂长", ""),
    ],
)
def test_titles(text, level):
    assert words.read_title(text) == level


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("中国", "CN"),
        ("中国籍", "CN"),
        ("俄罗斯", "RU"),
        ("美国", "US"),
        ("澳大利亚", "AU"),
        ("印度", "IN"),
        ("德国", "DE"),
        ("大韩民国", "KR"),
        ("中国香港", "HK"),
        ("刚果（金）", "CD"),
        ("刚果（布）", "CG"),
        ("Germany", "DE"),
        ("USA", "US"),
        ("火星", ""),
    ],
)
def test_countries(text, code):
    assert words.read_country(text) == code


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("居民身份证", DocumentKind.RESIDENT_ID),
        ("身份证（第二代）", DocumentKind.RESIDENT_ID),
        ("外国护照", DocumentKind.PASSPORT),
        ("回乡证", DocumentKind.HK_MACAU_PERMIT),
        ("台胞证", DocumentKind.TAIWAN_PERMIT),
        ("外国人永久居留身份证", DocumentKind.FOREIGN_PERMANENT),
        ("港澳台居民居住证", DocumentKind.HMT_RESIDENCE),
        ("军官证", ""),
    ],
)
def test_document_kinds(text, kind):
    assert words.read_document_kind(text) == kind


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("Ａ", "A"),
        ("C类", "C"),
        ("庆A类", "A"),
        ("E 类人才", "E"),
        ("领军", ""),
        ("", ""),
    ],
)
def test_grades(text, grade):
    assert words.read_grade(text) == grade


def test_modes_and_categories():
    assert words.read_introduction_mode("柔性引进（候鸟）") == "flexible"
    assert words.read_introduction_mode("打捆引才") == "bundled"
    assert words.read_category("专业技术人才") == "professional"
    assert words.read_gender("女性") == "female"


class TestRegions:
    names = region_names(REGIONS)

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("萨尔图区", "230602"),
            ("大庆市萨尔图区", "230602"),
            ("黑龙江省大庆市 萨尔图", "230602"),
            ("230606", "230606"),
            ("杜尔伯特", "230624"),
            ("杜蒙县", "230624"),
            ("高新区", "230671"),
            ("大庆高新区", "230671"),
            ("市直", "230600"),
            ("大庆市", "230600"),
            ("哈尔滨市道里区", ""),
            ("某区", ""),
        ],
    )
    def test_reads_what_offices_write(self, text, code):
        assert read_region(text, self.names) == code

    def test_a_name_that_two_share_stands_for_neither(self):
        names = region_names(
            [("230600", "大庆市"), ("230602", "东区"), ("230603", "东县")]
        )
        assert read_region("东区", names) == "230602"
        assert read_region("大庆东", names) == ""


class TestText:
    @pytest.mark.parametrize(
        ("cell", "text"),
        [
            ("  甲\u3000", "甲"),
            ('="0459"', "0459"),
            ("=SUM(A1)", "=SUM(A1)"),
            ("#N/A", ""),
            ("\ufeff甲\u200b乙", "甲乙"),
            ("一\n二", "一\n二"),
            (13.0, "13"),
            (13.5, "13.5"),
            (True, ""),
            (None, ""),
        ],
    )
    def test_of_a_cell(self, cell, text):
        assert cell_text(cell) == text

    def test_brackets_stay_as_they_were_written(self):
        assert (
            one_line(" 大庆石化公司（研究院）\n １２３ ")
            == "大庆石化公司（研究院） 123"
        )

    @pytest.mark.parametrize(
        ("written", "name"),
        [
            ("杨\u3000国", "杨国"),
            (" 许  阳 ", "许阳"),
            ("迪丽热巴•艾山", "迪丽热巴·艾山"),
            ("阿依古丽 ・ 买买提", "阿依古丽·买买提"),
            ("O'Neil,  Mary-Ann", "O'Neil, Mary-Ann"),
            ("Ｍüller Jürgen", "Müller Jürgen"),
            ("𬭎䶮", "𬭎䶮"),
        ],
    )
    def test_of_a_name(self, written, name):
        assert person_name(written) == name

    def test_a_key_ignores_width_blanks_marks_and_case(self):
        assert plain_key(" Ａ-b：Ｃ ") == plain_key("abc")
        assert tidy("\x00x") == "x"

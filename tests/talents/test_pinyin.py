from __future__ import annotations

import pytest

from apps.talents.pinyin import (
    COMPOUND_SURNAMES,
    MAX_ALTERNATIVES,
    SURNAMES,
    read_name,
)


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("曾小明", "zengxiaoming", "zxm"),
        ("单雄信", "shanxiongxin", "sxx"),
        ("仇英", "qiuying", "qy"),
        ("区志强", "ouzhiqiang", "ozq"),
        ("解晓东", "xiexiaodong", "xxd"),
        ("查良镛", "zhaliangyong", "zly"),
        ("朴志星", "piaozhixing", "pzx"),
        ("任正", "renzheng", "rz"),
        ("缪斯", "miaosi", "ms"),
        ("翟志刚", "zhaizhigang", "zzg"),
        ("黑云", "heyun", "hy"),
        ("逄飞", "pangfei", "pf"),
        ("仉伟", "zhangwei", "zw"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("万俟青", "moqiqing", "mqq"),
        ("单于夜", "chanyuye", "cyy"),
        ("欧阳建国", "ouyangjianguo", "oyjg"),
        ("彭  韡", "pengwei", "pw"),
        ("杨\u3000国", "yangguo", "yg"),
        ("阿依古丽·买买提", "ayigulimaimaiti", "ayglmmt"),
        ("迪丽热巴•艾山", "dilirebaaishan", "dlrbas"),
        ("PAN ZHEJUN", "panzhejun", "pz"),
        ("O'Neil, Mary-Ann", "oneilmaryann", "oma"),
        ("Müller Jürgen", "mullerjurgen", "mj"),
        ("王Bob", "wangbob", "wb"),
        ("", "", ""),
        ("？", "", ""),
    ],
)
def test_reads_a_name_as_its_holder_does(name, full, initials):
    reading = read_name(name)
    assert (reading.full, reading.initials) == (full, initials)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("曾小明", "cengxiaoming"),
        ("朴志星", "puzhixing"),
        ("尉迟恭", "weichigong"),
        ("盖文", "gaiwen"),
        ("李晟", "licheng"),
        ("吕布", "lubu"),
        ("Müller Jürgen", "muellerjuergen"),
    ],
)
def test_finds_the_other_reading_as_well(name, other):
    reading = read_name(name)
    assert other not in (reading.full, reading.initials)
    assert other in reading.search_terms


def test_a_name_with_a_dot_has_no_surname():
    assert read_name("单增·尼玛").full == "danzengnima"


def test_orders_by_syllable_and_not_by_letter():
    names = ["方安", "范桂英", "法安", "范歌"]
    assert sorted(names, key=lambda name: read_name(name).sort_key) == [
        "法安",
        "范歌",
        "范桂英",
        "方安",
    ]


def test_never_gives_more_than_a_handful_of_spellings():
    reading = read_name("曾乐朝晟行长重茜传")
    assert len(reading.also) <= MAX_ALTERNATIVES


@pytest.mark.parametrize("surname", [*SURNAMES, *COMPOUND_SURNAMES])
def test_every_surname_of_the_tables_is_read_by_the_table(surname):
    expected = SURNAMES.get(surname) or COMPOUND_SURNAMES[surname].replace(" ", "")
    assert read_name(surname + "伟").full == expected + "wei"

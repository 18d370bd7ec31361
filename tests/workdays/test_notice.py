"""The yearly notice, pasted; the one for 2026 against the library's own days."""

from datetime import date

import pytest
from chinese_calendar import constants
from django.utils import translation

from apps.workdays.notice import read_notice

# source: State Council General Office, 4 November 2025 (a public notice)
NOTICE_2026 = """国务院办公厅关于2026年
部分节假日安排的通知
国办发明电〔2025〕7号

各省、自治区、直辖市人民政府,国务院各部委、各直属机构:
经国务院批准,现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦:1月1日(周四)至3日(周六)放假调休,共3天。1月4日(周日)上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作，遇有重大突发事件，要按规定及时报告并妥善处置，确保人民群众祥和平安度过节日假期。
"""


def test_reads_the_notice_for_2026_as_the_library_has_it():
    notice = read_notice(NOTICE_2026, year=2026)

    assert notice.problems == []
    assert (notice.year, notice.document) == (2026, "国办发明电〔2025〕7号")
    off = {entry.date for entry in notice.entries if not entry.is_workday}
    work = {entry.date for entry in notice.entries if entry.is_workday}
    assert off == {day for day in constants.holidays if day.year == 2026}
    assert work == {day for day in constants.workdays if day.year == 2026}
    names = {entry.name for entry in notice.entries if entry.date == date(2026, 9, 20)}
    assert names == {"国庆节"}


def test_a_holiday_that_begins_in_the_year_before():
    text = "一、元旦:2022年12月31日至2023年1月2日放假调休,共3天。"
    notice = read_notice(text, year=2023)

    assert [entry.date for entry in notice.entries] == [
        date(2022, 12, 31),
        date(2023, 1, 1),
        date(2023, 1, 2),
    ]
    assert notice.problems == []


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "No days"),
        ("元旦放假三天", "No days"),
        ("一、元旦:1月1日至3日放假,共4天。", "4"),
        ("一、元旦:1月1日至3日放假,共3天。1月3日上班。", "2026-01-03"),
        ("一、元旦:2月30日放假。", "2月30日"),
        ("一、元旦:1月3日至1日放假。", "1月3日至1日"),
        ("一、元旦:1月1日至3日。", "No days"),
        ("一、元旦:春节前后放假调休。", "春节前后"),
        (
            "国务院办公厅关于2027年部分节假日安排的通知\n一、元旦:1月1日放假,共1天。",
            "2027",
        ),
    ],
)
def test_says_what_it_did_not_understand(text, part):
    with translation.override("en"):
        notice = read_notice(text, year=2026)

    assert any(part in problem for problem in notice.problems), notice.problems


def test_never_hangs_on_odd_text():
    read_notice("一、" + "1月1日(" * 2_000 + "(" * 2_000, year=2026)

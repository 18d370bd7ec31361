from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.talents.choices import Precision
from apps.talents.roster.dates import PartialDate, read_date

DAY, MONTH, YEAR = Precision.DAY, Precision.MONTH, Precision.YEAR


@pytest.mark.parametrize(
    ("written", "day", "precision"),
    [
        ("1971/01/19", date(1971, 1, 19), DAY),
        ("1996-04-29", date(1996, 4, 29), DAY),
        ("1996-4-9", date(1996, 4, 9), DAY),
        ("19680911", date(1968, 9, 11), DAY),
        (19680911.0, date(1968, 9, 11), DAY),
        ("1990.10.08", date(1990, 10, 8), DAY),
        ("1990. 7. 1", date(1990, 7, 1), DAY),
        ("1974年4月1日", date(1974, 4, 1), DAY),
        ("1974年04月01日", date(1974, 4, 1), DAY),
        (" １９７４年４月１日\u00a0", date(1974, 4, 1), DAY),
        ("1990-07-01 00:00:00", date(1990, 7, 1), DAY),
        ("1990-07-01T08:30", date(1990, 7, 1), DAY),
        ("一九八五年三月四日", date(1985, 3, 4), DAY),
        ("二〇二〇年十二月二十一日", date(2020, 12, 21), DAY),
        ("二○○一年十月三十日", date(2001, 10, 30), DAY),
        (datetime(2020, 1, 2, 3, 4), date(2020, 1, 2), DAY),  # noqa: DTZ001
        (date(2020, 1, 2), date(2020, 1, 2), DAY),
        (44298.0, date(2021, 4, 12), DAY),
        ("44298", date(2021, 4, 12), DAY),
        ("2012.7", date(2012, 7, 1), MONTH),
        ("2012.10", date(2012, 10, 1), MONTH),
        (2012.7, date(2012, 7, 1), MONTH),
        (2012.07, date(2012, 7, 1), MONTH),
        (2012.12, date(2012, 12, 1), MONTH),
        ("201007", date(2010, 7, 1), MONTH),
        (201007.0, date(2010, 7, 1), MONTH),
        ("1996年7月", date(1996, 7, 1), MONTH),
        ("2012年7月份", date(2012, 7, 1), MONTH),
        ("2010-07", date(2010, 7, 1), MONTH),
        ("1993", date(1993, 1, 1), YEAR),
        (1993.0, date(1993, 1, 1), YEAR),
        ("2012年", date(2012, 1, 1), YEAR),
    ],
)
def test_reads_what_offices_write(written, day, precision):
    assert read_date(written) == PartialDate(day, precision)


def test_a_figure_that_lost_its_zero_says_only_the_year():
    # 2012.10 typed into a number cell becomes 2012.1: January or October?
    assert read_date(2012.1) == PartialDate(date(2012, 1, 1), YEAR)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "见附件",
        "1990-13-01",
        "1990-02-30",
        "04/03/1985",
        "5-Mar-85",
        "0000-00-00",
        "1990-07至今",
        "2012年前",
        "十十年",
        2012.123,
        float("nan"),
        float("inf"),
        -5.0,
        1e17,
        True,
        None,
        ["1990"],
    ],
)
def test_says_nothing_rather_than_guess(written):
    assert read_date(written) is None


@given(st.one_of(st.text(max_size=20), st.floats(), st.datetimes(), st.dates()))
def test_any_cell_is_answered(value):
    found = read_date(value)
    assert found is None or 1880 <= found.day.year <= 2100


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_every_spelling_of_a_day_means_the_same(day):
    spellings = [
        f"{day:%Y-%m-%d}",
        f"{day:%Y/%m/%d}",
        f"{day:%Y.%m.%d}",
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}-{day.month}-{day.day}",
        float((day - date(1899, 12, 30)).days),
        datetime(day.year, day.month, day.day),  # noqa: DTZ001
    ]
    assert {read_date(spelling) for spelling in spellings} == {PartialDate(day)}


@pytest.mark.parametrize(
    ("written", "agrees"),
    [
        (PartialDate(date(1990, 7, 9)), True),
        (PartialDate(date(1990, 7, 8)), False),
        (PartialDate(date(1990, 7, 1), MONTH), True),
        (PartialDate(date(1990, 8, 1), MONTH), False),
        (PartialDate(date(1990, 1, 1), YEAR), True),
        (PartialDate(date(1991, 1, 1), YEAR), False),
    ],
)
def test_agreement_goes_as_far_as_what_is_known(written, agrees):
    assert written.agrees_with(date(1990, 7, 9)) is agrees

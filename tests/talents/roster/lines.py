"""Rosters of a few lines, for the tests of what an import does."""

from __future__ import annotations

from datetime import date

from apps.talents.roster import services
from apps.talents.roster.states import (
    Decision,
)
from tests.talents.identity.numbers import resident_number
from tests.talents.roster.conftest import (
    AT,
    counts,
)
from tests.talents.roster.files import sheet

SARTU, RANGHULU = "230602", "230604"
HEADER = [
    "姓名",
    "证件类型",
    "证件号码",
    "出生日期",
    "手机号码",
    "电子邮箱",
    "用人单位",
    "统一社会信用代码",
    "所在县区",
    "学历",
    "毕业院校",
    "职称",
    "人才类别",
    "人才层次",
    "引进方式",
    "引进时间",
    "职务",
    "备注",
]
NUMBER = resident_number(SARTU, date(1990, 5, 17), 999)
OTHER = resident_number(SARTU, date(1990, 5, 18), 999)


def line(**cells) -> list:
    """A row; keys are headers, what is not named is empty."""
    row = {"姓名": "王小明", "证件号码": NUMBER} | cells
    return [row.get(header, "") for header in HEADER]


def file(*lines: list):
    return sheet([HEADER, *(lines or [line()])])


def result(roster) -> dict:
    return {key: value for key, value in counts(roster).items() if value}


def decide(roster, number, decision, talent=None):
    return services.decide_row(
        roster_id=roster.pk,
        number=number,
        decision=Decision(decision),
        talent_id=talent.pk if talent else None,
        by=roster.by,
        at=AT,
    )

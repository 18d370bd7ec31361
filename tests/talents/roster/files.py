"""Files like those that offices send, made on the spot.  Nobody in them is real.

``dirty_roster`` looks like a city's roster: title rows, a hidden sheet, dates in eight
spellings, full-width figures, numbers kept as floats, totals and signatures, and a
known number of rows to refuse.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import xlsxwriter
import xlwt

from tests.talents.identity.numbers import resident_number


def office_sample() -> tuple[Path, dict]:
    """The office's file beside the checkout and its truth; skips where there is none."""
    root = Path(__file__).resolve().parents[3]
    for folder in (root.parent, root.parent.parent):
        path = folder / "shared" / "data" / "roster_sample.xlsx"
        if path.exists():
            return path, json.loads(path.with_suffix(".truth.json").read_text())
    pytest.skip("the office's sample file does not lie beside this checkout")


REGIONS = [
    ("230600", "大庆市"),
    ("230602", "萨尔图区"),
    ("230603", "龙凤区"),
    ("230604", "让胡路区"),
    ("230605", "红岗区"),
    ("230606", "大同区"),
    ("230621", "肇州县"),
    ("230622", "肇源县"),
    ("230623", "林甸县"),
    ("230624", "杜尔伯特蒙古族自治县"),
    ("230671", "大庆高新技术产业开发区"),
    ("230672", "大庆经济技术开发区"),
]
HEADER = [
    "序号",
    "姓名　",
    "性别",
    "证件类型",
    "证件号码 ",
    "出生日期",
    "国籍",
    "手机号码",
    "电子邮箱",
    "用人单位\n（全称）",
    "统一社会信用代码",
    "所在县区",
    "学历",
    "毕业院校",
    "专业",
    "毕业时间",
    "职称",
    "人才层次",
    "引进方式",
    "引进时间",
    "备注",
]
_SURNAMES = "王李张刘陈杨赵黄周吴曾单仇区解查朴任"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英"
_EMPLOYERS = [
    ("大庆石化公司（研究院）", "91230600W7K0QEAE3X"),
    ("大庆石化公司(研究院)", "91230600W7K0QEAE3X"),
    ("大庆市人民医院", "91230600CYELPKL512"),
    ("东北石油大学", "91230600GUJ65RGF1H"),
    ("大庆油田有限责任公司", ""),
]
_EDUCATION = ["博士研究生", "硕士研究生", "大学本科", "大学专科"]
_TITLES = ["正高级", "副高级", "中级", "初级", ""]
_MODES = ["全职引进", "柔性引进", "一事一议", "打捆引才", "校园引才"]
_FULL = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


@dataclass
class Made:
    """A table and what must become of it."""

    header: list[str]
    rows: list[list] = field(default_factory=list)
    people: int = 0
    repeated: int = 0
    rejected: dict[str, int] = field(default_factory=dict)

    def refuse(self, reason: str) -> None:
        self.rejected[reason] = self.rejected.get(reason, 0) + 1

    @property
    def rejected_count(self) -> int:
        return sum(self.rejected.values())


def person(n: int) -> list:
    """The cells of person ``n``; two persons never share an ID number."""
    districts = REGIONS[1:10]
    code, district = districts[n % 9]
    born = date(1960, 1, 1) + timedelta(days=(n * 97) % 14_000)
    # 9 districts × 14,000 days × 4 sequence numbers before anything repeats.
    number = resident_number(code, born, 996 + (n // 126_000) % 4)
    name = _SURNAMES[n % 18] + _GIVEN[n % 24] + (_GIVEN[n % 7] if n % 3 else "")
    employer, credit_code = _EMPLOYERS[n % 5]
    mobile = f"13{n % 1_000_000_000:09d}"
    written_name = (name, name[0] + "　" + name[1:], " ".join(name))[n % 17 % 3]
    return [
        float(n + 1),
        written_name,
        "男" if int(number[16]) % 2 else "女 ",
        "居民身份证",
        _id_spellings(number)[n % 11 % 4],
        _day_spellings(born)[n % 8],
        "中国",
        [float(mobile), mobile, mobile.translate(_FULL), f"+86 {mobile}"][n % 4],
        f"user{n}{'＠' if n % 13 == 0 else '@'}example.com" if n % 5 else "",
        employer,
        credit_code,
        district,
        _EDUCATION[n % 4],
        "哈尔滨工程大学",
        "石油工程",
        [float(born.year + 22), f"{born.year + 22}.7", f"{born.year + 22}年7月"][n % 3],
        _TITLES[n % 5],
        "ABCDE"[n % 5] if n % 4 else "",
        _MODES[n % 5],
        [44298.0, "2021-06-17", "2020.10", "2022年07月", date(2021, 1, 21)][n % 5],
        ["", "@SUM(A1)", "见附件\n第二行"][n % 3],
    ]


def _id_spellings(number: str) -> list[str]:
    return [
        number,
        number.translate(_FULL),
        f" {number[:6]} {number[6:14]} {number[14:]}\u00a0",
        number.lower(),
    ]


def _day_spellings(day: date) -> list:
    return [
        f"{day:%Y/%m/%d}",
        f"{day:%Y-%m-%d}",
        f"{day:%Y%m%d}",
        f"{day:%Y.%m.%d}",
        f"{day:%Y年%m月%d日}",
        day,
        datetime(day.year, day.month, day.day, 0, 0),  # noqa: DTZ001
        float((day - date(1899, 12, 30)).days),
    ]


def dirty_roster(people: int) -> Made:
    """``people`` persons, every 50th once more, and one row of each kind to refuse."""
    made = Made(HEADER)
    for n in range(people):
        made.rows.append(person(n))
        made.people += 1
        if n % 50 == 49:
            again = person(n)
            again[9], again[10] = _EMPLOYERS[(n + 1) % 5]
            made.rows.append(again)
            made.repeated += 1
    bad = [person(people + n) for n in range(7)]
    wrong_check = resident_number("230602", date(1990, 1, 2), 999)
    bad[0][4] = wrong_check[:17] + ("1" if wrong_check[17] != "1" else "2")
    bad[1][4] = 2.30602199001e17
    bad[2][4] = wrong_check[:17]
    bad[3][4] = ""
    bad[4][1] = ""
    bad[5][5] = "1901-01-01"
    bad[6][4] = "2306O2199001029991"
    for reason, row in zip(
        (
            "id_checksum",
            "id_digits_lost_as_number",
            "id_length",
            "no_document",
            "no_name",
            "birth_date_differs_from_id",
            "id_bad_character",
        ),
        bad,
        strict=True,
    ):
        made.rows.insert(len(made.rows) // 2, row)
        made.refuse(reason)
    return made


def as_xlsx(
    made: Made,
    *,
    title: str = "引进人才信息登记表",
    ending: bool = True,
    hidden: bool = True,
) -> io.BytesIO:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet("名册")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    top = 0
    if title:
        sheet.merge_range(0, 0, 0, len(made.header) - 1, title)
        sheet.write_string(1, 0, "填报单位：人才工作中心")
        top = 2
    for column, text in enumerate(made.header):
        sheet.write_string(top, column, text)
    number = top
    for index, row in enumerate(made.rows):
        number += 2 if index % 100 == 60 else 1  # an empty row now and then
        for column, cell in enumerate(row):
            if isinstance(cell, datetime | date):
                sheet.write_datetime(number, column, cell, day)
            elif isinstance(cell, float):
                sheet.write_number(number, column, cell)
            elif cell:
                sheet.write_string(number, column, cell)
    if ending:
        sheet.write_string(number + 1, 0, "合计")
        sheet.write_number(number + 1, 1, len(made.rows))
        sheet.write_string(number + 2, 0, "填表人：")
        sheet.write_string(number + 2, 3, "审核人：")
        sheet.write_string(number + 2, 6, "（盖章）")
    if hidden:
        codes = book.add_worksheet("代码表")
        codes.hide()
        for row in range(5):
            codes.write_row(row, 0, ["姓名", "证件号码", "学历", "不是人"])
    book.close()
    file.seek(0)
    return file


def as_xls(made: Made) -> io.BytesIO:
    book = xlwt.Workbook()
    sheet = book.add_sheet("名册")
    sheet.write(0, 0, "人才名册")
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for column, text in enumerate(made.header):
        sheet.write(1, column, text)
    for number, row in enumerate(made.rows, start=2):
        for column, cell in enumerate(row):
            if isinstance(cell, datetime | date):
                sheet.write(number, column, cell, day)
            elif cell != "":
                sheet.write(number, column, cell)
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


def as_csv(
    made: Made, *, encoding: str = "utf-8", delimiter: str = ",", bom: bytes = b""
) -> io.BytesIO:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(made.header)
    for row in made.rows:
        writer.writerow([_csv_cell(cell) for cell in row])
    content = text.getvalue()
    if encoding == "gbk":
        content = content.replace("\u00a0", " ")  # has no place in GBK
    return io.BytesIO(bom + content.encode(encoding))


def _csv_cell(cell: object) -> str:
    if isinstance(cell, float):
        return str(int(cell)) if cell < 1e15 else f"{cell:.5E}"
    return f"{cell:%Y-%m-%d}" if isinstance(cell, date) else str(cell)


def sheet(rows: list[list], **merges: tuple[int, int, int, int]) -> io.BytesIO:
    """A bare .xlsx of these rows; ``merges`` are merged ranges with their text."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    page = book.add_worksheet("Sheet1")
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell == "":
                continue
            if isinstance(cell, str):
                page.write_string(number, column, cell)
            else:
                page.write(number, column, cell)
    for text, area in merges.items():
        page.merge_range(*area, text)
    book.close()
    file.seek(0)
    return file

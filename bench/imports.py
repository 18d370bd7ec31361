"""A roster of 50,000 rows: the whole import beside calamine, the checks and a COPY."""

from __future__ import annotations

import json
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from random import Random

import xlsxwriter
from django.core.management import call_command
from django.db import connection
from python_calamine import CalamineWorkbook

from apps.core.crypto import blind_index, encrypt
from apps.core.phones import read_phone
from apps.talents.demo import words
from apps.talents.identity.documents import read_document
from apps.talents.identity.kinds import DocumentKind
from apps.talents.identity.resident_id import check_character
from apps.talents.pinyin import read_name
from bench.timing import once

ROWS = 50_000
HEADER = (
    "序号", "姓名", "性别", "证件类型", "证件号码", "出生日期", "手机号码",
    "用人单位", "所在县区", "学历", "毕业院校", "引进方式", "引进时间",
)  # fmt: skip
# Cards of another city's people, so that none is on the register already; sequence
# numbers that no registry hands out.
AREA, SEQUENCES = "230202", (996, 997, 998, 999)


def write_roster(path: Path) -> Path:
    """An office's file of new people, the same for every run."""
    rng = Random(50_000)
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("名册")
    sheet.write_row(0, 0, HEADER)
    regions = ("萨尔图区", "龙凤区", "让胡路区", "红岗区", "大同区", "肇州县")
    for number in range(ROWS):
        born = date(1960, 1, 1) + timedelta(days=number // len(SEQUENCES))
        body = f"{AREA}{born:%Y%m%d}{SEQUENCES[number % len(SEQUENCES)]}"
        given = rng.choice(words.GIVEN_FEMALE) + rng.choice(words.GIVEN_MALE)
        name = rng.choice(list(words.SURNAMES)) + given
        sheet.write_row(
            number + 1,
            0,
            (
                number + 1,
                name,
                "男" if SEQUENCES[number % len(SEQUENCES)] % 2 else "女",
                "居民身份证",
                body + check_character(body),
                f"{born:%Y-%m-%d}",
                f"139{number:08d}",
                f"大庆市第{number % 400}测量单位",
                regions[number % len(regions)],
                ("大学本科", "硕士研究生", "大学专科")[number % 3],
                "东北石油大学",
                "全职引进",
                f"{2020 + number % 4}-{number % 12 + 1:02d}",
            ),
        )
    book.close()
    return path


def floor(path: Path) -> None:
    """Read, check, encrypt and index each row, and COPY it into one bare table."""
    today = date(2026, 11, 22)
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).iter_rows()
    next(rows)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE floor (name text, number text, number_index text,"
            " phone text, phone_index text, born date, pinyin text, employer text,"
            " region text, education text, school text, mode text, since text)"
        )
        with cursor.copy("COPY floor FROM STDIN") as copy:
            for row in rows:
                facts = read_document(DocumentKind.RESIDENT_ID, row[4], on=today)
                phone = read_phone(row[6])
                copy.write_row(
                    (
                        row[1],
                        encrypt(facts.number, context="floor.number"),
                        blind_index("document", facts.number),
                        encrypt(phone, context="floor.phone"),
                        blind_index("phone", phone),
                        facts.birth_date,
                        read_name(row[1]).full,
                        *row[7:13],
                    )
                )
        cursor.execute("DROP TABLE floor")


def product(path: Path) -> dict:
    """The operator's command: kept file, preview, import with its job, result."""
    out = StringIO()
    call_command("import_roster", str(path), json=True, stdout=out)
    counts = json.loads(out.getvalue())
    if counts["created"] != ROWS:
        raise RuntimeError(f"not the whole roster came in: {counts}")
    return counts


def measure(folder: Path) -> dict[str, float]:
    """Seconds: the floor (best of three), the import, and the same file once more."""
    path = write_roster(folder / "roster-50000.xlsx")
    return {
        "floor": min(once(lambda: floor(path)) for _ in range(3)),
        "product": once(lambda: product(path)),
    }

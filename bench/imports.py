"""A roster of 50,000 rows: the whole import beside calamine, the checks and a COPY."""

from __future__ import annotations

import json
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from random import Random

import xlsxwriter
from django.core.management import call_command
from django.db import connection, transaction
from python_calamine import CalamineWorkbook

from apps.accounts.models import Region
from apps.core.crypto import blind_index, encrypt
from apps.core.phones import read_phone
from apps.talents import search
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


STAGED = (
    "name text, number text, number_index text, tail text, phone text,"
    " phone_index text, born date, gender text, pinyin text, initials text,"
    " sort_key text, terms varchar[], employer text, region text, education text,"
    " school text, since date"
)
EDUCATION = {"大学本科": "bachelor", "硕士研究生": "master", "大学专科": "college"}


def floor(path: Path) -> None:
    """Read, check, encrypt and index each row, COPY, and one upsert a table.

    The same rows end in the same tables with the same indexes as after an import; what
    an import does besides is left out: no preview of each row, no search for people and
    employers who are known, no doubtful ones, no undoing, no counts, no progress.
    Everything is rolled back.
    """
    today = date(2026, 11, 22)
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).iter_rows()
    next(rows)
    region_of = dict(Region.objects.values_list("name", "code"))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE floor (n serial, {STAGED})")
        with cursor.copy(
            f"COPY floor ({', '.join(c.split()[0] for c in STAGED.split(','))})"
            " FROM STDIN"
        ) as copy:
            for row in rows:
                facts = read_document(DocumentKind.RESIDENT_ID, row[4], on=today)
                phone = read_phone(row[6])
                reading = read_name(row[1])
                copy.write_row(
                    (
                        row[1],
                        encrypt(facts.number, context="floor.number"),
                        blind_index("document", facts.number),
                        facts.number[-4:],
                        encrypt(phone, context="floor.phone"),
                        blind_index("phone", phone),
                        facts.birth_date,
                        "male" if row[2] == "男" else "female",
                        reading.full,
                        reading.initials,
                        reading.sort_key,
                        search.person_terms(row[1], [facts.number, phone]),
                        row[7],
                        region_of[row[8]],
                        EDUCATION[row[9]],
                        row[10],
                        f"{row[12]}-01",
                    )
                )
        cursor.execute("ANALYZE floor")
        for statement in UPSERTS:
            cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what a commit would check
        transaction.set_rollback(True)


PEOPLE = "JOIN talents_talent t ON t.number = 'FLOOR-' || f.n"
UPSERTS = (
    """INSERT INTO talents_employer (name, name_en, key, kind, region_id, contact, pinyin,
           initials, sort_key, terms, created_at, updated_at)
       SELECT employer, '', employer, 'other', min(region), '', '', '', '', '{}', now(),
           now() FROM floor GROUP BY employer ON CONFLICT DO NOTHING""",
    """INSERT INTO talents_talent (number, name, name_en, gender, birth_date, nationality,
           region_id, category, status, is_verified, phone, phone_index, email,
           employer_id, education, title, field, remark, version, pinyin, initials,
           sort_key, terms, created_at, updated_at)
       SELECT 'FLOOR-' || f.n, f.name, '', f.gender, f.born, 'CN', f.region, 'unknown',
           'active', true, f.phone, f.phone_index, '', e.id, f.education, '', '', '', 1,
           f.pinyin, f.initials, f.sort_key, f.terms, now(), now()
       FROM floor f JOIN talents_employer e ON e.key = f.employer
       ON CONFLICT (number) DO UPDATE SET name = EXCLUDED.name""",
    f"""INSERT INTO talents_identitydocument (talent_id, kind, number, number_index, tail,
           country, is_main, remark, created_at, updated_at)
       SELECT t.id, 'resident_id', f.number, f.number_index, f.tail, 'CN', true, '',
           now(), now() FROM floor f {PEOPLE} ON CONFLICT (number_index) DO NOTHING""",
    f"""INSERT INTO talents_employment (talent_id, employer_id, position, source,
           created_at, updated_at)
       SELECT t.id, t.employer_id, '', '', now(), now() FROM floor f {PEOPLE}""",
    f"""INSERT INTO talents_education (talent_id, level, mode, school, is_world_class,
           major, precision, source, created_at, updated_at)
       SELECT t.id, f.education, 'unknown', f.school, false, '', 'day', '', now(), now()
       FROM floor f {PEOPLE}""",
    f"""INSERT INTO talents_introduction (talent_id, mode, introduced_on, precision,
           employer_id, batch, document_no, source, created_at, updated_at)
       SELECT t.id, 'full_time', f.since, 'month', t.employer_id, '', '', '', now(),
           now() FROM floor f {PEOPLE}""",
)


def product(path: Path) -> dict:
    """The operator's command: kept file, preview, import with its job, result."""
    out = StringIO()
    call_command("import_roster", str(path), json=True, stdout=out)
    counts = json.loads(out.getvalue())
    if counts["created"] != ROWS:
        raise RuntimeError(f"not the whole roster came in: {counts}")
    return counts


def measure(folder: Path) -> dict[str, float]:
    """Seconds: the floor (the better of two), the import."""
    path = write_roster(folder / "roster-50000.xlsx")
    taken = min(once(lambda: floor(path)) for _ in range(2))
    with connection.cursor() as cursor:  # what was rolled back is not in the way
        cursor.execute("VACUUM")
    return {"floor": taken, "product": once(lambda: product(path))}

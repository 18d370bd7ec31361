from __future__ import annotations

import io
import zipfile

import pytest
import xlsxwriter
import xlwt

from apps.talents.roster import limits
from apps.talents.roster.errors import RosterUnreadable
from apps.talents.roster.reading import open_roster
from tests.talents.roster.files import (
    HEADER,
    as_csv,
    as_xls,
    as_xlsx,
    dirty_roster,
    sheet,
)

SMALL = ["姓名", "证件号码", "用人单位", "手机号码"]
PEOPLE = [["甲", "1", "某厂", "2"], ["乙", "3", "某厂", "4"]]


def names(file: io.BytesIO, **how) -> list[str]:
    roster = open_roster(file, **how)
    column = roster.header.index("姓名")
    return [cells[column] for _number, cells in roster.rows()]


def refusal(file: io.BytesIO) -> RosterUnreadable:
    with pytest.raises(RosterUnreadable) as caught:
        list(open_roster(file).rows())
    return caught.value


class TestKindsOfFiles:
    @pytest.mark.parametrize(
        "write",
        [
            as_xlsx,
            as_xls,
            as_csv,
            lambda made: as_csv(made, bom=b"\xef\xbb\xbf"),
            lambda made: as_csv(made, encoding="gbk"),
            lambda made: as_csv(made, encoding="gb18030", delimiter="\t"),
            lambda made: as_csv(made, delimiter=";"),
            lambda made: as_csv(made, encoding="utf-16"),
        ],
    )
    def test_reads_the_same_people_from_each(self, write):
        made = dirty_roster(120)
        roster = open_roster(write(made))
        rows = list(roster.rows())
        assert len(rows) == len(made.rows)
        assert [
            text.split("(")[0].split("（")[0].strip() for text in roster.header
        ] == [text.split("（")[0].strip() for text in HEADER]
        found = [str(cells[1]).strip() for _number, cells in rows]
        assert found == [str(row[1]).strip() for row in made.rows]

    def test_the_name_of_the_file_does_not_matter(self):
        made = dirty_roster(3)
        assert len(list(open_roster(as_xlsx(made), name="名册.csv").rows())) == 10

    def test_may_be_read_again(self):
        roster = open_roster(as_csv(dirty_roster(10)))
        assert list(roster.rows()) == list(roster.rows())


class TestFindingTheTable:
    def test_skips_titles_and_reads_only_visible_sheets(self):
        roster = open_roster(as_xlsx(dirty_roster(5)))
        assert (roster.sheet, roster.header_row) == ("名册", 3)
        assert roster.other_sheets == []

    def test_row_numbers_are_those_of_the_spreadsheet(self):
        file = sheet(
            [["名册"], [], ["", *SMALL], ["", *PEOPLE[0]], [], ["", *PEOPLE[1]]]
        )
        roster = open_roster(file)
        assert [number for number, _cells in roster.rows()] == [4, 6]
        assert roster.header_row == 3

    def test_leaves_out_totals_signatures_notes_and_prepared_rows(self):
        rows = [
            ["序号", *SMALL],
            [1.0, *PEOPLE[0]],
            ["", "小计", 1.0, "", ""],
            ["序号", *SMALL],
            [2.0, *PEOPLE[1]],
            [3.0, "", "", "", ""],
            ["合 计", 2.0, "", "", ""],
            ["", "审核人：", "", "", "（盖章）"],
            ["注：本表一式三份", "", "", "", ""],
        ]
        roster = open_roster(sheet(rows))
        assert [cells[1] for _number, cells in roster.rows()] == ["甲", "乙"]
        assert [number for number, _text in roster.skipped] == [3, 4, 7, 8, 9]

    @pytest.mark.parametrize(
        "row",
        [
            ["总计", "230602199001029991", "某厂", "13900000000"],
            ["甲", "", "", "负责人"],
            ["", "230602199001029991", "", ""],
            ["注小明", "", "", ""],
        ],
    )
    def test_never_loses_a_person_for_a_word(self, row):
        assert len(list(open_roster(sheet([SMALL, PEOPLE[0], row])).rows())) == 2

    def test_joins_a_header_of_two_rows(self):
        rows = [
            ["姓名", "学历情况", "", "", "证件号码"],
            ["", "学历", "毕业院校", "专业", ""],
            ["甲", "本科", "某大学", "数学", "1"],
        ]
        roster = open_roster(sheet(rows))
        assert roster.header == [
            "姓名",
            "学历情况/学历",
            "学历情况/毕业院校",
            "学历情况/专业",
            "证件号码",
        ]
        assert [number for number, _cells in roster.rows()] == [3]

    def test_a_cell_merged_over_many_people_belongs_to_all_of_them(self):
        file = sheet(
            [SMALL, ["甲", "1"], ["乙", "2"], ["丙", "3", "乙厂"]],
            某厂=(1, 2, 2, 2),
        )
        found = [cells[2] for _number, cells in open_roster(file).rows()]
        assert found == ["某厂", "某厂", "乙厂"]

    def test_takes_a_table_whose_words_it_does_not_know(self):
        rows = [
            ["Liste"],
            ["Nom", "Numéro", "Ville"],
            ["甲", "12", "x"],
            ["乙", "13", "y"],
        ]
        roster = open_roster(sheet(rows))
        assert roster.header == ["Nom", "Numéro", "Ville"]
        assert len(list(roster.rows())) == 2

    def test_takes_the_best_sheet_or_the_one_asked_for(self):
        file = io.BytesIO()
        book = xlsxwriter.Workbook(file, {"in_memory": True})
        for name, width in (("封面", 1), ("在职", 4), ("柔性", 3)):
            page = book.add_worksheet(name)
            page.write_row(0, 0, SMALL[:width])
            page.write_row(1, 0, [name, "1", "2", "3"][:width])
        book.close()
        assert names(file) == ["在职"]
        assert open_roster(file).other_sheets == ["柔性"]
        assert names(file, sheet="柔性") == ["柔性"]


class TestFormulas:
    def test_are_never_run_and_text_like_one_stays_text(self):
        file = io.BytesIO()
        book = xlsxwriter.Workbook(file, {"in_memory": True})
        page = book.add_worksheet()
        page.write_row(0, 0, SMALL)
        page.write_string(1, 0, "甲")
        page.write_formula(1, 1, '=HYPERLINK("http://example.com","x")', None, "kept")
        page.write_string(1, 2, "=1+1")
        page.write_string(1, 3, "@SUM(A1)")
        book.close()
        rows = list(open_roster(file).rows())
        assert rows[0][1] == ["甲", "kept", "=1+1", "@SUM(A1)"]


class TestWhatCannotBeRead:
    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"", "file_empty"),
            (b"\xef\xbb\xbf\r\n  ", "file_empty"),
            (b"\x89PNG\r\n\x1a\n" + b"\x00" * 500, "file_wrong_type"),
            (b"\xff\xd8\xff\xe0" + b"\x00" * 500, "file_wrong_type"),
            (b"%PDF-1.7 ...", "file_wrong_type"),
            (b"<html><table><tr><td>\xe5", "file_wrong_type"),
            (b"PK\x03\x04 no zip at all", "file_damaged"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 3000, "file_damaged"),
            (b"\x00\x01\x02\x03" * 300, "file_wrong_type"),
            (b"\x81\x20\xff\xfe\xfd" * 30, "file_encoding"),
            ("只有一行字".encode(), "no_header"),
            ("甲,1\n乙,2\n".encode(), "no_header"),
        ],
    )
    def test_says_what_to_do(self, content, code):
        error = refusal(io.BytesIO(content))
        assert error.code == code
        assert error.message

    def test_a_header_without_people_is_a_table_of_nobody(self):
        assert list(open_roster(sheet([SMALL])).rows()) == []

    def test_a_workbook_cut_off_in_the_middle(self):
        content = as_xlsx(dirty_roster(50)).getvalue()
        assert refusal(io.BytesIO(content[: len(content) // 2])).code == "file_damaged"

    def test_a_workbook_whose_sheet_is_broken(self):
        file = io.BytesIO()
        with (
            zipfile.ZipFile(as_xlsx(dirty_roster(5))) as old,
            zipfile.ZipFile(file, "w") as new,
        ):
            for name in old.namelist():
                data = old.read(name)
                new.writestr(name, data[:300] if "sheet1" in name else data)
        assert refusal(file).code in {"file_damaged", "no_header"}

    def test_a_zip_that_is_no_workbook(self):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as package:
            package.writestr("photo.png", b"\x89PNG")
        assert refusal(file).code == "file_wrong_type"

    def test_an_encrypted_workbook(self):
        file = io.BytesIO(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + b"\x00" * 2000
            + "EncryptedPackage".encode("utf-16-le")
            + b"\x00" * 2000
        )
        assert refusal(file).code == "file_has_password"

    def test_a_bomb_that_unpacks_to_gigabytes(self, monkeypatch):
        monkeypatch.setattr(limits, "MAX_UNPACKED_BYTES", 50_000)
        assert refusal(as_xlsx(dirty_roster(400))).code == "file_too_large"

    def test_a_package_that_lies_about_its_size(self, monkeypatch):
        monkeypatch.setattr(limits, "MAX_UNPACKED_BYTES", 300_000)
        content = bytearray(as_xlsx(dirty_roster(600)).getvalue())
        with zipfile.ZipFile(io.BytesIO(bytes(content))) as package:
            sizes = {
                info.file_size.to_bytes(4, "little")
                for info in package.infolist()
                if "sheet1" in info.filename or "shared" in info.filename
            }
        for size in sizes:
            content = content.replace(size, (1000).to_bytes(4, "little"))
        assert refusal(io.BytesIO(bytes(content))).code in {
            "file_too_large",
            "file_damaged",
        }

    @pytest.mark.parametrize(("row", "column"), [(1_048_575, 0), (5, 16_383)])
    def test_one_cell_at_the_end_of_the_world(self, row, column):
        file = io.BytesIO()
        book = xlsxwriter.Workbook(file, {"in_memory": True})
        page = book.add_worksheet()
        page.write_row(0, 0, SMALL)
        page.write_string(row, column, "x")
        book.close()
        assert refusal(file).code == "file_too_large"

    def test_an_empty_formatted_cell_far_away_does_no_harm(self):
        file = io.BytesIO()
        book = xlsxwriter.Workbook(file, {"in_memory": True})
        page = book.add_worksheet()
        page.write_row(0, 0, SMALL)
        page.write_row(1, 0, PEOPLE[0])
        page.write_blank(5, 16_383, None, book.add_format({"bold": True}))
        book.close()
        assert names(file) == ["甲"]

    def test_too_many_rows(self, monkeypatch):
        monkeypatch.setattr(limits, "MAX_ROWS", 10)
        assert refusal(as_csv(dirty_roster(20))).code == "file_too_large"

    def test_a_large_file(self, monkeypatch):
        monkeypatch.setattr(limits, "MAX_FILE_BYTES", 1000)
        assert refusal(as_csv(dirty_roster(20))).code == "file_too_large"

    def test_a_quotation_mark_that_never_closes(self):
        text = '姓名,证件号码,学历\n甲,"1,本科\n' + "乙,2,本科\n" * 20_000
        assert refusal(io.BytesIO(text.encode())).code == "file_damaged"

    def test_an_empty_old_workbook(self):
        book = xlwt.Workbook()
        book.add_sheet("空")
        file = io.BytesIO()
        book.save(file)
        assert refusal(file).code == "no_header"

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from apps.talents.roster.checking import RowChecker
from apps.talents.roster.fields import Field
from apps.talents.roster.mapping import guess_mapping
from apps.talents.roster.reading import open_roster
from apps.talents.roster.reasons import Reason, Remark
from apps.talents.roster.regions import region_names
from tests.talents.identity.numbers import resident_number
from tests.talents.roster.files import (
    REGIONS,
    as_csv,
    as_xls,
    as_xlsx,
    dirty_roster,
    office_sample,
)

TODAY = date(2026, 11, 22)
NAMES = region_names(REGIONS)
FIELDS = [
    "name",
    "document_type",
    "document_number",
    "birth_date",
    "gender",
    "nationality",
    "phone",
    "email",
    "employer_name",
    "employer_code",
    "region",
    "education",
    "graduated",
    "title",
    "category",
    "grade",
    "remark",
]
NUMBER = resident_number("230602", date(1990, 1, 2), 998)


def check(*, allow_undocumented=False, reach=("",), **cells):
    checker = RowChecker(
        {field: column for column, field in enumerate(FIELDS)},
        on=TODAY,
        regions=NAMES,
        home_region="230600",
        reach=reach,
        allow_undocumented=allow_undocumented,
    )
    row = {"name": "甲一", "document_type": "居民身份证", "document_number": NUMBER}
    return checker.check(5, [(row | cells).get(field, "") for field in FIELDS])


def check_file(file, **how):
    roster = open_roster(file)
    checker = RowChecker(
        guess_mapping(roster.header, roster.sample()),
        on=TODAY,
        regions=NAMES,
        home_region="230600",
        **how,
    )
    return [checker.check(number, cells) for number, cells in roster.rows()]


class TestWholeFiles:
    @pytest.mark.parametrize("write", [as_xlsx, as_xls, as_csv])
    def test_ends_at_the_counts_the_file_was_made_with(self, write):
        made = dirty_roster(200)
        rows = check_file(write(made))
        good = [row for row in rows if not row.reasons]
        assert Counter(row.reason for row in rows if row.reasons) == made.rejected
        assert len({row.values["document_number"] for row in good}) == made.people
        assert len(good) == made.people + made.repeated

    def test_the_office_sample_ends_at_the_counts_of_its_truth(self):
        path, truth = office_sample()
        with path.open("rb") as file:
            rows = check_file(file)
        good = [row for row in rows if not row.reasons]
        people = {
            (row.values["document_type"], row.values["document_number"]) for row in good
        }
        assert len(rows) == truth["rows"]
        assert Counter(row.reason for row in rows if row.reasons) == truth["rejected"]
        assert len(people) == truth["people"] == truth["importable"]
        assert len(good) - len(people) == truth["repeated_in_file"]
        assert {row.values["region"] for row in good} <= {code for code, _ in REGIONS}


class TestDocument:
    def test_tells_birth_date_gender_and_nationality(self):
        values = check().values
        assert values["birth_date"] == date(1990, 1, 2)
        assert values["birth_month"] == "1990-01"
        assert values["gender"] == "female"
        assert values["nationality"] == "CN"

    @pytest.mark.parametrize(
        ("number", "reason"),
        [
            ("", Reason.NO_DOCUMENT),
            (" \u3000", Reason.NO_DOCUMENT),
            ("无", Reason.NO_DOCUMENT),
            ("#N/A", Reason.NO_DOCUMENT),
            (2.3060319650727e17, Reason.LOST_DIGITS),
            ("2.30603E+17", Reason.LOST_DIGITS),
            (230602900102999.0, Reason.ID_LENGTH),
            (NUMBER[:17], Reason.ID_LENGTH),
            (NUMBER[:17] + "YY", Reason.ID_LENGTH),
            (NUMBER[:16] + "XX", Reason.ID_CHARACTER),
            (NUMBER[:5] + "3" + NUMBER[6:], Reason.ID_CHECKSUM),
            ("440524188001010014", Reason.ID_BIRTH_DATE),
        ],
    )
    def test_is_refused_with_the_reason(self, number, reason):
        row = check(document_number=number)
        assert row.reasons == (reason,)
        assert row.reason == reason

    def test_protected_text_of_a_csv_file_is_read(self):
        assert check(document_number=f'="{NUMBER}"').reasons == ()
        assert check(document_number=f"'{NUMBER}").reasons == ()

    def test_the_number_decides_where_the_kind_is_missing_or_wrong(self):
        assert check(document_type="").values["document_type"] == "resident_id"
        row = check(document_type="军官证")
        assert row.values["document_type"] == "resident_id"
        assert Remark.KIND_GUESSED in row.remarks
        assert Remark.KIND_GUESSED in check(document_type="护照").remarks
        assert check(document_type="军官证", document_number="军字第123号").reason == (
            Reason.DOCUMENT_TYPE
        )
        assert check(document_type="", document_number="某某").reason == (
            Reason.DOCUMENT_SHAPE
        )

    def test_takes_passports_and_permits(self):
        row = check(
            document_type="护照", document_number="p3378 5765", nationality="哈萨克斯坦"
        )
        assert row.reasons == ()
        assert row.values["document_number"] == "P33785765"
        assert row.values["nationality"] == "KZ"
        permit = check(document_type="台胞证", document_number=12345678.0)
        assert permit.values["document_number"] == "12345678"
        assert permit.values["nationality"] == "CN"

    def test_a_residence_permit_is_told_by_its_number(self):
        number = resident_number("810000", date(1985, 1, 1))
        assert check(document_number=number).values["document_type"] == "hmt_residence"

    def test_remarks_do_not_refuse(self):
        number = resident_number("238888", date(1990, 1, 1), 997)
        row = check(document_number=number, gender="女", nationality="俄罗斯")
        assert row.reasons == ()
        assert set(row.remarks) == {
            Remark.COUNTY,
            Remark.GENDER,
            Remark.NATIONALITY_ID,
        }
        assert row.values["gender"] == "male"
        assert row.values["nationality"] == "CN"


class TestBirthDate:
    @pytest.mark.parametrize(
        "written", ["1990-01-02", "1990.1", "199001", 1990.0, "1990年1月2日", "", " "]
    )
    def test_agrees_as_far_as_it_goes(self, written):
        assert check(birth_date=written).reasons == ()

    @pytest.mark.parametrize("written", ["1990-01-03", "1990.2", 1991.0])
    def test_another_one_than_in_the_id_is_refused(self, written):
        assert check(birth_date=written).reasons == (Reason.BIRTH_DATE_DIFFERS,)

    def test_nonsense_beside_an_id_is_only_remarked(self):
        row = check(birth_date="见附件")
        assert (row.reasons, row.remarks) == ((), (Remark.DATE,))

    def test_of_a_passport_is_what_the_office_wrote(self):
        passport = {"document_type": "护照", "document_number": "E12345678"}
        assert check(**passport, birth_date="1980.5.6").values["birth_date"] == date(
            1980, 5, 6
        )
        month = check(**passport, birth_date="1980.5").values
        assert "birth_date" not in month
        assert month["birth_month"] == "1980-05"
        future = check(**passport, birth_date="2027-01-01")
        assert "birth_date" not in future.values
        assert Remark.DATE in future.remarks


class TestOtherColumns:
    def test_are_brought_into_the_form_of_the_register(self):
        values = check(
            phone="１３９ 0000 0000",
            email="User＠Example.com",
            employer_name=" 某厂（总部） ",
            employer_code="91230600W7K0QEAE3X",
            region="高新区",
            education="硕士研究生",
            graduated="2012.7",
            title="高级工程师",
            category="B类",
            remark="@SUM(A1)",
        ).values
        assert values["phone"] == "+8613900000000"
        assert values["email"] == "User@Example.com"
        assert values["employer_name"] == "某厂（总部）"
        assert values["region"] == "230671"
        assert values["education"] == "master"
        assert values["graduated"] == (date(2012, 7, 1), "month")
        assert values["title"] == "deputy_senior"
        assert values["grade"] == "B"
        assert values["remark"] == "@SUM(A1)"

    @pytest.mark.parametrize(
        ("column", "cell", "remark"),
        [
            ("phone", "123", Remark.PHONE),
            ("email", "no address", Remark.EMAIL),
            ("employer_code", "91230600W7K0QEAE3Y", Remark.EMPLOYER_CODE),
            ("education", "天才", Remark.EDUCATION),
            ("title", "厂长", Remark.TITLE),
            ("graduated", "早就", Remark.DATE),
            ("nationality", "火星", Remark.NATIONALITY),
            ("gender", "?!", Remark.GENDER_UNKNOWN),
            ("grade", "特级", Remark.GRADE),
            ("category", "其他", Remark.CATEGORY),
        ],
    )
    def test_that_cannot_be_read_are_left_out_and_remarked(self, column, cell, remark):
        row = check(**{column: cell})
        assert (row.reasons, row.remarks) == ((), (remark,))
        assert not row.values.get(column) or column in {"gender", "nationality"}

    @pytest.mark.parametrize("field", ["employer_name", "remark", "name"])
    def test_a_text_that_does_not_fit_is_refused_and_not_cut(self, field):
        assert check(**{field: "很" * 3000}).reasons == (Reason.TOO_LONG,)

    @pytest.mark.parametrize("name", ["", "  ", "无", "123", 5.0, "#N/A"])
    def test_a_row_needs_a_name(self, name):
        assert check(name=name).reasons == (Reason.NO_NAME,)

    def test_all_reasons_are_given_and_the_document_first(self):
        row = check(name="", document_number=NUMBER[:17], region="某区")
        assert row.reasons == (Reason.ID_LENGTH, Reason.NO_NAME, Reason.UNKNOWN_REGION)


class TestRegion:
    def test_is_the_offices_own_where_the_file_says_nothing(self):
        assert check(region="").values["region"] == "230600"
        assert check(region="无").values["region"] == "230600"

    def test_outside_the_reach_is_refused(self):
        assert check(region="龙凤区", reach=("230603",)).reasons == ()
        row = check(region="龙凤区", reach=("230602",))
        assert row.reasons == (Reason.OUT_OF_REACH,)

    def test_unknown_is_refused_and_not_guessed(self):
        assert check(region="道里区").reasons == (Reason.UNKNOWN_REGION,)


class TestWithoutDocument:
    def test_is_taken_only_where_the_office_allows_it_and_all_three_are_there(self):
        whole = {"document_number": "", "birth_date": "1990.5", "employer_name": "某厂"}
        assert check(**whole).reasons == (Reason.NO_DOCUMENT,)
        row = check(allow_undocumented=True, **whole)
        assert row.reasons == ()
        assert row.remarks == (Remark.UNVERIFIED,)
        assert row.values["birth_month"] == "1990-05"

    @pytest.mark.parametrize("missing", ["birth_date", "employer_name"])
    def test_is_refused_where_one_of_them_is_missing(self, missing):
        whole = {"document_number": "", "birth_date": "1990.5", "employer_name": "某厂"}
        row = check(allow_undocumented=True, **(whole | {missing: ""}))
        assert row.reasons == (Reason.UNDOCUMENTED,)

    def test_a_wrong_number_is_not_the_same_as_none(self):
        row = check(
            allow_undocumented=True,
            document_number=NUMBER[:17],
            birth_date="1990.1",
            employer_name="某厂",
        )
        assert row.reasons == (Reason.ID_LENGTH,)


def test_every_field_of_the_import_is_read():
    """A field that is offered for mapping must do something."""
    rows = check_file(as_xlsx(dirty_roster(60)))
    read = {key for row in rows for key in row.values}
    offered = set(Field.values) - {"position", "category"}
    assert offered <= read

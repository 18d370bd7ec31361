"""What an import does to people, grades and employers that are known, and in whose reach."""

from __future__ import annotations

from datetime import date

import pytest

from apps.core.roles import Role
from apps.talents.models import (
    Education,
    Employer,
    Employment,
    GradeAward,
    Introduction,
    Talent,
)
from apps.talents.roster import services
from tests.accounts.factories import OfficeFactory, RoleGrantFactory, UserFactory
from tests.talents.factories import (
    EmployerFactory,
    GradeAwardFactory,
    GradeLevelFactory,
    TalentFactory,
)
from tests.talents.roster.conftest import (
    AT,
    check,
    import_,
    run_job,
    upload,
)
from tests.talents.roster.lines import (
    NUMBER,
    OTHER,
    RANGHULU,
    SARTU,
    file,
    line,
    result,
)

pytestmark = pytest.mark.django_db


class TestKnownPeople:
    def test_get_what_the_file_says_and_keep_the_rest(self, officer):
        import_(officer, file(line(手机号码="13900000001", 备注="第一次")))
        talent = Talent.objects.get()

        roster = import_(
            officer,
            file(
                line(
                    手机号码="13900000002",
                    电子邮箱="new@example.com",
                    人才类别="专业技术人才",
                    学历="硕士研究生",
                    职称="高级工程师",
                    所在县区="让胡路区",
                    备注="第二次",
                )
            ),
        )

        assert result(roster) == {"rows": 1, "updated": 1}
        talent.refresh_from_db()
        assert talent.phone == "+8613900000002"
        assert talent.email == "new@example.com"
        assert (talent.category, talent.education, talent.title) == (
            "professional",
            "master",
            "deputy_senior",
        )
        assert talent.region_id == RANGHULU
        assert talent.remark == "第一次"  # staff notes are never overwritten
        assert talent.version == 2
        assert Talent.objects.matching("0002").get() == talent
        assert set(roster.roster_rows.get().changes) == {
            "phone",
            "email",
            "category",
            "education",
            "title",
            "region_id",
            "new_education",
        }

    def test_an_empty_cell_says_nothing(self, officer):
        import_(officer, file(line(手机号码="13900000001", 学历="大学本科")))
        before = Talent.objects.values().get()
        assert result(import_(officer, file(line()))) == {"rows": 1, "unchanged": 1}
        assert Talent.objects.values().get() == before

    def test_a_diploma_and_a_title_never_fall(self, officer):
        import_(officer, file(line(学历="博士研究生", 职称="正高级")))
        roster = import_(officer, file(line(学历="大学本科", 职称="初级")))
        talent = Talent.objects.get()
        assert (talent.education, talent.title) == ("doctor", "senior")
        assert "kept_on_register" in roster.roster_rows.get().remarks

    def test_a_region_that_the_file_does_not_state_moves_nobody(self, officer):
        import_(officer, file(line(所在县区="萨尔图区")))
        assert result(import_(officer, file(line()))) == {"rows": 1, "unchanged": 1}
        assert Talent.objects.get().region_id == SARTU

    def test_a_new_employer_ends_the_old_employment(self, officer):
        import_(officer, file(line(用人单位="甲厂", 职务="工程师")))
        roster = import_(officer, file(line(用人单位="乙厂", 职务="主任")))
        talent = Talent.objects.get()
        assert str(talent.employer) == "乙厂"
        old, new = Employment.objects.order_by("pk")
        assert (str(old.employer), old.until_date) == ("甲厂", date(2026, 11, 20))
        assert (str(new.employer), new.until_date, new.position) == (
            "乙厂",
            None,
            "主任",
        )
        assert result(roster) == {"rows": 1, "updated": 1}

    def test_diplomas_and_introductions_are_added_once(self, officer):
        first = line(
            学历="大学本科", 毕业院校="甲大学", 引进方式="柔性引进", 引进时间="2020.10"
        )
        second = line(
            学历="硕士研究生",
            毕业院校="乙大学",
            引进方式="全职引进",
            引进时间="2021-01-02",
        )
        for row in (first, second, second, first):
            import_(officer, file(row))
        assert set(Education.objects.values_list("level", "school")) == {
            ("bachelor", "甲大学"),
            ("master", "乙大学"),
        }
        assert set(
            Introduction.objects.values_list("mode", "introduced_on", "precision")
        ) == {
            ("flexible", date(2020, 10, 1), "month"),
            ("full_time", date(2021, 1, 2), "day"),
        }

    def test_an_entry_that_was_joined_with_another_is_followed(self, officer):
        kept = TalentFactory(document=OTHER)
        import_(officer, file())
        closed = Talent.objects.exclude(pk=kept.pk).get()
        closed.status, closed.merged_into = "merged", kept
        closed.save()
        roster = import_(officer, file(line(电子邮箱="a@example.com")))
        assert roster.roster_rows.get().talent == kept
        kept.refresh_from_db()
        assert kept.email == "a@example.com"

    def test_the_id_corrects_a_wrong_birth_date_and_gender(self, officer):
        TalentFactory(document=NUMBER, birth_date=date(1980, 1, 1), gender="female")
        import_(officer, file())
        talent = Talent.objects.get()
        assert (talent.birth_date, talent.gender) == (date(1990, 5, 17), "male")


class TestGrades:
    def test_are_levels_of_the_chosen_scheme_given_once(self, officer):
        level = GradeLevelFactory(code="B")
        options = {"grade_scheme_id": level.scheme_id, "grades_on": date(2024, 1, 1)}
        for _time in range(2):
            roster = import_(officer, file(line(人才层次="B类")), **options)
        assert result(roster) == {"rows": 1, "unchanged": 1}
        award = GradeAward.objects.get()
        assert (award.level, award.issued_on) == (level, date(2024, 1, 1))

    def test_never_replace_a_grade_that_was_given(self, officer):
        talent = TalentFactory(document=NUMBER)
        award = GradeAwardFactory(talent=talent)
        GradeLevelFactory(scheme=award.level.scheme, code="A", rank=99)
        options = {"grade_scheme_id": award.level.scheme_id}
        import_(officer, file(line(人才层次="A")), **options)
        assert GradeAward.objects.get() == award

    def test_are_not_taken_without_a_scheme_or_a_known_level(self, officer):
        level = GradeLevelFactory(code="B")
        import_(officer, file(line(人才层次="B")))
        import_(officer, file(line(人才层次="F")), grade_scheme_id=level.scheme_id)
        assert not GradeAward.objects.exists()


class TestEmployers:
    def test_spellings_of_one_name_are_one_employer(self, officer):
        import_(
            officer,
            file(
                line(
                    用人单位="某公司（研究院）", 统一社会信用代码="91230600W7K0QEAE3X"
                ),
                line(姓名="李四", 证件号码=OTHER, 用人单位="某公司 (研究院)"),
            ),
        )
        employer = Employer.objects.get()
        assert employer.uscc == "91230600W7K0QEAE3X"
        assert employer.kind == "enterprise"
        assert Talent.objects.filter(employer=employer).count() == 2

    def test_a_known_employer_is_found_by_code_or_name(self, officer):
        known = EmployerFactory(name="大庆某厂", uscc="91230600W7K0QEAE3X")
        bare = EmployerFactory(name="林甸某站", without_code=True)
        import_(
            officer,
            file(
                line(
                    用人单位="大庆某某厂（新名）", 统一社会信用代码="91230600W7K0QEAE3X"
                ),
                line(姓名="李四", 证件号码=OTHER, 用人单位="林甸某站"),
            ),
        )
        assert set(Talent.objects.values_list("employer", flat=True)) == {
            known.pk,
            bare.pk,
        }

    def test_an_employer_without_a_code_gets_the_one_of_the_file(self, officer):
        bare = EmployerFactory(name="某厂", without_code=True)
        row = line(用人单位="某厂", 统一社会信用代码="91230600W7K0QEAE3X")
        import_(officer, file(row))
        bare.refresh_from_db()
        assert bare.uscc == "91230600W7K0QEAE3X"
        assert Employer.objects.count() == 1

    def test_one_name_with_two_codes_is_two_employers(self, officer):
        rows = [
            line(用人单位="某厂", 统一社会信用代码="91230600W7K0QEAE3X"),
            line(
                姓名="李四",
                证件号码=OTHER,
                用人单位="某厂",
                统一社会信用代码="91230600CYELPKL512",
            ),
        ]
        import_(officer, file(*rows))
        assert Employer.objects.count() == 2


class TestRepeats:
    def test_the_first_row_stands_and_takes_what_it_lacks(self, officer):
        roster = import_(
            officer,
            file(
                line(电子邮箱="first@example.com", 用人单位="甲厂"),
                line(
                    电子邮箱="later@example.com",
                    手机号码="13900000001",
                    用人单位="乙厂",
                ),
            ),
        )
        assert result(roster) == {
            "rows": 2,
            "created": 1,
            "unchanged": 1,
            "repeated": 1,
        }
        talent = Talent.objects.get()
        assert (talent.email, talent.phone) == ("first@example.com", "+8613900000001")
        assert str(talent.employer) == "甲厂"
        second = roster.roster_rows.get(number=3)
        assert (second.repeats, second.talent) == (2, talent)
        assert set(second.remarks) == {"repeated_in_file", "repeat_differs"}

    def test_a_later_employer_lends_its_code_to_nobody(self, officer):
        import_(
            officer,
            file(
                line(用人单位="甲厂"),
                line(用人单位="乙厂", 统一社会信用代码="91230600W7K0QEAE3X"),
            ),
        )
        assert Talent.objects.get().employer.uscc is None

    def test_one_document_under_two_names_is_refused_everywhere(self, officer):
        roster = import_(officer, file(line(), line(姓名="李四"), line()))
        assert result(roster) == {"rows": 3, "rejected": 3}
        assert {row.reasons[0] for row in roster.roster_rows.all()} == {
            "name_differs_for_same_document"
        }
        assert not Talent.objects.exists()


class TestReach:
    def test_rows_of_other_districts_are_rejected(self):
        reviewer = UserFactory(role=Role.DISTRICT_REVIEWER, region=SARTU)
        roster = import_(
            reviewer,
            file(
                line(所在县区="萨尔图区"),
                line(姓名="李四", 证件号码=OTHER, 所在县区="让胡路区"),
            ),
        )
        assert result(roster) == {"rows": 2, "created": 1, "rejected": 1}
        assert roster.roster_rows.get(number=3).reasons == ["out_of_reach"]

    def test_a_person_of_another_district_is_left_alone(self):
        TalentFactory(document=NUMBER, region_id=RANGHULU)
        reviewer = UserFactory(role=Role.DISTRICT_REVIEWER, region=SARTU)
        roster = import_(reviewer, file(line(电子邮箱="x@example.com")))
        assert roster.roster_rows.get().reasons == ["registered_elsewhere"]
        assert Talent.objects.get().email == ""

    def test_whoever_lost_the_duty_meanwhile_writes_nothing(self, officer):
        roster = check(upload(officer, file()))
        roster = services.start_import(roster_id=roster.pk, by=officer, at=AT)
        officer.grants.update(until_date=date(2021, 1, 1))
        roster = run_job(roster)
        assert roster.job.state == "failed"
        assert not Talent.objects.exists()

    def test_only_the_importer_starts_it(self, officer):
        roster = check(upload(officer, file()))
        colleague = UserFactory(role=Role.CITY_REVIEWER)
        with pytest.raises(services.NotYourImport):
            services.start_import(roster_id=roster.pk, by=colleague, at=AT)
        stranger = UserFactory(role=Role.DISTRICT_REVIEWER, region=SARTU)
        with pytest.raises(services.NotYourImport):
            services.discard(roster_id=roster.pk, by=stranger, at=AT)
        roster.refresh_from_db()
        assert roster.state == "checked"


def test_two_duties_in_two_districts_reach_both(db):
    user = UserFactory(role=Role.DISTRICT_REVIEWER, region=SARTU)
    RoleGrantFactory(
        user=user, role=Role.COMMISSIONER, office=OfficeFactory(region_id=RANGHULU)
    )
    user.forget_grants()
    assert services.offices_of(user).count() == 2

"""What an import does to people who are known, doubtful, or without papers."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from apps.audit.models import AuditEvent
from apps.core.roles import Role
from apps.talents.models import (
    Education,
    Employer,
    Employment,
    GradeAward,
    IdentityDocument,
    Introduction,
    RosterImport,
    RosterRow,
    RosterStage,
    Talent,
    UnverifiedKey,
)
from apps.talents.roster import services
from apps.talents.roster.states import (
    EDGES,
    Decision,
    IllegalTransition,
    ImportState,
    check_edge,
)
from tests.accounts.factories import OfficeFactory, RoleGrantFactory, UserFactory
from tests.talents.factories import (
    EmployerFactory,
    GradeAwardFactory,
    GradeLevelFactory,
    TalentFactory,
)
from tests.talents.identity.numbers import resident_number
from tests.talents.roster.conftest import (
    AT,
    check,
    counts,
    finish,
    import_,
    run_job,
    upload,
)
from tests.talents.roster.files import sheet

pytestmark = pytest.mark.django_db
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


def decide(roster, number, decision, talent=None):
    return services.decide_row(
        roster_id=roster.pk,
        number=number,
        decision=Decision(decision),
        talent_id=talent.pk if talent else None,
        by=roster.by,
        at=AT,
    )


class TestPossibleDuplicates:
    PASSPORT = {
        "证件类型": "护照",
        "证件号码": "E12345678",
        "出生日期": "1990-05-17",
        "用人单位": "某厂",
    }

    @pytest.fixture
    def known(self, officer):
        import_(officer, file(line(用人单位="某厂")))
        return Talent.objects.get()

    @pytest.fixture
    def held(self, officer, known):
        roster = check(upload(officer, file(line(**self.PASSPORT))))
        assert result(roster) == {"rows": 1, "held": 1}
        assert roster.roster_rows.get().candidates == [known.pk]
        return roster

    @pytest.mark.parametrize(
        "other",
        [{"姓名": "王大明"}, {"出生日期": "1990-06-17"}, {"用人单位": "乙厂"}],
    )
    def test_need_all_three_facts(self, officer, known, other):
        roster = check(upload(officer, file(line(**self.PASSPORT | other))))
        assert result(roster) == {"rows": 1, "created": 1}

    def test_left_undecided_are_not_written(self, held, known):
        roster = finish(held)
        assert result(roster) == {"rows": 1, "held": 1}
        assert IdentityDocument.objects.count() == 1
        assert RosterStage.objects.count() == 1

    @pytest.mark.parametrize("when", ["before", "after"])
    def test_the_same_person_gets_the_second_document(self, held, known, when):
        if when == "after":
            held = finish(held)
        decide(held, 2, "merge", known)
        if when == "before":
            held.refresh_from_db()
            held = finish(held)
        held.refresh_from_db()
        assert result(held) == {"rows": 1, "updated": 1}
        assert Talent.objects.get() == known
        kinds = dict(known.documents.values_list("kind", "is_main"))
        assert kinds == {"resident_id": True, "passport": False}
        assert not RosterStage.objects.exists()

    @pytest.mark.parametrize("when", ["before", "after"])
    def test_another_person_gets_an_entry(self, held, known, when):
        if when == "after":
            held = finish(held)
        decide(held, 2, "new")
        if when == "before":
            held.refresh_from_db()
            held = finish(held)
        held.refresh_from_db()
        assert result(held) == {"rows": 1, "created": 1}
        assert Talent.objects.filter(name="王小明").count() == 2

    def test_a_wrong_row_is_rejected_by_hand(self, held):
        decide(held, 2, "reject")
        held.refresh_from_db()
        assert result(held) == {"rows": 1, "rejected": 1}
        assert held.roster_rows.get().reasons == ["rejected_by_hand"]
        assert result(finish(held)) == {"rows": 1, "rejected": 1}

    def test_are_decided_once_and_only_for_those_found(self, held, known):
        with pytest.raises(services.CannotDecide):
            decide(held, 2, "merge", TalentFactory())
        with pytest.raises(services.CannotDecide):
            decide(held, 99, "new")
        decide(held, 2, "reject")
        with pytest.raises(services.CannotDecide):
            decide(held, 2, "new")

    def test_after_a_decision_the_same_file_changes_nothing(self, officer, held, known):
        decide(held, 2, "merge", known)
        finish(held)
        again = import_(officer, file(line(**self.PASSPORT)))
        assert result(again) == {"rows": 1, "unchanged": 1}

    def test_a_known_document_under_another_name_is_held(self, officer, known):
        roster = check(upload(officer, file(line(姓名="王晓明"))))
        assert result(roster) == {"rows": 1, "held": 1}
        with pytest.raises(services.CannotDecide):  # the document is this person's
            decide(roster, 2, "new")
        decide(roster, 2, "merge", known)
        roster = finish(roster)
        known.refresh_from_db()
        assert known.name == "王晓明"
        assert known.pinyin == "wangxiaoming"
        assert Talent.objects.matching("晓明").get() == known
        assert not Talent.objects.matching("小明").exists()

    def test_blanks_and_dots_are_no_other_name(self, officer, known):
        Talent.objects.update(name="王 小明")
        roster = check(upload(officer, file(line(用人单位="某厂"))))
        assert result(roster) == {"rows": 1, "unchanged": 1}


class TestWithoutDocument:
    ROW = {"证件号码": "", "出生日期": "1990.5", "用人单位": "某厂"}

    def test_become_unverified_profiles_where_the_office_allows_it(self, officer):
        roster = import_(officer, file(line(**self.ROW)))
        assert result(roster) == {"rows": 1, "rejected": 1}
        roster = import_(officer, file(line(**self.ROW)), allow_undocumented=True)
        assert result(roster) == {"rows": 1, "created": 1}
        talent = Talent.objects.get()
        assert (talent.is_verified, talent.birth_date) == (False, None)
        assert talent.unverified_key.birth_month == "1990-05"

    def test_are_known_again_by_their_three_facts(self, officer):
        for _time in range(2):
            roster = import_(
                officer,
                file(line(**self.ROW), line(**self.ROW)),
                allow_undocumented=True,
            )
        assert result(roster) == {"rows": 2, "unchanged": 2, "repeated": 1}
        assert Talent.objects.count() == 1

    def test_of_the_facts_of_somebody_with_a_document_are_held(self, officer):
        import_(officer, file(line(用人单位="某厂")))
        known = Talent.objects.get()
        roster = check(upload(officer, file(line(**self.ROW))), allow_undocumented=True)
        assert result(roster) == {"rows": 1, "held": 1}
        decide(roster, 2, "merge", known)
        roster = finish(roster)
        assert result(roster) == {"rows": 1, "unchanged": 1}
        known.refresh_from_db()
        assert known.is_verified

    def test_with_the_document_are_the_same_person_after_a_decision(self, officer):
        import_(officer, file(line(**self.ROW)), allow_undocumented=True)
        profile = Talent.objects.get()
        roster = check(
            upload(officer, file(line(用人单位="某厂", 出生日期="1990-05-17")))
        )
        assert result(roster) == {"rows": 1, "held": 1}
        decide(roster, 2, "merge", profile)
        finish(roster)
        profile.refresh_from_db()
        assert profile.is_verified
        assert profile.birth_date == date(1990, 5, 17)
        assert profile.documents.get().is_main

    def test_two_of_the_same_facts_stay_two_and_are_asked_about(self, officer):
        import_(officer, file(line(**self.ROW)), allow_undocumented=True)
        roster = check(
            upload(officer, file(line(**self.ROW | {"电子邮箱": "x@example.com"}))),
            allow_undocumented=True,
        )
        assert result(roster) == {"rows": 1, "updated": 1}
        second = UnverifiedKey.objects.get()
        other = TalentFactory(unverified=True, birth_date=None)
        UnverifiedKey.objects.create(
            talent=other,
            name=second.name,
            birth_month=second.birth_month,
            employer_key=second.employer_key,
            copy=1,
        )
        roster = import_(officer, file(line(**self.ROW)), allow_undocumented=True)
        assert result(roster) == {"rows": 1, "held": 1}
        assert len(roster.roster_rows.get().candidates) == 2


class TestUndo:
    def undo(self, roster, why="wrong file"):
        roster = services.undo_import(roster_id=roster.pk, why=why, by=roster.by, at=AT)
        return run_job(roster)

    def test_takes_new_people_and_new_employers_away(self, officer):
        roster = import_(
            officer,
            file(
                line(用人单位="某厂", 学历="大学本科", 引进方式="全职引进"),
                line(姓名="李四", 证件号码=OTHER, 用人单位="某厂"),
            ),
        )
        roster = self.undo(roster)
        assert roster.state == "undone", roster.job.error
        for model in (Talent, IdentityDocument, Employment, Education, Employer):
            assert not model.objects.exists(), model
        assert AuditEvent.objects.filter(action="talents.import.undone").exists()
        assert result(import_(officer, file()))["created"] == 1

    def test_restores_what_the_register_said(self, officer):
        import_(
            officer,
            file(
                line(
                    手机号码="13900000001",
                    用人单位="甲厂",
                    职务="工程师",
                    学历="大学本科",
                )
            ),
        )
        before = Talent.objects.values().get()
        roster = import_(
            officer,
            file(
                line(
                    手机号码="13900000002",
                    电子邮箱="x@example.com",
                    用人单位="乙厂",
                    学历="硕士研究生",
                    所在县区="龙凤区",
                )
            ),
        )
        roster = self.undo(roster)
        assert roster.state == "undone", roster.job.error
        after = Talent.objects.values().get()
        before["terms"].sort()
        changed = {key for key in before if before[key] != after[key]}
        assert changed == {"version"}
        job = Employment.objects.get()
        assert (str(job.employer), job.until_date) == ("甲厂", None)
        assert Education.objects.get().level == "bachelor"
        assert not Employer.objects.filter(name="乙厂").exists()

    def test_gives_back_a_name_and_takes_a_document(self, officer):
        import_(officer, file(line(用人单位="某厂")))
        talent = Talent.objects.get()
        roster = check(upload(officer, file(line(姓名="王晓明"))))
        decide(roster, 2, "merge", talent)
        roster = self.undo(finish(roster))
        talent.refresh_from_db()
        assert (talent.name, talent.pinyin) == ("王小明", "wangxiaoming")
        assert Talent.objects.matching("小明").exists()

    def test_leaves_alone_who_was_changed_or_used_since(self, officer):
        numbers = [
            resident_number(SARTU, date(1991, 1, day), 998) for day in (1, 2, 3, 4)
        ]
        roster = import_(
            officer,
            file(
                *(
                    line(姓名=f"人{n}", 证件号码=number)
                    for n, number in enumerate(numbers)
                )
            ),
        )
        changed, used, signed_in, plain = (
            Talent.objects.get(name=f"人{n}") for n in range(4)
        )
        Talent.objects.filter(pk=changed.pk).update(version=2)
        GradeAwardFactory(talent=used)
        signed_in.user = UserFactory()
        signed_in.save()

        roster = self.undo(roster)

        refusals = dict(roster.roster_rows.values_list("name", "undo_refusal"))
        assert refusals == {
            "人0": "changed_later",
            "人1": "in_use",
            "人2": "in_use",
            "人3": "",
        }
        assert set(Talent.objects.all()) == {changed, used, signed_in}
        assert result(roster)["created"] == 4  # what happened stays as it happened
        GradeAward.objects.all().delete()
        roster = self.undo(roster, "again")
        assert set(Talent.objects.all()) == {changed, signed_in}

    def test_an_import_that_others_built_on_stays_where_it_must(self, officer):
        first = import_(officer, file())
        import_(officer, file(line(电子邮箱="x@example.com")))
        first = self.undo(first)
        assert first.roster_rows.get().undo_refusal == "changed_later"
        assert Talent.objects.get().email == "x@example.com"

    def test_asks_why_and_only_of_imports_that_were_made(self, officer):
        roster = check(upload(officer, file()))
        with pytest.raises(IllegalTransition):
            self.undo(roster)
        roster = finish(roster)
        with pytest.raises(services.DomainError):
            self.undo(roster, "  ")
        assert Talent.objects.count() == 1


class TestInvariants:
    @pytest.mark.parametrize("old", ImportState)
    @pytest.mark.parametrize("new", ImportState)
    def test_every_pair_of_states_is_decided(self, old, new):
        if new in EDGES[old]:
            check_edge(old, new)
        else:
            with pytest.raises(IllegalTransition):
                check_edge(old, new)

    def test_the_database_refuses_counts_that_do_not_add_up(self, officer):
        roster = import_(officer, file())
        with pytest.raises(IntegrityError, match="rows_add_up"), transaction.atomic():
            RosterImport.objects.filter(pk=roster.pk).update(created=5)

    def test_the_database_refuses_a_rejection_without_a_reason(self, officer):
        import_(officer, file())
        with pytest.raises(IntegrityError, match="has_a_reason"), transaction.atomic():
            RosterRow.objects.update(outcome="rejected")

    def test_every_act_is_in_the_trace_and_no_number_is(self, officer):
        roster = import_(officer, file(line(手机号码="13900000001")))
        events = AuditEvent.objects.filter(
            target=f"talents.rosterimport:{roster.pk}"
        ).values_list("action", flat=True)
        assert set(events) >= {
            "talents.import.uploaded",
            "talents.import.columns_chosen",
            "talents.import.checked",
            "talents.import.started",
            "talents.import.imported",
        }
        everything = str(list(AuditEvent.objects.values_list("data", flat=True)))
        assert NUMBER not in everything
        assert "13900000001" not in everything

    def test_staged_numbers_are_encrypted(self, officer):
        check(upload(officer, file(line(手机号码="13900000001"))))
        raw = str(RosterStage.objects.extra().values_list("terms", "document_tail"))
        staged = RosterStage.objects.get()
        assert (staged.document_number, staged.phone) == (NUMBER, "+8613900000001")
        assert NUMBER not in raw
        with connection.cursor() as cursor:
            cursor.execute("SELECT s::text FROM talents_rosterstage s")
            text = cursor.fetchone()[0]
        assert NUMBER not in text
        assert "13900000001" not in text


def test_two_duties_in_two_districts_reach_both(db):
    user = UserFactory(role=Role.DISTRICT_REVIEWER, region=SARTU)
    RoleGrantFactory(
        user=user, role=Role.COMMISSIONER, office=OfficeFactory(region_id=RANGHULU)
    )
    user.forget_grants()
    assert services.offices_of(user).count() == 2

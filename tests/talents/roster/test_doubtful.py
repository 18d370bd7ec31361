"""What an import does with people who may be known already, or have no papers."""

from __future__ import annotations

from datetime import date

import pytest

from apps.talents.models import (
    IdentityDocument,
    RosterStage,
    Talent,
    UnverifiedKey,
)
from apps.talents.roster import services
from tests.talents.factories import (
    TalentFactory,
)
from tests.talents.roster.conftest import (
    check,
    finish,
    import_,
    upload,
)
from tests.talents.roster.lines import (
    decide,
    file,
    line,
    result,
)

pytestmark = pytest.mark.django_db


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

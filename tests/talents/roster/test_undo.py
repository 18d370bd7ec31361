"""An import taken back, and what holds whatever is done with one."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from apps.audit.models import AuditEvent
from apps.talents.models import (
    Education,
    Employer,
    Employment,
    GradeAward,
    IdentityDocument,
    RosterImport,
    RosterRow,
    RosterStage,
    Talent,
)
from apps.talents.roster import services
from apps.talents.roster.states import (
    EDGES,
    IllegalTransition,
    ImportState,
    check_edge,
)
from tests.accounts.factories import UserFactory
from tests.talents.factories import (
    GradeAwardFactory,
)
from tests.talents.identity.numbers import resident_number
from tests.talents.roster.conftest import (
    AT,
    check,
    finish,
    import_,
    run_job,
    upload,
)
from tests.talents.roster.lines import (
    NUMBER,
    OTHER,
    SARTU,
    decide,
    file,
    line,
    result,
)

pytestmark = pytest.mark.django_db


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

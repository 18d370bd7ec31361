"""The import on screen: person × page, every step, what is wrong, query counts."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from apps.audit.models import AuditEvent
from apps.core.roles import STAFF_ROLES, Role
from apps.documents.models import Document
from apps.talents.models import RosterImport, RosterMapping, RosterRow, Talent
from apps.talents.models.roster import IMPORT_ROLES
from apps.talents.roster import services
from tests.accounts.factories import OfficeFactory, UserFactory
from tests.talents.factories import TalentFactory
from tests.talents.roster.conftest import (
    AT,
    check,
    counts,
    finish,
    import_,
    office_of,
    run_job,
    upload,
)
from tests.talents.roster.files import as_csv, as_xlsx, dirty_roster, sheet

pytestmark = pytest.mark.django_db
SARTU, RANGHULU = "230602", "230604"
LIST = reverse("talents:rosters")
NEW = reverse("talents:roster_new")


def url(name: str, roster, *more) -> str:
    return reverse(f"talents:{name}", args=[roster.number, *more])


def sent(file: io.BytesIO, name="名册.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, file.getvalue())


@pytest.fixture
def signed_in(client, officer):
    client.force_login(officer)
    return client


class TestWho:
    @pytest.mark.parametrize("role", sorted(STAFF_ROLES | {Role.TALENT}))
    def test_opens_the_list_and_the_upload(self, client, role):
        client.force_login(UserFactory(role=role))
        may_import = role in IMPORT_ROLES
        may_read = may_import or role == Role.AUDITOR
        assert client.get(NEW).status_code == (200 if may_import else 403)
        assert client.get(LIST).status_code == (200 if may_read else 403)

    @pytest.mark.parametrize(
        ("role", "region", "status"),
        [
            (Role.CITY_REVIEWER, "230600", 200),
            (Role.AUDITOR, "230600", 200),
            (Role.DISTRICT_REVIEWER, SARTU, 200),
            (Role.DISTRICT_REVIEWER, RANGHULU, 404),
            (Role.COMMISSIONER, SARTU, 404),
        ],
    )
    def test_sees_an_import_of_sartu(self, client, role, region, status):
        importer = UserFactory(role=Role.DISTRICT_REVIEWER, region=SARTU)
        roster = check(upload(importer))
        client.force_login(UserFactory(role=role, region=region))
        assert client.get(url("roster", roster)).status_code == status
        assert client.get(url("roster_row", roster, 4)).status_code == status
        listed = roster.number in client.get(LIST).content.decode()
        assert listed == (status == 200)

    @pytest.mark.parametrize(
        "act", ["roster_start", "roster_discard", "roster_reopen", "roster_sheet"]
    )
    def test_acts_only_by_post_and_never_on_what_is_not_theirs(self, client, act):
        importer = UserFactory(role=Role.DISTRICT_REVIEWER, region=SARTU)
        roster = check(upload(importer))
        client.force_login(UserFactory(role=Role.COMMISSIONER, region=SARTU))
        assert client.get(url(act, roster)).status_code == 405
        assert client.post(url(act, roster)).status_code == 404
        roster.refresh_from_db()
        assert roster.state == "checked"

    def test_an_auditor_reads_and_changes_nothing(self, client, officer):
        roster = check(upload(officer))
        client.force_login(UserFactory(role=Role.AUDITOR))
        assert client.get(url("roster", roster)).status_code == 200
        assert client.post(url("roster_start", roster)).status_code == 403
        assert client.get(url("roster_rejected", roster)).status_code == 403


class TestTheWay:
    def test_from_the_file_to_the_register(
        self, signed_in, officer, django_capture_on_commit_callbacks
    ):
        made = dirty_roster(60)
        response = signed_in.post(
            NEW, {"file": sent(as_xlsx(made)), "office": office_of(officer).pk}
        )
        roster = RosterImport.objects.get()
        assert response.url == url("roster_columns", roster)
        page = signed_in.get(response.url)
        form = page.context["form"]
        assert "230602" not in page.content.decode()  # sample numbers are shortened
        data = {
            name: form[name].initial or ""
            for name in form.fields
            if name.startswith("column_")
        }
        response = signed_in.post(url("roster_columns", roster), data)
        assert response.url == url("roster", roster)
        roster.refresh_from_db()
        assert roster.state == "checking"
        assert b"roster-progress" in signed_in.get(url("roster", roster)).content
        roster = run_job(roster)

        page = signed_in.get(url("roster", roster))
        assert [tile["value"] for tile in page.context["tiles"]] == [
            str(len(made.rows)),
            str(made.people),
            "0",
            str(made.repeated),
            str(made.rejected_count),
            "0",
        ]
        assert not Talent.objects.exists()
        signed_in.post(url("roster_start", roster))
        roster.refresh_from_db()
        roster = run_job(roster)
        assert roster.state == "done"
        assert Talent.objects.count() == made.people
        assert signed_in.get(url("roster", roster)).status_code == 200

    def test_remembers_the_columns_for_the_office(self, signed_in, officer):
        roster = upload(officer, sheet([["谁", "号码", "学历"], ["甲", "1", "本科"]]))
        assert "name" not in roster.mapping
        services.choose_columns(
            roster_id=roster.pk,
            mapping={"name": 0, "document_number": 1},
            allow_undocumented=False,
            grade_scheme_id=None,
            grades_on=None,
            by=officer,
            at=AT,
        )
        again = upload(officer, sheet([["谁 ", "号 码", "学历"], ["乙", "2", "大专"]]))
        assert again.is_mapping_remembered
        assert again.mapping == {"name": 0, "document_number": 1}
        assert RosterMapping.objects.count() == 1
        other = UserFactory(role=Role.DISTRICT_REVIEWER, region=SARTU)
        assert not upload(
            other, sheet([["谁", "号码", "学历"], ["丙", "3", "x"]])
        ).mapping.get("name")

    def test_another_sheet_is_chosen(self, signed_in, officer):
        roster = upload(officer)
        signed_in.post(url("roster_sheet", roster), {"sheet": "代码表"})
        roster.refresh_from_db()
        assert roster.sheet == "名册"  # hidden sheets are not offered

    def test_goes_back_to_the_columns_and_lets_go(self, signed_in, officer):
        roster = check(upload(officer))
        signed_in.post(url("roster_reopen", roster))
        roster.refresh_from_db()
        assert roster.state == "mapping"
        assert not RosterRow.objects.exists()
        signed_in.post(url("roster_discard", roster))
        roster.refresh_from_db()
        assert (roster.state, roster.sample) == ("discarded", "")
        assert signed_in.get(url("roster", roster)).status_code == 200
        signed_in.post(url("roster_start", roster))
        roster.refresh_from_db()
        assert roster.state == "discarded"

    def test_a_failed_job_can_go_on(self, signed_in, officer, monkeypatch):
        roster = check(upload(officer), run=False)
        monkeypatch.setattr("apps.talents.roster.staging.stage", lambda *a, **k: 1 / 0)
        roster = run_job(roster)
        assert roster.job.state == "failed"
        page = signed_in.get(url("roster", roster))
        assert page.context["has_stopped"]
        monkeypatch.undo()
        signed_in.post(url("roster_again", roster))
        roster = run_job(roster)
        assert roster.state == "checked"

    def test_the_live_part_reloads_the_page_when_the_work_is_over(
        self, signed_in, officer
    ):
        roster = check(upload(officer), run=False)
        live = signed_in.get(url("roster_progress", roster), HTTP_HX_REQUEST="true")
        assert "HX-Refresh" not in live
        run_job(roster)
        live = signed_in.get(url("roster_progress", roster), HTTP_HX_REQUEST="true")
        assert live["HX-Refresh"] == "true"


class TestBadInput:
    @pytest.mark.parametrize(
        ("content", "name"),
        [
            (b"", "empty.xlsx"),
            (b"\x89PNG\r\n\x1a\n" + b"\x00" * 300, "photo.xlsx"),
            (b"PK\x03\x04 nothing", "broken.xlsx"),
            ("只有一行".encode(), "text.csv"),
            (b"<html><table>", "web.xls"),
        ],
    )
    def test_a_file_that_is_no_roster_is_answered_and_not_kept(
        self, signed_in, officer, content, name
    ):
        response = signed_in.post(
            NEW,
            {
                "file": SimpleUploadedFile(name, content),
                "office": office_of(officer).pk,
            },
        )
        assert response.status_code == 422
        assert response.context["form"].errors["file"]
        assert not RosterImport.objects.exists()
        assert not Document.objects.exists()

    def test_an_office_of_others_is_not_taken(self, signed_in):
        other = OfficeFactory(region_id=SARTU)
        response = signed_in.post(
            NEW, {"file": sent(as_xlsx(dirty_roster(3))), "office": other.pk}
        )
        assert response.status_code == 422
        assert "office" in response.context["form"].errors

    @pytest.mark.parametrize(
        ("data", "field"),
        [
            ({"column_0": "document_number"}, "__all__"),
            ({"column_0": "name", "column_1": "name"}, "column_1"),
            ({"column_0": "name", "column_1": "shoe_size"}, "column_1"),
        ],
    )
    def test_columns_that_make_no_sense(self, signed_in, officer, data, field):
        roster = upload(officer)
        response = signed_in.post(url("roster_columns", roster), data)
        assert response.status_code == 422
        assert field in response.context["form"].errors
        roster.refresh_from_db()
        assert roster.state == "mapping"

    def test_a_header_without_people(self, signed_in, officer):
        roster = check(upload(officer, sheet([["姓名", "证件号码"]])))
        assert counts(roster)["rows"] == 0
        page = signed_in.get(url("roster", roster))
        assert "no people" in page.content.decode()
        finish(roster)


class TestRows:
    def test_are_filtered_by_outcome_reason_and_name(self, signed_in, officer):
        roster = check(upload(officer))

        def shown(query: str) -> int:
            return len(
                signed_in.get(url("roster", roster) + query).context["page"].rows
            )

        assert shown("?outcome=rejected") == 7
        assert shown("?outcome=rejected&reason=id_length") == 1
        assert shown("?outcome=held") == 0
        assert shown("?name=4") == 1

    def test_say_what_is_wrong_in_words(self, signed_in, officer):
        roster = check(upload(officer))
        row = roster.roster_rows.get(reasons__contains=["id_checksum"])
        page = signed_in.get(url("roster_row", roster, row.number)).content.decode()
        assert "check digit" in page

    def test_show_old_and_new_with_the_phone_masked(self, signed_in, officer):
        import_(officer)
        made = dirty_roster(60)
        made.rows[0][7] = "13900001111"
        made.rows[0][8] = "new@example.com"
        roster = check(upload(officer, as_xlsx(made)))
        assert roster.updated == 1
        row = roster.roster_rows.get(outcome="updated")
        page = signed_in.get(url("roster_row", roster, row.number)).content.decode()
        assert "new@example.com" in page
        assert "139****1111" in page
        assert "13900001111" not in page


class TestRejectedRows:
    def test_come_back_as_a_file_to_correct_and_send_again(self, signed_in, officer):
        made = dirty_roster(60)
        made.rows[0][4] = ""
        made.rows[0][20] = '=HYPERLINK("http://example.com")'
        roster = import_(officer, as_xlsx(made))
        response = signed_in.get(url("roster_rejected", roster))
        content = io.BytesIO(b"".join(response.streaming_content))
        rows = CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python()
        assert rows[0][-2:] == ["Original row", "Rejected because"]
        assert len(rows) == 1 + roster.rejected
        assert rows[1][20] == '=HYPERLINK("http://example.com")'
        assert rows[1][-2] == 4.0
        assert AuditEvent.objects.filter(
            action="talents.import.rejected_downloaded", is_read=True
        ).exists()

        content.seek(0)
        again = check(upload(officer, content))
        assert again.header == roster.header
        assert counts(again)["rejected"] == roster.rejected

    def test_hold_no_formula(self, signed_in, officer):
        made = dirty_roster(3)
        made.rows[0][4] = ""
        made.rows[0][9] = "=1+1"
        roster = import_(officer, as_csv(made), name="r.csv")
        response = signed_in.get(url("roster_rejected", roster))
        content = b"".join(response.streaming_content)
        assert b"<f>" not in content


class TestHeldRows:
    def held(self, officer):
        """A person of the register comes with a passport instead of the ID."""
        made = dirty_roster(3)
        import_(officer, as_xlsx(made))
        made.rows[0][3], made.rows[0][4] = "护照", "E12345678"
        made.rows[0][6] = "哈萨克斯坦"
        made.rows = made.rows[:1]
        roster = check(upload(officer, as_xlsx(made)))
        assert counts(roster)["held"] == 1
        return roster, roster.roster_rows.get()

    def test_show_both_sides_and_lead_to_the_next(self, signed_in, officer):
        roster, row = self.held(officer)
        page = signed_in.get(url("roster_row", roster, row.number))
        talent = Talent.objects.get(pk=row.candidates[0])
        assert talent.number in page.content.decode()
        response = signed_in.post(
            url("roster_row", roster, row.number), {"answer": f"merge:{talent.pk}"}
        )
        assert response.url == url("roster", roster)
        row.refresh_from_db()
        assert (row.outcome, row.decision) == ("updated", "merge")

    def test_an_answer_that_was_not_offered_changes_nothing(self, signed_in, officer):
        roster, row = self.held(officer)
        stranger = TalentFactory()
        for answer in (f"merge:{stranger.pk}", "", "x"):
            response = signed_in.post(
                url("roster_row", roster, row.number), {"answer": answer}
            )
            assert response.status_code == 422
        row.refresh_from_db()
        assert row.outcome == "held"

    def test_an_import_with_a_held_row_can_be_seen_in_chinese(self, signed_in, officer):
        roster, row = self.held(officer)
        officer.language = "zh-hans"
        officer.save()
        page = signed_in.get(url("roster_row", roster, row.number)).content.decode()
        assert "同一个人" in page


class TestUndo:
    def test_says_what_will_happen_and_asks_why(self, signed_in, officer):
        roster = import_(officer)
        page = signed_in.get(url("roster_undo", roster))
        assert "60 people whom the import added" in page.content.decode()
        assert (
            signed_in.post(url("roster_undo", roster), {"why": " "}).status_code == 422
        )
        assert Talent.objects.count() == 60
        signed_in.post(url("roster_undo", roster), {"why": "错误的文件"})
        roster.refresh_from_db()
        roster = run_job(roster)
        assert roster.state == "undone"
        assert not Talent.objects.exists()
        assert "错误的文件" in signed_in.get(url("roster", roster)).content.decode()


class TestQueryCounts:
    def test_the_list_asks_the_same_at_few_and_many(
        self, signed_in, officer, django_assert_num_queries
    ):
        upload(officer)
        signed_in.get(LIST)
        with django_assert_num_queries(LIST_QUERIES):
            signed_in.get(LIST)
        for _n in range(6):
            upload(officer)
        with django_assert_num_queries(LIST_QUERIES):
            signed_in.get(LIST)

    @pytest.mark.parametrize("people", [5, 90])
    def test_the_page_of_an_import(
        self, signed_in, officer, people, django_assert_num_queries
    ):
        roster = check(upload(officer, as_xlsx(dirty_roster(people))))
        signed_in.get(url("roster", roster))
        with django_assert_num_queries(DETAIL_QUERIES):
            signed_in.get(url("roster", roster))


LIST_QUERIES = 6
DETAIL_QUERIES = 6

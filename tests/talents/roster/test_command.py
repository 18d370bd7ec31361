from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from apps.core.roles import Role
from apps.talents.models import RosterImport, Talent
from tests.accounts.factories import UserFactory
from tests.talents.roster.files import as_csv, as_xlsx, dirty_roster, office_sample

pytestmark = pytest.mark.django_db


def run(path, *options) -> dict:
    out = StringIO()
    call_command("import_roster", str(path), "--json", *options, stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture
def roster_file(tmp_path):
    path = tmp_path / "名册.xlsx"
    path.write_bytes(as_xlsx(dirty_roster(60)).getvalue())
    return path


def test_prints_one_object_that_adds_up(officer, roster_file):
    found = run(roster_file)
    made = dirty_roster(60)
    assert found == {
        "rows": len(made.rows),
        "created": 60,
        "updated": 0,
        "unchanged": 1,
        "rejected": made.rejected,
        "held": 0,
        "repeated_in_file": 1,
    }
    assert Talent.objects.count() == 60
    assert run(roster_file)["unchanged"] == 61


def test_the_office_sample_ends_at_its_truth(officer):
    path, truth = office_sample()
    found = run(path)
    assert found["rejected"] == truth["rejected"]
    assert found["created"] == truth["people"]
    assert found["repeated_in_file"] == truth["repeated_in_file"]
    assert found["rows"] == truth["rows"]


def test_a_dry_run_writes_nobody(officer, roster_file):
    assert run(roster_file, "--dry-run")["created"] == 60
    assert not Talent.objects.exists()
    assert RosterImport.objects.get().state == "discarded"


def test_prints_a_table_for_people(officer, roster_file):
    out = StringIO()
    call_command("import_roster", str(roster_file), stdout=out)
    assert "id_checksum" in out.getvalue()


def test_takes_csv_and_people_without_documents(officer, tmp_path):
    made = dirty_roster(5)
    path = tmp_path / "r.csv"
    path.write_bytes(as_csv(made, encoding="gbk").getvalue())
    assert run(path, "--allow-undocumented")["rejected"] == {
        reason: count
        for reason, count in sorted(made.rejected.items())
        if reason != "no_document"
    }
    assert Talent.objects.filter(is_verified=False).count() == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "empty"), (b"\x89PNG\r\n\x1a\n\x00\x00", "not a roster")],
)
def test_an_unreadable_file_ends_with_a_sentence(officer, tmp_path, content, sentence):
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=sentence):
        run(path)
    assert not RosterImport.objects.exists()


def test_says_who_or_what_is_missing(db, tmp_path, roster_file):
    with pytest.raises(CommandError, match="no office"):
        run(roster_file)
    UserFactory(role=Role.APPROVER)
    with pytest.raises(CommandError, match="Nobody"):
        run(roster_file)
    with pytest.raises(CommandError, match="no office x"):
        run(roster_file, "--office", "x")
    with pytest.raises(CommandError, match="no account"):
        run(roster_file, "--by", "nobody")
    UserFactory(role=Role.CITY_REVIEWER)
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "missing.xlsx")

"""What a roster did to a person stands on the person's time line."""

import pytest
from django.utils.translation import override

from apps.core.roles import Role
from apps.talents.models import Talent
from apps.talents.roster import services
from apps.talents.roster.told import imports
from tests.accounts.factories import UserFactory
from tests.talents.roster.conftest import AT, import_, run_job
from tests.talents.roster.files import HEADER, person, sheet

pytestmark = pytest.mark.django_db


def told(talent, user) -> list[tuple[str, str]]:
    with override("en"):
        return [(str(entry.title), entry.text) for entry in imports(talent, user)]


@pytest.fixture
def twice(officer):
    """Put on the register by one roster, changed in one field by a second."""
    rows = [person(1)]
    first = import_(officer, sheet([HEADER, *rows]))
    changed = list(rows[0])
    changed[HEADER.index("电子邮箱")] = "another@example.org"
    second = import_(officer, sheet([HEADER, changed]), name="second.xlsx")
    assert (first.created, second.updated) == (1, 1)
    return Talent.objects.get(), first, second


def test_says_which_file_and_row_and_which_fields(officer, twice):
    talent, first, second = twice
    assert [text for _title, text in told(talent, officer)] == [
        f"{second.number}, row 2 · E-mail",
        f"{first.number}, row 2",
    ]


def test_says_what_was_undone(officer, twice):
    talent, _first, second = twice
    roster = services.undo_import(
        roster_id=second.pk, why="wrong file", by=officer, at=AT
    )
    run_job(roster)
    newest = told(talent, officer)[0][1]
    assert newest.endswith("undone later")


def test_leads_only_those_to_the_file_who_may_open_it(officer, twice):
    talent = twice[0]
    reader = UserFactory(role=Role.APPROVER)
    assert all(entry.url for entry in imports(talent, officer))
    assert not any(entry.url for entry in imports(talent, reader))

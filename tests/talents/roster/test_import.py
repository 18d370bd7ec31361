from __future__ import annotations

from collections import Counter

import pytest

from apps.talents.models import (
    Education,
    Employment,
    IdentityDocument,
    Introduction,
    RosterRow,
    RosterStage,
    Talent,
)
from tests.talents.roster.conftest import counts, import_
from tests.talents.roster.files import as_xlsx, dirty_roster, office_sample

pytestmark = pytest.mark.django_db


def test_a_file_ends_at_the_counts_it_was_made_with(officer):
    made = dirty_roster(120)

    roster = import_(officer, as_xlsx(made))

    assert counts(roster) == {
        "rows": len(made.rows),
        "created": made.people,
        "updated": 0,
        "unchanged": made.repeated,
        "rejected": made.rejected_count,
        "held": 0,
        "repeated": made.repeated,
    }
    rejected = RosterRow.objects.filter(roster=roster, outcome="rejected")
    assert Counter(row.reasons[0] for row in rejected) == made.rejected
    for model in (Talent, IdentityDocument, Employment, Education, Introduction):
        assert model.objects.count() == made.people, model
    assert not RosterStage.objects.exists()


def test_the_office_sample_ends_at_its_truth(officer):
    path, truth = office_sample()
    with path.open("rb") as file:
        roster = import_(officer, file)
    assert counts(roster) == {
        "rows": truth["rows"],
        "created": truth["importable"],
        "updated": 0,
        "unchanged": truth["repeated_in_file"],
        "rejected": sum(truth["rejected"].values()),
        "held": 0,
        "repeated": truth["repeated_in_file"],
    }


def test_the_same_file_twice_changes_nothing(officer):
    made = dirty_roster(120)
    import_(officer, as_xlsx(made))
    before = list(Talent.objects.order_by("pk").values())

    again = import_(officer, as_xlsx(made))

    assert counts(again) | {"rejected": 0} == {
        "rows": len(made.rows),
        "created": 0,
        "updated": 0,
        "unchanged": made.people + made.repeated,
        "rejected": 0,
        "held": 0,
        "repeated": made.repeated,
    }
    assert list(Talent.objects.order_by("pk").values()) == before

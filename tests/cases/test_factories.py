"""Every factory and every trait makes a row that its own model accepts."""

import pytest

from apps.cases.states import CaseStatus
from tests.cases import factories

TRAITS = [
    "claimed",
    "in_progress",
    "with_department",
    "returned",
    "waiting",
    "answered",
    "confirmed",
    "closed",
    "reopened",
    "withdrawn",
]


@pytest.mark.django_db
@pytest.mark.parametrize("name", factories.__all__)
def test_builds_a_valid_row(name):
    row = getattr(factories, name)()
    row.full_clean()
    assert str(row)


@pytest.mark.django_db
def test_there_is_a_trait_for_every_state():
    made = [factories.CaseFactory(**{trait: True}) for trait in TRAITS]
    made.append(factories.CaseFactory())
    for case in made:
        case.full_clean()
    assert {case.status for case in made} == set(CaseStatus.values)

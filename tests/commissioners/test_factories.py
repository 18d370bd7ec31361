"""Every factory makes a row that its own model accepts."""

import pytest

from tests.commissioners import factories


@pytest.mark.django_db
@pytest.mark.parametrize("name", factories.__all__)
def test_builds_a_valid_row(name):
    row = getattr(factories, name)()
    row.full_clean()
    assert str(row)

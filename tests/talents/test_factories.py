"""Every factory makes a row that its own model and the database accept."""

import pytest

from tests.accounts import factories as accounts
from tests.talents import factories as talents

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", accounts.__all__)
def test_accounts_factory(name):
    getattr(accounts, name)().full_clean()


@pytest.mark.parametrize("name", talents.__all__)
def test_talents_factory(name):
    getattr(talents, name)().full_clean()


def test_a_talent_with_a_document_is_found_by_its_tail(db):
    talent = talents.TalentFactory(document=True)
    tail = talent.documents.get().tail
    assert list(type(talent).objects.matching(tail)) == [talent]


def test_two_talents_have_two_documents():
    first, second = talents.TalentFactory.create_batch(2, document=True)
    assert first.documents.get().number != second.documents.get().number

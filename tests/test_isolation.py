"""What ``tests/conftest.py`` promises to every other test."""

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction

from apps.accounts.models import Region

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_a_flush_leaves_the_rows_that_migrations_load(turn):
    assert Region.objects.filter(code="230600").exists()
    Region.objects.filter(code="230623").delete()


@pytest.mark.parametrize("turn", [1, 2])
def test_no_test_sees_the_cache_of_another(turn):
    assert cache.get("turn") is None
    cache.set("turn", turn)


def test_truncate_is_refused_where_a_test_asks_for_the_guard(truncate_guard):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("TRUNCATE audit_auditevent, audit_auditseal")

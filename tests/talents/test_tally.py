"""The kept count of the register agrees with the register, whatever is done to it."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Sum

from apps.talents.models import RegistryTally, Talent
from tests.talents.factories import TalentFactory

KEY = ("region", "category", "status", "education", "is_verified")


def kept():
    rows = RegistryTally.objects.exclude(count=0).values_list(*KEY, "count")
    return sorted(rows)


def counted():
    return sorted(Talent.objects.order_by().values_list(*KEY).annotate(n=Count("pk")))


@pytest.mark.django_db
def test_follows_entering_changing_and_removing():
    people = TalentFactory.create_batch(3)
    TalentFactory(category="party", education="doctor", is_verified=False)
    assert kept() == counted()
    Talent.objects.filter(pk=people[0].pk).update(region_id="230603")
    Talent.objects.filter(pk=people[1].pk).update(education="master", is_verified=False)
    assert kept() == counted()
    Talent.objects.update(name="另名")
    people[2].delete()
    assert kept() == counted()
    assert sum(count for *_key, count in kept()) == 3


@pytest.mark.django_db(transaction=True)
def test_the_migration_counts_what_is_there_both_ways():
    TalentFactory.create_batch(2)
    TalentFactory(education="doctor", is_verified=False)
    executor = MigrationExecutor(connection)
    # Of every app: what stands on these tables goes back and comes forward with them.
    newest = executor.loader.graph.leaf_nodes()
    executor.migrate([("talents", "0003_roster")])
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT sum(count), count(*) FROM talents_registrytally")
            assert cursor.fetchone() == (3, 1)
            cursor.execute(
                "UPDATE talents_talent SET category = 'party' WHERE id = "
                "(SELECT min(id) FROM talents_talent)"
            )
            cursor.execute(
                "SELECT sum(count) FROM talents_registrytally WHERE category = 'party'"
            )
            assert cursor.fetchone() == (1,)
    finally:
        MigrationExecutor(connection).migrate(newest)
    assert kept() == counted()
    assert RegistryTally.objects.aggregate(n=Sum("count"))["n"] == 3

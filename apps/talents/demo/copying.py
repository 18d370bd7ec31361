"""Rows into tables by COPY."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, models
from psycopg import sql


def reserve_ids(model: type[models.Model], count: int) -> range:
    """``count`` ids in a row of the table's own sequence."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(s, nextval(s) + %s - 1) "
            "FROM pg_get_serial_sequence(%s, 'id') AS s",
            [max(count, 1), model._meta.db_table],
        )
        last = cursor.fetchone()[0]
    return range(last - count + 1, last + 1)


def copy_rows(
    model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence]
) -> None:
    """Append ``rows``; encrypted values come as ``get_prep_value`` makes them."""
    columns = [model._meta.get_field(name).column for name in fields]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


@contextmanager
def indexes_built_at_the_end(*tables: type[models.Model]) -> Iterator[None]:
    """Take away indexes that hold no constraint and build them again afterwards.

    Half a million rows into a table with eleven indexes take three times as long as
    the rows first and each index in one go.  Locks the tables until commit.
    """
    names = [model._meta.db_table for model in tables]
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT format('DROP INDEX %%I', c.relname), pg_get_indexdef(i.indexrelid)
               FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
               WHERE i.indrelid = ANY(%s::regclass[]) AND NOT i.indisunique
                 AND NOT EXISTS (SELECT 1 FROM pg_constraint
                                 WHERE conindid = i.indexrelid)
               ORDER BY 1""",
            [names],
        )
        indexes = cursor.fetchall()
        for drop, _definition in indexes:
            cursor.execute(drop)
    yield
    with connection.cursor() as cursor:
        # Foreign keys are deferred, and no index is built over checks still to come.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        for _drop, definition in indexes:
            cursor.execute(definition)


def settle(*tables: type[models.Model]) -> None:
    """Let the planner and index-only scans know the new rows.  Outside a transaction."""
    with connection.cursor() as cursor:
        for model in tables:
            cursor.execute(
                sql.SQL("VACUUM (ANALYZE) {}").format(
                    sql.Identifier(model._meta.db_table)
                )
            )

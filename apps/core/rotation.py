"""Encrypt again, with the current key, what an older key encrypted."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, transaction
from psycopg import sql

from apps.core.crypto import EncryptedTextField, current_key_id, decrypt, encrypt

BATCH = 1000


def encrypted_fields() -> Iterator[EncryptedTextField]:
    for model in apps.get_models():
        if model._meta.managed and not model._meta.proxy:
            for field in model._meta.local_fields:
                if isinstance(field, EncryptedTextField):
                    yield field


def count_left(field: EncryptedTextField) -> int:
    """Values that are not under the current key."""
    query = sql.SQL(
        "SELECT count(*) FROM {table} WHERE {column} <> '' AND {column} NOT LIKE %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(query.format(**_names(field)), [f"{current_key_id()}:%"])
        return cursor.fetchone()[0]


def rotate(field: EncryptedTextField) -> Iterator[int]:
    """Yield how many values each batch changed; every batch is a transaction.

    A value that somebody changes meanwhile is left alone: it is under the current key
    already.  Killed and started again it goes on where it was.
    """
    last = None
    while True:
        with transaction.atomic():
            rows = _read(field, last)
            if not rows:
                return
            last = rows[-1][0]
            yield _write(field, rows)


def _read(field: EncryptedTextField, last) -> list[tuple]:
    query = sql.SQL(
        "SELECT {pk}, {column} FROM {table} WHERE {column} <> '' "
        "AND {column} NOT LIKE %s {after} ORDER BY {pk} LIMIT {batch}"
    ).format(
        **_names(field),
        after=sql.SQL("")
        if last is None
        else sql.SQL("AND {pk} > %s").format(**_names(field)),
        batch=sql.Literal(BATCH),
    )
    with connection.cursor() as cursor:
        key = f"{current_key_id()}:%"
        cursor.execute(query, [key] if last is None else [key, last])
        return cursor.fetchall()


def _write(field: EncryptedTextField, rows: list[tuple]) -> int:
    query = sql.SQL(
        "UPDATE {table} SET {column} = fresh.new FROM ("
        "SELECT unnest(%s::{pk_type}[]) AS pk, unnest(%s::text[]) AS old, "
        "unnest(%s::text[]) AS new) fresh "
        "WHERE {table}.{pk} = fresh.pk AND {table}.{column} = fresh.old"
    ).format(
        **_names(field),
        pk_type=sql.SQL(field.model._meta.pk.rel_db_type(connection)),
    )
    new = [
        encrypt(decrypt(stored, context=field.context), context=field.context)
        for _pk, stored in rows
    ]
    with connection.cursor() as cursor:
        cursor.execute(query, [[row[0] for row in rows], [row[1] for row in rows], new])
        return cursor.rowcount


def _names(field: EncryptedTextField) -> dict[str, sql.Identifier]:
    meta = field.model._meta
    return {
        "table": sql.Identifier(meta.db_table),
        "column": sql.Identifier(field.column),
        "pk": sql.Identifier(meta.pk.column),
    }

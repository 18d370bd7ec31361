"""What the test database has besides the migrations."""

from django.db import connection, transaction
from django.db.models.signals import post_migrate

# Filled by Django after every flush.
FILLED_BY_DJANGO = {"django_migrations", "django_content_type", "auth_permission"}

TRUNCATE_TRIGGERS = """
    SELECT tgrelid::regclass::text, quote_ident(tgname) FROM pg_trigger
    WHERE NOT tgisinternal AND (tgtype & 32) <> 0
"""


def set_truncate_triggers(*, enabled: bool) -> None:
    """Append-only tables refuse TRUNCATE, which is how a transactional test cleans up."""
    act = "ENABLE" if enabled else "DISABLE"
    with connection.cursor() as cursor:
        cursor.execute(TRUNCATE_TRIGGERS)
        for table, trigger in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} {act} TRIGGER {trigger}")


def keep_migrated_rows() -> None:
    """Rows that migrations load (regions) come back after a transactional test's flush."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA IF NOT EXISTS migrated")
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}")')
            if cursor.fetchone()[0] and table not in FILLED_BY_DJANGO:
                cursor.execute(f'DROP TABLE IF EXISTS migrated."{table}"')
                cursor.execute(
                    f'CREATE TABLE migrated."{table}" AS TABLE public."{table}"'
                )
    post_migrate.connect(_restore, dispatch_uid="tests.keep_migrated_rows")


def _restore(*, app_config, **_signal) -> None:
    if app_config.label != "contenttypes":  # once for each flush
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.table_name, string_agg(quote_ident(c.column_name), ', ') "
            "FROM information_schema.columns c "
            "JOIN information_schema.tables t ON t.table_schema = 'migrated' "
            "AND t.table_name = c.table_name "
            "WHERE c.table_schema = 'public' AND c.is_generated = 'NEVER' GROUP BY 1"
        )
        for table, columns in cursor.fetchall():
            cursor.execute(
                f'INSERT INTO public."{table}" ({columns}) '
                f'SELECT {columns} FROM migrated."{table}" ON CONFLICT DO NOTHING'
            )

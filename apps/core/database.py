"""What PostgreSQL is told beyond what Django says."""

from django.db import connection


def commit_lazily() -> None:
    """Let this transaction's commit not wait for the disk.

    For a chunk of long work that is done again where a crash of the server loses the
    last moments: rows and checkpoint are lost together, never one without the other.
    Whatever commits after it in the usual way makes it durable too, in order.  Never
    for an act that somebody was told of, nor for what leaves the house.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO off")

"""Check the hash chain from its first link to its last."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True)
class ChainReport:
    events: int
    sealed: int
    broken_at: int | None  # seq of the first link that does not hold
    unsealed: int
    last_digest: str

    @property
    def is_whole(self) -> bool:
        return self.broken_at is None and self.unsealed == 0


def verify() -> ChainReport:
    """Recompute every digest in the database, in one pass, without locking anybody.

    A changed, removed, inserted or reordered row shows as the first broken link.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*), coalesce(max(seq), 0),
                   min(seq) FILTER (WHERE NOT holds)
            FROM (
                SELECT s.seq,
                       e.id IS NOT NULL
                       AND s.seq = row_number() OVER (ORDER BY s.seq)
                       AND s.digest = audit_digest(
                           coalesce(lag(s.digest) OVER (ORDER BY s.seq), ''), e)
                       AS holds
                FROM audit_auditseal s LEFT JOIN audit_auditevent e ON e.id = s.event_id
            ) links
            """
        )
        sealed, _last_seq, broken = cursor.fetchone()
        cursor.execute(
            """SELECT count(*), count(*) FILTER (WHERE s.seq IS NULL)
               FROM audit_auditevent e LEFT JOIN audit_auditseal s ON s.event_id = e.id"""
        )
        events, unsealed = cursor.fetchone()
        cursor.execute("SELECT digest FROM audit_auditseal ORDER BY seq DESC LIMIT 1")
        last = cursor.fetchone()
    return ChainReport(events, sealed, broken, unsealed, last[0] if last else "")

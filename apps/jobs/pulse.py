"""Progress and heartbeat, visible to everybody while the work's transaction is open."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from django.db import connection, connections
from django.db.utils import Error as DatabaseError

logger = logging.getLogger(__name__)
HEARTBEAT_SECONDS = 15

_BEAT = """
    UPDATE jobs_job SET heartbeat_at = %s, done = least(%s, greatest(total, %s)),
           total = greatest(total, %s), step = %s
    WHERE id = %s AND state = 'running' AND attempt = %s
    RETURNING is_cancel_asked
"""


class Pulse:
    """Writes the job's row on a connection of its own, from the work and from a thread.

    The thread keeps the job alive through one long statement.  Where the caller is
    itself inside a transaction (a test, a command that runs a job inline) another
    connection would not even see the row, so the caller's own is used and no thread.
    """

    def __init__(
        self, *, job_id: int, attempt: int, clock: Callable[[], datetime]
    ) -> None:
        self.job_id, self.attempt, self.clock = job_id, attempt, clock
        self.done, self.total, self.step = 0, 0, ""
        self._is_inline = connection.in_atomic_block
        self._own = None
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Pulse:
        if not self._is_inline:
            self._own = connections.create_connection("default")
            self._own.inc_thread_sharing()  # the lock keeps it to one thread at a time
            self._thread = threading.Thread(
                target=self._beat_on, name=f"job-{self.job_id}", daemon=True
            )
            self._thread.start()
        return self

    def __exit__(self, *_error) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=HEARTBEAT_SECONDS)
        if self._own is not None:
            with self._lock:
                self._own.close()

    def beat(self) -> tuple[bool, bool]:
        """Write; return whether the job is still ours, and whether to cancel it."""
        with self._lock:
            if self._is_inline:
                return self._write(connection)
            try:
                return self._write(self._own)
            except DatabaseError as error:
                # A restarted server is no reason to stop the work: ask a new connection.
                logger.warning(
                    "job %s: the heartbeat connects again: %s", self.job_id, error
                )
                self._own.close()
                return self._write(self._own)

    def _write(self, used) -> tuple[bool, bool]:
        with used.cursor() as cursor:
            cursor.execute(
                _BEAT,
                [
                    self.clock(),
                    self.done,
                    self.total,
                    self.total,
                    self.step,
                    self.job_id,
                    self.attempt,
                ],
            )
            row = cursor.fetchone()
        return row is not None, bool(row and row[0])

    def _beat_on(self) -> None:
        while not self._stop.wait(HEARTBEAT_SECONDS):
            try:
                is_ours, _cancel = self.beat()
            except DatabaseError as error:
                logger.warning("job %s: no heartbeat: %s", self.job_id, error)
                continue
            if not is_ours:
                return

"""Run one job: claim it, keep it alive, end it.  Below services: a task calls it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import OperationalError, transaction
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core import mailbox
from apps.core.errors import DomainError
from apps.jobs import kinds
from apps.jobs.models import OVER, Checkpoint, Job, JobState
from apps.jobs.pulse import Pulse

logger = logging.getLogger(__name__)

SILENT_FOR = timedelta(minutes=2)
MAX_TAKEOVERS = 5  # a job that kills its worker again and again is given up
PROGRESS_EVERY = 0.5  # seconds


class JobCancelled(Exception):
    """Raised out of ``progress`` when somebody asked to stop.  Let it pass."""


class JobLost(Exception):
    """Another worker has taken the job over.  Let it pass: the transaction must go."""


class JobContext:
    """What a job's ``run(ctx)`` gets.

    A job that can be killed and resumed without doing anything twice is written so:

        for number, chunk in enumerate(chunks(…)):
            if number < ctx.state.get("next", 0):
                continue                                  # committed before the crash
            with transaction.atomic():
                …the work of one chunk…
                ctx.checkpoint({"next": number + 1})      # same transaction
            ctx.progress(number + 1, len(chunks))         # outside of it
        ctx.finish({"created": …})

    One big transaction is fine too: it is all or nothing, and ``progress`` is seen
    meanwhile because it is written on another connection.
    """

    def __init__(self, job: Job, pulse: Pulse, state: dict, at: datetime) -> None:
        self.job_id = job.pk
        self.kind = job.kind
        self.payload: dict = job.payload
        self.by: User = job.by
        self.at = at  # when this attempt began, for the rules that take ``at=``
        self.attempt = job.attempt
        self.state = state  # the last checkpoint
        self.result: dict = dict(job.result)
        self.result_url = job.result_url
        self._pulse = pulse
        self._written = float("-inf")

    def progress(self, done: int, total: int, step: str = "") -> None:
        """Say how far it is; call it as often as you like, it writes twice a second.

        Raises ``JobCancelled`` when somebody asked to stop, ``JobLost``.
        """
        pulse = self._pulse
        pulse.done, pulse.total = done, max(total, done)
        pulse.step = str(step)[:200] or pulse.step
        now = time.monotonic()
        if now - self._written < PROGRESS_EVERY and done < total:
            return
        self._written = now
        is_ours, is_cancel_asked = pulse.beat()
        if not is_ours:
            raise JobLost
        if is_cancel_asked:
            raise JobCancelled

    def checkpoint(self, state: dict) -> None:
        """Remember how far the work is, in the caller's transaction.

        Raises ``JobLost`` when another worker has the job by now: the caller's work is
        rolled back with it, so nothing is done by both.
        """
        written = Checkpoint.objects.filter(
            job_id=self.job_id, attempt=self.attempt
        ).update(data=state)
        if not written:
            raise JobLost
        self.state = state

    def finish(self, result: dict, *, url: str = "") -> None:
        """Say what came of it; kept when ``run`` returns.  ``url`` is where it is shown."""
        self.result = result
        self.result_url = url or self.result_url


def run(job_id: int, *, clock: Callable[[], datetime]) -> Job | None:
    """Run a job to its end; ``None`` when it is somebody else's, over, or not there."""
    at = clock()
    claimed = claim(job_id, at=at)
    if claimed is None:
        return None
    job, state = claimed
    kind = kinds.get(job.kind)
    with translation.override(job.by.language):
        if kind is None:
            return _end(job, JobState.FAILED, clock(), error=_unknown(job.kind))
        return _work(job, kind, state, at, clock)


def _work(
    job: Job, kind: kinds.Kind, state: dict, at: datetime, clock: Callable
) -> Job | None:
    with Pulse(job_id=job.pk, attempt=job.attempt, clock=clock) as pulse:
        pulse.done, pulse.total, pulse.step = job.done, job.total, job.step
        ctx = JobContext(job, pulse, state, at)
        try:
            kind.run(ctx)
        except JobLost:
            logger.warning("job %s was taken over", job.pk)
            return None
        except JobCancelled:
            return _end(job, JobState.CANCELLED, clock(), ctx=ctx)
        except OperationalError:
            # The database went away, or two deadlocked: not the work's fault.  The row
            # stays as it is and the sweep has the job taken over from its checkpoint.
            logger.exception("job %s (%s) will be taken over", job.pk, job.kind)
            return None
        except DomainError as refusal:
            return _end(job, JobState.FAILED, clock(), ctx=ctx, error=refusal.message)
        except Exception:
            logger.exception("job %s (%s)", job.pk, job.kind)
            return _end(job, JobState.FAILED, clock(), ctx=ctx, error=_defect(job))
        return _end(job, JobState.DONE, clock(), ctx=ctx)


def _defect(job: Job) -> str:
    return gettext(
        "Something went wrong that should not have. The administrators find the details "
        "in the log under job {number}."
    ).format(number=job.pk)


def _given_up(count: int) -> str:
    return gettext(
        "The work stopped its worker {count} times and was given up."
    ).format(count=count)


def _unknown(kind: str) -> str:
    return gettext("This installation does not know work of the kind {kind}.").format(
        kind=kind
    )


@transaction.atomic
def claim(job_id: int, *, at: datetime) -> tuple[Job, dict] | None:
    """Take the job for this worker and return it with its last checkpoint.

    Of two workers one gets it: the row is locked, and ``attempt`` goes up.  A running
    job is taken over only when its heartbeat has been silent for ``SILENT_FOR``.
    """
    job = (
        Job.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("by")
        .filter(pk=job_id)
        .first()
    )
    if job is None or job.is_over:
        return None
    is_takeover = job.state == JobState.RUNNING
    if is_takeover and job.heartbeat_at >= at - SILENT_FOR:
        return None
    # A worker that is merely slow holds this row while it commits a chunk: come later.
    saved = (
        Checkpoint.objects.select_for_update(skip_locked=True).filter(job=job).first()
    )
    if saved is None:
        return None
    job.state = JobState.RUNNING
    job.attempt += 1
    job.takeovers += is_takeover
    job.heartbeat_at = at
    job.started_at = job.started_at or at
    if job.takeovers > MAX_TAKEOVERS:
        _close(
            job,
            JobState.FAILED,
            at,
            gettext(
                "The work stopped its worker {count} times and was given up."
            ).format(count=job.takeovers),
        )
        return None
    job.save()
    Checkpoint.objects.filter(job=job).update(attempt=job.attempt)
    return job, saved.data


@transaction.atomic
def _end(
    job: Job,
    state: str,
    at: datetime,
    *,
    ctx: JobContext | None = None,
    error: str = "",
) -> Job | None:
    """Write the end and tell the starter, unless the job is another worker's by now."""
    row = Job.objects.select_for_update().filter(pk=job.pk).first()
    if row is None or row.attempt != job.attempt or row.state in OVER:
        return None
    if ctx is not None:
        pulse = ctx._pulse
        row.done, row.total, row.step = pulse.done, pulse.total, pulse.step
        row.result, row.result_url = ctx.result, ctx.result_url
    row.by = job.by
    _close(row, state, at, error)
    return row


def _close(job: Job, state: str, at: datetime, error: str) -> None:
    job.state = state
    job.error = error
    job.finished_at = at
    if state == JobState.DONE:
        job.done = job.total
    job.save()
    tell(job, at=at)


SUBJECTS = {
    JobState.DONE: _("Done: {what}"),
    JobState.FAILED: _("Failed: {what}"),
    JobState.CANCELLED: _("Cancelled: {what}"),
}


def tell(job: Job, *, at: datetime) -> None:
    """Put the end of a job into the starter's inbox, once for each end."""
    kind = kinds.get(job.kind)
    what = kind.label if kind else job.kind
    if job.label:
        what = format_lazy("{kind} · {label}", kind=what, label=job.label)
    mailbox.post_message(
        key=f"job-{job.state}:{job.pk}:{job.attempt}",
        recipient=job.by_id,
        subject=format_lazy(SUBJECTS[job.state], what=what),
        body=job.error,
        url=job.result_url or f"/jobs/{job.pk}/",
        at=at,
    )

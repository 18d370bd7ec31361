"""Start, stop and repeat jobs."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.audit.services import record
from apps.core import hints
from apps.core.errors import DomainError, NotAllowed
from apps.core.roles import Role
from apps.jobs import kinds
from apps.jobs.models import Checkpoint, Job, JobState
from apps.jobs.runner import SILENT_FOR, tell
from apps.jobs.tasks import run_job

# A queued job this old was forgotten by the broker; younger ones wait in its queue.
FORGOTTEN_AFTER = timedelta(minutes=1)


class JobIsOver(DomainError):
    code = "job_is_over"


@transaction.atomic
def start(
    kind: str,
    *,
    by: User,
    at: datetime,
    payload: dict,
    label: str = "",
    result_url: str = "",
    total: int = 0,
) -> Job:
    """Write the job and hand it to a worker after commit.

    ``payload`` holds ids and plain values, nothing sensitive; ``label`` says which one it
    is ("roster.xlsx"), the kind's own label says what.  ``total`` when it is known now.
    """
    found = kinds.get(kind)
    if found is None:
        raise ValueError(f"unknown kind of job {kind}")
    job = Job.objects.create(
        kind=kind,
        label=label[:200],
        by=by,
        payload=payload,
        result_url=result_url,
        total=total,
        created_at=at,
    )
    Checkpoint.objects.create(job=job)
    record("jobs.job.started", target=job, by=by, at=at, data={"kind": kind})
    _enqueue(job)
    return job


@transaction.atomic
def ask_to_cancel(*, job_id: int, by: User, at: datetime) -> Job:
    """Stop a job: at once while it waits, at its next step while it runs.

    What it has committed by then stays.  Raises ``JobIsOver``, ``NotAllowed``.
    """
    job = _locked(job_id, by)
    if job.is_over:
        raise JobIsOver(_("This work is over already."))
    job.is_cancel_asked = True
    if job.state == JobState.QUEUED:
        job.state = JobState.CANCELLED
        job.finished_at = at
    job.save(update_fields=["is_cancel_asked", "state", "finished_at"])
    record("jobs.job.cancel_asked", target=job, by=by, at=at)
    if job.is_over:
        tell(job, at=at)
    return job


@transaction.atomic
def try_again(*, job_id: int, by: User, at: datetime) -> Job:
    """Go on with a failed or cancelled job from its last checkpoint."""
    job = _locked(job_id, by)
    if job.state not in {JobState.FAILED, JobState.CANCELLED}:
        raise DomainError(_("Only work that failed or was cancelled can go on."))
    job.state = JobState.QUEUED
    job.is_cancel_asked = False
    job.finished_at = None
    job.takeovers = 0
    job.error = ""
    job.save()
    record("jobs.job.tried_again", target=job, by=by, at=at)
    _enqueue(job)
    return job


def sweep(*, at: datetime) -> int:
    """Enqueue what the broker forgot and what a dead worker left; return how many.

    A job that waits in a full queue gets a hint each minute: the claim makes the extra
    ones harmless, and they expire before the next.
    """
    waiting = Q(state=JobState.QUEUED, created_at__lt=at - FORGOTTEN_AFTER)
    jobs = Job.objects.filter(
        waiting | Q(pk__in=Job.objects.abandoned(silent_since=at - SILENT_FOR))
    ).order_by("pk")[:500]
    for job in jobs:
        hints.send_now(
            run_job,
            queue=_queue(job.kind),
            expires=FORGOTTEN_AFTER.total_seconds(),
            job_id=job.pk,
        )
    return len(jobs)


def _locked(job_id: int, by: User) -> Job:
    job = Job.objects.select_for_update(of=("self",)).get(pk=job_id)
    if job.by_id != by.pk and not by.reach(Role.SYSTEM_ADMIN).is_everything:
        raise NotAllowed(_("Only the one who started it can do that."))
    return job


def _enqueue(job: Job) -> None:
    hints.after_commit(run_job, queue=_queue(job.kind), job_id=job.pk)


def _queue(kind: str) -> str | None:
    found = kinds.get(kind)
    return found.queue if found else None

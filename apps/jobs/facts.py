"""What a page says about a job: words, counts, time left."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.jobs.models import Job, JobState

KINDS = {
    JobState.QUEUED: "muted",
    JobState.RUNNING: "info",
    JobState.DONE: "ok",
    JobState.FAILED: "no",
    JobState.CANCELLED: "muted",
}
# Below this share of the work a guess at the rest would jump about.
ENOUGH_TO_GUESS = 0.02


def status_kind(job: Job) -> str:
    return KINDS[job.state]


def time_left(job: Job, now: datetime) -> timedelta | None:
    """By the pace so far; ``None`` while that says nothing."""
    if job.state != JobState.RUNNING or not job.total or job.started_at is None:
        return None
    share = job.done / job.total
    passed = now - job.started_at
    if share < ENOUGH_TO_GUESS or passed < timedelta(seconds=3):
        return None
    return passed * ((1 - share) / share)


def words_for(span: timedelta | None) -> str:
    """About how long: a minute and a half is "2 minutes", nothing is "a moment"."""
    if span is None:
        return ""
    seconds = span.total_seconds()
    if seconds < 10:
        return _("a moment")
    if seconds < 90:
        count = round(seconds / 10) * 10
        return ngettext("{count} second", "{count} seconds", count).format(count=count)
    if seconds < 90 * 60:
        count = round(seconds / 60)
        return ngettext("{count} minute", "{count} minutes", count).format(count=count)
    count = round(seconds / 3600)
    return ngettext("{count} hour", "{count} hours", count).format(count=count)


def took(job: Job) -> timedelta | None:
    if job.started_at is None or job.finished_at is None:
        return None
    return job.finished_at - job.started_at

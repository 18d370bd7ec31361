"""How the result of a kind of job is put into words."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.functional import Promise

from apps.jobs.models import Job

Facts = list[tuple[str | Promise, object]]
_describers: dict[str, Callable[[Job], Facts]] = {}


def register_result(kind: str, describe: Callable[[Job], Facts]) -> None:
    """``describe(job)`` gives (label, value) pairs for the page of a finished job."""
    _describers[kind] = describe


def facts_of(job: Job) -> Facts:
    describe = _describers.get(job.kind)
    return describe(job) if describe and job.result else []

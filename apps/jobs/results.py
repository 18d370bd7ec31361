"""How the result of a kind of job is put into words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.functional import Promise

from apps.jobs.models import Job

Facts = list[tuple[str | Promise, object]]
_describers: dict[str, Callable[[Job], Facts]] = {}


def register_result(kind: str, describe: Callable[[Job], Facts]) -> None:
    """``describe(job)`` gives (label, value) pairs for the page of a finished job."""
    _describers[kind] = describe


def register_counts(kind: str, labels: Mapping[str, str | Promise]) -> None:
    """The usual result: counts by name, each with its label, in this order."""
    register_result(
        kind,
        lambda job: [
            (label, f"{job.result[name]:,}") for name, label in labels.items()
        ],
    )


def facts_of(job: Job) -> Facts:
    describe = _describers.get(job.kind)
    return describe(job) if describe and job.result else []

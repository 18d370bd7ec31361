"""Which kinds of long work there are.  Apps register theirs in ``ready()``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise

if TYPE_CHECKING:
    from apps.jobs.runner import JobContext


@dataclass(frozen=True)
class Kind:
    name: str
    run: Callable[[JobContext], None]
    label: str | Promise
    queue: str
    icon: str


_kinds: dict[str, Kind] = {}


def register(
    kind: str,
    run: Callable[[JobContext], None],
    label: str | Promise,
    *,
    queue: str = "jobs",
    icon: str = "hourglass-split",
) -> None:
    """``run(ctx)`` does the work; see ``apps.jobs.runner.JobContext``.

    ``queue`` is one of ``CELERY_TASK_QUEUES``, so that a worker listens to it.
    """
    if queue not in {each.name for each in settings.CELERY_TASK_QUEUES}:
        raise ImproperlyConfigured(f"job kind {kind}: no worker listens to {queue}")
    _kinds[kind] = Kind(kind, run, label, queue, icon)


def get(kind: str) -> Kind | None:
    return _kinds.get(kind)


def label_of(kind: str) -> str:
    found = _kinds.get(kind)
    return str(found.label) if found else kind


def choices() -> list[tuple[str, str]]:
    return [(kind.name, str(kind.label)) for kind in _kinds.values()]

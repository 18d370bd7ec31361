"""Work that takes longer than a page, with its progress and what came of it."""

from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.core.roles import Role


class JobState(models.TextChoices):
    QUEUED = "queued", _("Waiting for its turn")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


OVER = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user) -> JobQuerySet:
        """One's own; the city's system administrators see everybody's."""
        if user.reach(Role.SYSTEM_ADMIN).is_everything:
            return self
        return self.filter(by_id=user.pk)

    def abandoned(self, *, silent_since) -> JobQuerySet:
        """Running as far as the row knows, but nobody has moved it for too long."""
        return self.filter(state=JobState.RUNNING, heartbeat_at__lt=silent_since)


class Job(models.Model):
    """One piece of long work.

    ``done``, ``total`` and ``heartbeat_at`` are written while the work's own transaction
    is open, on a connection of their own.  ``attempt`` is the fence: it goes up with
    every claim, and a worker whose number is no longer the row's has lost the job.
    """

    kind = models.CharField(_("kind"), max_length=60)
    label = models.CharField(_("what"), max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("started by"),
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=JobState.choices,
        default=JobState.QUEUED,
        editable=False,
    )
    done = models.PositiveBigIntegerField(_("done"), default=0, editable=False)
    total = models.PositiveBigIntegerField(_("of"), default=0, editable=False)
    step = models.CharField(_("step"), max_length=200, blank=True, editable=False)
    payload = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    result = models.JSONField(default=dict, encoder=DjangoJSONEncoder, editable=False)
    result_url = models.CharField(max_length=300, blank=True)
    error = models.TextField(_("error"), blank=True, editable=False)
    attempt = models.PositiveIntegerField(default=0, editable=False)
    takeovers = models.PositiveSmallIntegerField(default=0, editable=False)
    is_cancel_asked = models.BooleanField(default=False, editable=False)
    heartbeat_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(_("started"))
    started_at = models.DateTimeField(null=True, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, editable=False)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="jobs_state_known", condition=Q(state__in=JobState.values)
            ),
            models.CheckConstraint(
                name="jobs_finished_at_iff_over",
                condition=Q(state__in=OVER, finished_at__isnull=False)
                | (~Q(state__in=OVER) & Q(finished_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="jobs_running_has_a_heartbeat",
                condition=~Q(state=JobState.RUNNING)
                | Q(heartbeat_at__isnull=False, started_at__isnull=False),
            ),
            models.CheckConstraint(
                name="jobs_not_more_done_than_there_is",
                condition=Q(done__lte=F("total")),
            ),
        ]
        indexes = [
            models.Index(fields=["by", "-id"], name="jobs_by_person"),
            models.Index(
                fields=["state", "heartbeat_at"],
                name="jobs_open",
                condition=Q(state__in=["queued", "running"]),
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.kind

    @property
    def is_over(self) -> bool:
        return self.state in OVER


class Checkpoint(models.Model):
    """How far a job's work is committed; written in the transaction of that work.

    A row of its own, so that the heartbeat never waits for the work's transaction.
    """

    job = models.OneToOneField(
        Job, models.CASCADE, primary_key=True, related_name="checkpoint"
    )
    attempt = models.PositiveIntegerField(default=0)
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    def __str__(self) -> str:
        return f"{self.job_id}: {self.data}"

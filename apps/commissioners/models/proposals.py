"""Who could serve those who have nobody: computed once, looked at, then applied."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ProposalStatus(models.TextChoices):
    SHOWN = "shown", _("Not applied yet")
    APPLYING = "applying", _("Being applied")
    APPLIED = "applied", _("Applied")


class BalanceProposalQuerySet(models.QuerySet["BalanceProposal"]):
    def visible_to(self, user) -> BalanceProposalQuerySet:
        """One's own."""
        return self.filter(by_id=user.pk)


class BalanceProposal(models.Model):
    """Exactly what a head was shown, so that exactly that is applied."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    scope = models.JSONField(default=dict, editable=False)
    # [[talent id, commissioner id], …] in the order of proposing.
    pairs = models.JSONField(default=list, editable=False)
    # {reason code: count}, and the talents behind the counts, at most 200.
    left_over = models.JSONField(default=dict, editable=False)
    left_over_talents = models.JSONField(default=list, editable=False)
    status = models.CharField(
        max_length=10,
        choices=ProposalStatus.choices,
        default=ProposalStatus.SHOWN,
        editable=False,
    )
    job_id = models.BigIntegerField(null=True, editable=False)

    objects = BalanceProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="commissioners_proposal_status_known",
                condition=Q(status__in=ProposalStatus.values),
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {len(self.pairs)}"

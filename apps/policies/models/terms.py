"""How an amount is paid, what else counts against it, and who bears it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.policies.choices import DueFrom, ExclusionMode, GateFails
from apps.policies.models.policies import Policy, PolicyVersion


class Instalment(models.Model):
    """One part of the amount, as a weight beside the others: 40, 30, 30 or 1, 2.

    Its gate (``Condition.instalment``) is asked again before it is paid.
    """

    version = models.ForeignKey(
        PolicyVersion, models.CASCADE, related_name="instalments"
    )
    number = models.PositiveSmallIntegerField(_("number"))
    weight = models.PositiveIntegerField(_("share"))
    months = models.PositiveSmallIntegerField(_("months after"), default=0)
    due_from = models.CharField(
        _("counted from"),
        max_length=16,
        choices=DueFrom.choices,
        default=DueFrom.APPROVAL,
    )
    if_not_met = models.CharField(
        _("if its conditions are not met"),
        max_length=8,
        choices=GateFails.choices,
        default=GateFails.PAUSE,
    )
    clause = models.CharField(_("clause"), max_length=60, blank=True)

    class Meta:
        ordering = ["version_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "number"], name="policies_one_instalment_a_number"
            ),
            models.CheckConstraint(
                name="policies_instalment_is_something",
                condition=Q(weight__gte=1, number__gte=1),
            ),
            models.CheckConstraint(
                name="policies_first_payment_is_the_first",
                condition=~Q(number=1, due_from=DueFrom.FIRST_PAYMENT),
                violation_error_message=_(
                    "The first instalment cannot wait for the first payment."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.number}"


class Exclusion(models.Model):
    """What having had another benefit means under this version (互斥、扣减)."""

    version = models.ForeignKey(
        PolicyVersion, models.CASCADE, related_name="exclusions"
    )
    other = models.ForeignKey(
        Policy, models.PROTECT, related_name="+", verbose_name=_("other policy")
    )
    mode = models.CharField(_("effect"), max_length=8, choices=ExclusionMode.choices)
    clause = models.CharField(_("clause"), max_length=60, blank=True)

    class Meta:
        ordering = ["version_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "other"], name="policies_one_exclusion_a_policy"
            ),
            models.CheckConstraint(
                name="policies_exclusion_mode_known",
                condition=Q(mode__in=ExclusionMode.values),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.other}"


class FundingShare(models.Model):
    """Who bears how much of each payment, in hundredths of a per cent."""

    version = models.ForeignKey(PolicyVersion, models.CASCADE, related_name="funding")
    payer = models.SlugField(_("payer"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    percent = models.DecimalField(_("per cent"), max_digits=5, decimal_places=2)

    class Meta:
        ordering = ["version_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "payer"], name="policies_one_share_a_payer"
            ),
            models.CheckConstraint(
                name="policies_share_is_a_part",
                condition=Q(percent__gt=0, percent__lte=100),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.percent}%"

"""Rules as rows: who may claim, and how much."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models.places import LocalName
from apps.core.errors import DomainError
from apps.policies import facts, rules
from apps.policies.choices import AmountKind, NodeKind, Operator
from apps.policies.models.policies import PolicyVersion


class Tier(LocalName):
    """One row of a version's table of amounts.

    Of each ``component`` the first tier, by ``order``, whose conditions are met counts;
    the components are added up.
    """

    version = models.ForeignKey(PolicyVersion, models.CASCADE, related_name="tiers")
    component = models.SlugField(_("part of the benefit"), max_length=20)
    code = models.CharField(_("code"), max_length=20)
    order = models.PositiveSmallIntegerField(_("order"))
    clause = models.CharField(_("clause"), max_length=60, blank=True)
    amount_kind = models.CharField(
        _("amount"),
        max_length=8,
        choices=AmountKind.choices,
        default=AmountKind.FIXED,
    )
    amount = models.DecimalField(
        _("amount"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    percent = models.DecimalField(
        _("per cent"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    base_fact = models.CharField(_("of"), max_length=60, blank=True)
    cap = models.DecimalField(
        _("at most"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    # Instead of the version's, where a higher grade is bound for longer.
    lock_years = models.PositiveSmallIntegerField(
        _("years in which the home may not be sold"), null=True, blank=True
    )

    class Meta:
        ordering = ["version_id", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "code"], name="policies_one_tier_a_code"
            ),
            models.UniqueConstraint(
                fields=["version", "order"], name="policies_one_tier_a_place"
            ),
            models.CheckConstraint(
                name="policies_tier_has_its_amount",
                condition=Q(
                    amount_kind=AmountKind.FIXED,
                    # NULL > 0 is neither true nor false, and a CHECK lets that pass.
                    amount__isnull=False,
                    amount__gt=0,
                    percent__isnull=True,
                    base_fact="",
                    cap__isnull=True,
                )
                | (
                    Q(
                        amount_kind=AmountKind.PERCENT,
                        amount__isnull=True,
                        percent__isnull=False,
                        percent__gt=0,
                        percent__lte=100,
                    )
                    & ~Q(base_fact="")
                    & (Q(cap__isnull=True) | Q(cap__gt=0))
                ),
                violation_error_message=_(
                    "A tier has either a fixed amount or a share of a stated amount."
                ),
            ),
        ]

    def clean(self) -> None:
        if self.base_fact:
            fact = _fact_or_error("base_fact", self.base_fact)
            if fact.type is not facts.FactType.MONEY:
                raise ValidationError({"base_fact": _("A share is taken of money.")})


class Condition(models.Model):
    """One node of a rule: a test, or a group of nodes.

    Nodes without a parent are joined by *all*.  ``tier`` and ``instalment`` are empty
    for the conditions of the whole version.
    """

    version = models.ForeignKey(
        PolicyVersion, models.CASCADE, related_name="conditions"
    )
    tier = models.ForeignKey(
        Tier, models.CASCADE, null=True, blank=True, related_name="conditions"
    )
    # Of the gate that an instalment passes, asked again before each payment.
    instalment = models.ForeignKey(
        "policies.Instalment",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="gate",
    )
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="parts"
    )
    order = models.PositiveSmallIntegerField(_("order"))
    kind = models.CharField(
        _("kind"), max_length=4, choices=NodeKind.choices, default=NodeKind.TEST
    )
    fact = models.CharField(_("fact"), max_length=60, blank=True)
    operator = models.CharField(
        _("operator"), max_length=16, choices=Operator.choices, blank=True
    )
    value = models.JSONField(_("value"), null=True, blank=True)
    clause = models.CharField(_("clause"), max_length=60, blank=True)
    label = models.CharField(_("label"), max_length=200, blank=True)
    label_en = models.CharField(_("English label"), max_length=250, blank=True)

    class Meta:
        ordering = ["version_id", "order", "id"]
        constraints = [
            models.CheckConstraint(
                name="policies_condition_of_one_thing",
                condition=Q(tier__isnull=True) | Q(instalment__isnull=True),
            ),
            models.CheckConstraint(
                name="policies_condition_kind_known",
                condition=Q(kind__in=NodeKind.values),
            ),
            models.CheckConstraint(
                name="policies_condition_is_a_test_or_a_group",
                condition=(
                    Q(kind=NodeKind.TEST, operator__in=Operator.values)
                    & ~Q(fact="")
                    & Q(value__isnull=False)
                )
                | (
                    ~Q(kind=NodeKind.TEST) & Q(fact="", operator="", value__isnull=True)
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.label or f"{self.fact} {self.operator} {self.value}"

    def clean(self) -> None:
        if self.kind == NodeKind.TEST:
            fact = _fact_or_error("fact", self.fact)
            try:
                rules.parse_value(fact, self.operator, self.value)
            except DomainError as error:
                raise ValidationError({"value": error.message}) from error


def _fact_or_error(field: str, name: str) -> facts.Fact:
    try:
        return facts.get(name)
    except facts.UnknownFact as error:
        raise ValidationError({field: error.message}) from error

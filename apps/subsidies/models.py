"""What is claimed for a home, and how each amount was worked out."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Region
from apps.applications.models import Application, Decision
from apps.core.crypto import EncryptedTextField, blind_index, mask
from apps.policies.models import PolicyVersion
from apps.policies.rules import Answer
from apps.talents.identity.text import compact


def contract_index(number: str) -> str:
    """Two spellings of one filing number have the same one."""
    return blind_index("home.contract", compact(number))


def unit_index(number: str) -> str:
    return blind_index("home.unit", compact(number))


def buyer_index(number: str) -> str:
    return blind_index("home.buyer", compact(number))


class HomePurchaseClaim(models.Model):
    """The home that an application is about."""

    application = models.OneToOneField(
        Application, models.CASCADE, related_name="home_purchase"
    )
    contract_number = EncryptedTextField(_("filing number of the contract"))
    contract_index = models.CharField(max_length=32, editable=False, db_index=True)
    unit_number = EncryptedTextField(
        _("real-estate unit number"), blank=True, default=""
    )
    unit_index = models.CharField(
        max_length=32, blank=True, editable=False, db_index=True
    )
    address = EncryptedTextField(_("address of the home"))
    district = models.ForeignKey(
        Region, models.PROTECT, related_name="+", verbose_name=_("district")
    )
    area = models.DecimalField(_("floor area in m²"), max_digits=8, decimal_places=2)
    price = models.DecimalField(_("price"), max_digits=14, decimal_places=2)
    deed_tax = models.DecimalField(_("deed tax paid"), max_digits=14, decimal_places=2)
    contract_date = models.DateField(_("contract filed on"))
    deed_date = models.DateField(_("deed of"), null=True, blank=True)
    is_new_commercial = models.BooleanField(_("new commercial housing"))
    in_urban_area = models.BooleanField(_("in the urban area"))
    # Set by the approval: a home is subsidised once.
    granted_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract_index"],
                condition=Q(granted_at__isnull=False),
                name="subsidies_one_grant_a_contract",
            ),
            models.UniqueConstraint(
                fields=["unit_index"],
                condition=Q(granted_at__isnull=False) & ~Q(unit_index=""),
                name="subsidies_one_grant_a_home",
            ),
            models.CheckConstraint(
                name="subsidies_home_has_size_and_price",
                condition=Q(area__gt=0, price__gt=0, deed_tax__gte=0)
                & Q(deed_tax__lte=F("price")),
            ),
            models.CheckConstraint(
                name="subsidies_deed_after_contract",
                condition=Q(deed_date__isnull=True)
                | Q(deed_date__gte=F("contract_date")),
            ),
            models.CheckConstraint(
                name="subsidies_contract_is_indexed", condition=~Q(contract_index="")
            ),
        ]

    def __str__(self) -> str:
        return str(self.application)

    def save(self, *args, **kwargs) -> None:
        self.contract_index = contract_index(self.contract_number)
        self.unit_index = unit_index(self.unit_number)
        super().save(*args, **kwargs)

    @property
    def masked_contract(self) -> str:
        return mask(self.contract_number, head=4, tail=4)

    @property
    def masked_unit(self) -> str:
        return mask(self.unit_number, head=0, tail=4)

    @property
    def is_large(self) -> bool:
        return self.area > 140


class CoBuyer(models.Model):
    """Somebody else on the contract; need not be on the register."""

    claim = models.ForeignKey(
        HomePurchaseClaim, models.CASCADE, related_name="co_buyers"
    )
    name = EncryptedTextField(_("name"))
    document_number = EncryptedTextField(_("number of the identity document"))
    document_index = models.CharField(max_length=32, editable=False, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "document_index"], name="subsidies_buyer_named_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.claim} #{self.pk}"

    def save(self, *args, **kwargs) -> None:
        self.document_index = buyer_index(self.document_number)
        super().save(*args, **kwargs)

    @property
    def masked_document(self) -> str:
        return mask(self.document_number, head=0, tail=4)


class Calculation(models.Model):
    """One working-out of an amount, with its steps in words.  Append-only by trigger.

    One for each submission and each decision.
    """

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="calculations"
    )
    decision = models.OneToOneField(
        Decision, models.PROTECT, null=True, related_name="calculation"
    )
    version_used = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="+")
    answer = models.CharField(
        max_length=8, choices=[(answer.value, answer.value) for answer in Answer]
    )
    inputs = models.JSONField()
    # [{kind, zh, en, amount}], in the order of reading.
    trace = models.JSONField()
    tiers = models.JSONField(default=list)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    ceiling = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="subsidies_amount_iff_met",
                condition=Q(answer="met", amount__isnull=False, amount__gt=0)
                | (~Q(answer="met") & Q(amount__isnull=True)),
            ),
            models.CheckConstraint(
                name="subsidies_never_above_the_price",
                condition=Q(amount__isnull=True)
                | Q(ceiling__isnull=True)
                | Q(amount__lte=F("ceiling")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.amount}"

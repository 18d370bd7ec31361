"""Where money for a person goes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.crypto import EncryptedTextField, blind_index
from apps.talents.models.base import Stamped
from apps.talents.models.people import Talent


class BankAccount(Stamped):
    """An account of a talent; a correction is a new row, the old one stays."""

    talent = models.ForeignKey(Talent, models.PROTECT, related_name="bank_accounts")
    bank = models.CharField(_("bank"), max_length=100)
    branch = models.CharField(_("branch"), max_length=150, blank=True)
    holder = models.CharField(_("account holder"), max_length=100)
    number = EncryptedTextField(_("account number"))
    number_index = models.CharField(max_length=32, editable=False, db_index=True)
    tail = models.CharField(max_length=4, editable=False)
    is_current = models.BooleanField(default=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["talent"],
                condition=Q(is_current=True),
                name="talents_one_current_account",
            )
        ]

    def __str__(self) -> str:
        return f"{self.bank} {self.masked}"

    def save(self, *args, **kwargs) -> None:
        self.number_index = blind_index("account", self.number)
        self.tail = self.number[-4:]
        super().save(*args, **kwargs)

    @property
    def masked(self) -> str:
        return "*" * 8 + self.tail

    @property
    def reveal_key(self) -> str:
        return f"account-{self.pk}"

"""What proves who somebody is."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.crypto import EncryptedTextField
from apps.talents.finding import document_index
from apps.talents.identity.kinds import DocumentKind
from apps.talents.models.base import Stamped
from apps.talents.models.people import Talent


class IdentityDocument(Stamped):
    """One document of one person.  Kind and number together are a key of the register."""

    talent = models.ForeignKey(Talent, models.PROTECT, related_name="documents")
    kind = models.CharField(_("kind"), max_length=20, choices=DocumentKind.choices)
    number = EncryptedTextField(_("number"))
    number_index = models.CharField(max_length=32, unique=True, editable=False)
    tail = models.CharField(max_length=4, editable=False)
    country = models.CharField(_("issued by"), max_length=2, default="CN")
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    is_main = models.BooleanField(_("main document"), default=True)
    remark = models.CharField(_("remark"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="talents_document_kind_known",
                condition=Q(kind__in=DocumentKind.values),
            ),
            models.UniqueConstraint(
                fields=["talent"],
                condition=Q(is_main=True),
                name="talents_one_main_document",
            ),
            models.CheckConstraint(
                name="talents_document_is_indexed", condition=~Q(number_index="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.masked}"

    def save(self, *args, **kwargs) -> None:
        self.number_index = document_index(self.kind, self.number)
        self.tail = self.number[-4:]
        super().save(*args, **kwargs)

    @property
    def masked(self) -> str:
        """The last four, without decrypting."""
        return "*" * 8 + self.tail

    @property
    def reveal_key(self) -> str:
        """What ``services.revealing`` is asked for."""
        return f"document-{self.pk}"

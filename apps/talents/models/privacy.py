"""What a person agreed to (Personal Information Protection Law, articles 13 to 17)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.talents.models.people import Talent


class Consent(models.Model):
    """One consent to one purpose under one wording of the notice."""

    class Scope(models.TextChoices):
        SERVICE = "service", _("Service by the talent office")
        MATCHING = "matching", _("Being told about policies that fit")
        DATA_CHECK = "data_check", _("Checking facts with other departments")

    talent = models.ForeignKey(Talent, models.PROTECT, related_name="consents")
    scope = models.CharField(_("purpose"), max_length=12, choices=Scope.choices)
    notice_version = models.CharField(_("notice"), max_length=20)
    given_at = models.DateTimeField(_("given"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["talent", "scope"],
                condition=Q(withdrawn_at__isnull=True),
                name="talents_one_consent_a_purpose",
            ),
            models.CheckConstraint(
                name="talents_consent_withdrawn_after_given",
                condition=Q(withdrawn_at__isnull=True)
                | Q(withdrawn_at__gte=F("given_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.get_scope_display()

"""How somebody on the register comes to an account: with a code from the office."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from apps.talents.models.people import Talent

TRIES = 5


class AccountInvitation(models.Model):
    """A code that was handed to one person.  The code itself is kept nowhere."""

    talent = models.ForeignKey(
        Talent, models.CASCADE, related_name="invitations", editable=False
    )
    code_index = models.CharField(max_length=32, unique=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    created_at = models.DateTimeField(editable=False)
    expires_at = models.DateTimeField(editable=False)
    used_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    wrong_tries = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["talent"],
                condition=Q(used_at__isnull=True, ended_at__isnull=True),
                name="talents_one_open_invitation",
            ),
            models.CheckConstraint(
                name="talents_invitation_expires_later",
                condition=Q(expires_at__gt=F("created_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.talent} {self.created_at:%Y-%m-%d}"

    def is_open(self, at) -> bool:
        return (
            self.used_at is None
            and self.ended_at is None
            and at < self.expires_at
            and self.wrong_tries < TRIES
        )

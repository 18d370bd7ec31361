"""Who lives and applies together.  Spouses change, so membership has a period."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core.crypto import EncryptedTextField, blind_index
from apps.talents.models.base import Stamped
from apps.talents.models.people import Talent


class Household(Stamped):
    """A family as policies mean it: the person, spouse and minor children."""

    def __str__(self) -> str:
        return f"#{self.pk}"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self, on: date) -> MembershipQuerySet:
        return self.filter(
            Q(from_date__isnull=True) | Q(from_date__lte=on),
            Q(until_date__isnull=True) | Q(until_date__gt=on),
        )


class Membership(Stamped):
    """One person's time in one household; a member need not be on the register."""

    class Relation(models.TextChoices):
        HEAD = "head", _("Talent")
        SPOUSE = "spouse", _("Spouse")
        CHILD = "child", _("Child")
        PARENT = "parent", _("Parent")

    household = models.ForeignKey(Household, models.PROTECT, related_name="memberships")
    talent = models.ForeignKey(
        Talent, models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    relation = models.CharField(_("relation"), max_length=8, choices=Relation.choices)
    # Members who are not on the register; minors are sensitive, so both are encrypted.
    name = EncryptedTextField(_("name"), blank=True, default="")
    document_number = EncryptedTextField(
        pgettext_lazy("of a person", "document number"), blank=True, default=""
    )
    document_index = models.CharField(
        max_length=32, blank=True, editable=False, db_index=True
    )
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    from_date = models.DateField(_("from"), null=True, blank=True)
    until_date = models.DateField(_("until"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["talent"],
                condition=Q(until_date__isnull=True, talent__isnull=False),
                name="talents_one_household_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(until_date__isnull=True, relation="spouse"),
                name="talents_one_spouse_at_a_time",
            ),
            models.CheckConstraint(
                name="talents_membership_ends_after_it_begins",
                condition=Q(until_date__isnull=True)
                | Q(from_date__isnull=True)
                | Q(until_date__gte=F("from_date")),
            ),
        ]

    def __str__(self) -> str:
        return self.get_relation_display()

    def save(self, *args, **kwargs) -> None:
        self.document_index = blind_index("member", self.document_number)
        super().save(*args, **kwargs)

    @property
    def reveal_key(self) -> str:
        return f"member-{self.pk}"

    @property
    def name_key(self) -> str:
        return f"member_name-{self.pk}"

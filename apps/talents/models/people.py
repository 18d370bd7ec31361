"""One row is one person on the register."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.models import Region
from apps.core.crypto import EncryptedTextField, blind_index, mask_phone
from apps.talents import search
from apps.talents.choices import Category, EducationLevel, TalentStatus, TitleLevel
from apps.talents.finding import document_index as document_index
from apps.talents.finding import find_people
from apps.talents.identity.kinds import Gender
from apps.talents.models.base import Sounding, Stamped, sound_indexes
from apps.talents.models.employers import Employer
from apps.talents.visibility import (
    editable_talents,
    revealable_talents,
    visible_talents,
)

NUMBER_PREFIX = search.NUMBER_PREFIX


class TalentQuerySet(models.QuerySet["Talent"]):
    def visible_to(self, user) -> TalentQuerySet:
        """People whom ``user`` may see (``talents.visibility``); no row comes twice."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(visible_talents(user))

    def editable_by(self, user) -> TalentQuerySet:
        return self.filter(editable_talents(user))

    def revealable_by(self, user) -> TalentQuerySet:
        """People behind whose masks ``user`` may look, for a reason."""
        return self.filter(revealable_talents(user))

    def listed(self) -> TalentQuerySet:
        """Without the entries that were merged into others."""
        return self.exclude(status=TalentStatus.MERGED)

    def active(self) -> TalentQuerySet:
        return self.filter(status=TalentStatus.ACTIVE)

    def matching(self, query: str) -> TalentQuerySet:
        """By name, pinyin, initials, number tail, whole number, phone or employer.

        A list of half a million asks ``finding.find_people`` and merges its parts.
        """
        found = find_people(query)
        return self.filter(found.condition) if found else self


class Talent(Sounding, Stamped):
    """A person on the city's register, known by at most one entry."""

    number = models.CharField(_("register number"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("name in Latin letters"), max_length=150, blank=True)
    gender = models.CharField(
        _("gender"), max_length=6, choices=Gender.choices, blank=True
    )
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    nationality = models.CharField(
        _("nationality"), max_length=2, default="CN", help_text=_("ISO 3166-1 code")
    )
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="+", verbose_name=_("region")
    )
    category = models.CharField(
        _("category"),
        max_length=12,
        choices=Category.choices,
        default=Category.UNKNOWN,
    )
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=TalentStatus.choices,
        default=TalentStatus.ACTIVE,
    )
    is_verified = models.BooleanField(
        _("identity verified"),
        default=True,
        help_text=_("Without a document nothing may be paid."),
    )
    phone = EncryptedTextField(_("mobile number"), blank=True, default="")
    phone_index = models.CharField(
        max_length=32, blank=True, editable=False, db_index=True
    )
    email = models.EmailField(_("e-mail"), blank=True)
    # What lists show and filter by; written with the rows of career.py they come from.
    employer = models.ForeignKey(
        Employer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="talents",
        verbose_name=_("employer"),
    )
    education = models.CharField(
        _("highest education"),
        max_length=10,
        choices=EducationLevel.choices,
        blank=True,
    )
    title = models.CharField(
        _("professional title"), max_length=14, choices=TitleLevel.choices, blank=True
    )
    field = models.CharField(
        pgettext_lazy("of work", "field"), max_length=100, blank=True
    )
    remark = models.TextField(_("remark"), blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="talent",
        editable=False,
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = TalentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="talents_category_known", condition=Q(category__in=Category.values)
            ),
            models.CheckConstraint(
                name="talents_status_known", condition=Q(status__in=TalentStatus.values)
            ),
            models.CheckConstraint(
                name="talents_merged_iff_into_another",
                condition=Q(status=TalentStatus.MERGED, merged_into__isnull=False)
                | (~Q(status=TalentStatus.MERGED) & Q(merged_into__isnull=True)),
            ),
            models.CheckConstraint(
                name="talents_nationality_is_a_code",
                condition=Q(nationality__regex=r"^[A-Z]{2}$"),
            ),
        ]
        indexes = [
            *sound_indexes("talents_tal"),
            models.Index(fields=["sort_key", "id"], name="talents_order"),
            models.Index(
                fields=["region", "sort_key", "id"], name="talents_order_in_region"
            ),
            models.Index(
                fields=["employer", "sort_key", "id"], name="talents_by_employer"
            ),
            models.Index(
                fields=["category", "sort_key", "id"], name="talents_by_category"
            ),
            models.Index(fields=["number", "id"], name="talents_by_number"),
            # The few of half a million that are looked for again and again.
            models.Index(
                fields=["sort_key", "id"],
                condition=~Q(nationality="CN"),
                name="talents_foreign",
            ),
            models.Index(
                fields=["sort_key", "id"],
                condition=Q(is_verified=False),
                name="talents_unverified",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.phone_index = blind_index("phone", self.phone)
        super().save(*args, **kwargs)

    def refresh_terms(self, document_numbers: list[str]) -> None:
        """Set the search columns from the name and the tails of the numbers."""
        self.set_sound(
            self.name,
            search.person_terms(
                f"{self.name} {self.name_en}".strip(),
                [*document_numbers, self.phone, self.number],
            ),
        )

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.phone.removeprefix("+86"))

    def age(self, on: date) -> int | None:
        """Full years on a day; ``None`` where the date of birth is unknown."""
        if self.birth_date is None:
            return None
        born = self.birth_date
        return on.year - born.year - ((on.month, on.day) < (born.month, born.day))

    @property
    def is_foreign(self) -> bool:
        return self.nationality != "CN"


class RegistryTally(models.Model):
    """How many people there are of each kind; kept by a trigger on the register.

    A count of half a million rows costs more than the whole page it stands on.
    """

    region = models.ForeignKey(
        Region, models.DO_NOTHING, related_name="+", db_constraint=False
    )
    category = models.CharField(max_length=12)
    status = models.CharField(max_length=10)
    education = models.CharField(max_length=10, blank=True)
    is_verified = models.BooleanField()
    count = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "category", "status", "education", "is_verified"],
                name="talents_one_tally_a_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.region_id} {self.category} {self.status}: {self.count}"

"""Regions and the offices in them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class LocalName(models.Model):
    """A name as the office writes it, with an English one where it has been given."""

    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=150, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        if self.name_en and (get_language() or "").startswith("en"):
            return self.name_en
        return self.name


class Region(LocalName):
    """A division by its GB/T 2260 code; a code ending in 00 contains what shares its head.

    Development zones have statistical codes that are not in the standard; they are
    marked ``is_local``.
    """

    code = models.CharField(_("code"), max_length=6, primary_key=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    is_local = models.BooleanField(_("not in GB/T 2260"), default=False)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="accounts_region_code_is_six_digits",
                condition=Q(code__regex=r"^[0-9]{6}$"),
            )
        ]

    @property
    def prefix(self) -> str:
        """What the codes of this region and everything in it begin with."""
        return region_prefix(self.code)


def region_prefix(code: str) -> str:
    """230600 → 2306, 230602 → 230602, 230000 → 23."""
    while len(code) > 2 and code.endswith("00"):
        code = code[:-2]
    return code


class Office(LocalName):
    """A talent office, a bureau or a department, working for one region."""

    class Kind(models.TextChoices):
        TALENT = "talent", _("Talent office")
        DEPARTMENT = "department", _("Department")
        FINANCE = "finance", _("Finance bureau")
        HOUSING = "housing", _("Housing office")
        PARTY = "party", _("Party committee office")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    region = models.ForeignKey(Region, models.PROTECT, related_name="offices")
    kind = models.CharField(
        _("kind"), max_length=12, choices=Kind.choices, default=Kind.TALENT
    )
    phone = models.CharField(_("office telephone"), max_length=30, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["region_id", "code"]
        constraints = [
            models.CheckConstraint(
                name="accounts_office_kind_known",
                condition=Q(
                    kind__in=["talent", "department", "finance", "housing", "party"]
                ),
            )
        ]

"""Grades and titles.  Several schemes stand side by side and are never one field.

Daqing has at least: the six statistical categories (``Talent.category``), the city's
high-level classification (a ``GradeScheme``), programme titles, and purchase classes
that belong to one policy (domain facts, section 0).
"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models.places import LocalName
from apps.talents.models.base import Stamped
from apps.talents.models.people import Talent


class GradeScheme(LocalName):
    """One edition of one classification catalogue."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    issuer = models.CharField(_("issued by"), max_length=100, blank=True)
    document_no = models.CharField(_("document"), max_length=100, blank=True)
    from_date = models.DateField(_("from"))
    until_date = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["code"]

    def is_in_force(self, on: date) -> bool:
        return self.from_date <= on and (
            self.until_date is None or on < self.until_date
        )


class GradeLevel(LocalName):
    """A level of a scheme; rank 1 is the highest."""

    scheme = models.ForeignKey(GradeScheme, models.PROTECT, related_name="levels")
    code = models.CharField(_("code"), max_length=20)
    rank = models.PositiveSmallIntegerField(_("rank"))

    class Meta:
        ordering = ["scheme_id", "rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "code"], name="talents_one_level_a_code"
            ),
            models.UniqueConstraint(
                fields=["scheme", "rank"], name="talents_one_level_a_rank"
            ),
        ]


class GradeAwardQuerySet(models.QuerySet["GradeAward"]):
    def valid(self, on: date) -> GradeAwardQuerySet:
        return self.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=on),
            status=GradeAward.Status.ACTIVE,
            issued_on__lte=on,
        )


class GradeAward(Stamped):
    """A grade given to a person for a time."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("In force")
        SUSPENDED = "suspended", _("Suspended")
        REVOKED = "revoked", _("Revoked")

    talent = models.ForeignKey(Talent, models.PROTECT, related_name="grades")
    level = models.ForeignKey(GradeLevel, models.PROTECT, related_name="awards")
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.ACTIVE
    )
    issued_on = models.DateField(_("issued"))
    valid_until = models.DateField(
        _("valid until"), null=True, blank=True, help_text=_("The last day of it.")
    )
    annual_check_due = models.DateField(_("annual check due"), null=True, blank=True)
    batch = models.CharField(_("batch"), max_length=60, blank=True)
    document_no = models.CharField(_("document"), max_length=100, blank=True)
    source = models.CharField(max_length=60, blank=True, editable=False)

    objects = GradeAwardQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="talents_grade_ends_after_it_begins",
                condition=Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("issued_on")),
                violation_error_message=_("A grade ends after it begins."),
            ),
            models.UniqueConstraint(
                fields=["talent", "level", "issued_on"], name="talents_grade_given_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.level)

    def is_valid(self, on: date) -> bool:
        """The same as ``objects.valid(on)``, of a row that was read."""
        ended = self.valid_until is not None and self.valid_until < on
        return self.status == self.Status.ACTIVE and self.issued_on <= on and not ended


class ProgrammeTitle(Stamped):
    """A title of a programme (金雁, 省级高层次人才, 院士, …)."""

    talent = models.ForeignKey(Talent, models.PROTECT, related_name="programme_titles")
    name = models.CharField(_("title"), max_length=100)
    issuer = models.CharField(_("given by"), max_length=100, blank=True)
    given_on = models.DateField(_("given on"), null=True, blank=True)
    document_no = models.CharField(_("document"), max_length=100, blank=True)

    class Meta:
        ordering = ["-given_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["talent", "name"], name="talents_title_given_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

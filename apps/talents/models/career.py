"""Where somebody works, learned, and how he or she came."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.talents.choices import EducationLevel, IntroductionMode, Precision
from apps.talents.models.base import Stamped
from apps.talents.models.employers import Employer
from apps.talents.models.people import Talent


class Employment(Stamped):
    """One employment; the one without an end is where the person works now."""

    talent = models.ForeignKey(Talent, models.PROTECT, related_name="employments")
    employer = models.ForeignKey(
        Employer, models.PROTECT, related_name="employments", verbose_name=_("employer")
    )
    position = models.CharField(_("position"), max_length=100, blank=True)
    from_date = models.DateField(_("from"), null=True, blank=True)
    until_date = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The first day after it.")
    )
    contract_years = models.PositiveSmallIntegerField(
        _("contract term in years"), null=True, blank=True
    )
    insured_since = models.DateField(
        _("social insurance paid since"), null=True, blank=True
    )
    source = models.CharField(max_length=60, blank=True, editable=False)

    class Meta:
        ordering = ["-from_date", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["talent"],
                condition=Q(until_date__isnull=True),
                name="talents_one_current_employment",
            ),
            models.CheckConstraint(
                name="talents_employment_ends_after_it_begins",
                condition=Q(until_date__isnull=True)
                | Q(from_date__isnull=True)
                | Q(until_date__gte=F("from_date")),
                violation_error_message=_("An employment ends after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.employer)


class Education(Stamped):
    """One degree or diploma."""

    class Mode(models.TextChoices):
        FULL_TIME = "full_time", _("Full-time, by national enrolment")
        PART_TIME = "part_time", _("Part-time")
        OVERSEAS = "overseas", _("Overseas")
        UNKNOWN = "unknown", _("Not stated")

    talent = models.ForeignKey(Talent, models.PROTECT, related_name="educations")
    level = models.CharField(_("level"), max_length=10, choices=EducationLevel.choices)
    mode = models.CharField(
        _("mode"), max_length=10, choices=Mode.choices, default=Mode.UNKNOWN
    )
    school = models.CharField(_("school"), max_length=150, blank=True)
    is_world_class = models.BooleanField(
        _("university under world-class construction"), default=False
    )
    major = models.CharField(_("major"), max_length=100, blank=True)
    graduated_on = models.DateField(_("graduated"), null=True, blank=True)
    precision = models.CharField(
        max_length=5, choices=Precision.choices, default=Precision.DAY
    )
    verified_on = models.DateField(_("certificate checked on"), null=True, blank=True)
    source = models.CharField(max_length=60, blank=True, editable=False)

    class Meta:
        ordering = ["-graduated_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="talents_education_level_known",
                condition=Q(level__in=EducationLevel.values),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.school}"


class Introduction(Stamped):
    """How and when somebody was brought to the city."""

    talent = models.ForeignKey(Talent, models.PROTECT, related_name="introductions")
    mode = models.CharField(_("mode"), max_length=14, choices=IntroductionMode.choices)
    introduced_on = models.DateField(_("date"), null=True, blank=True)
    precision = models.CharField(
        max_length=5, choices=Precision.choices, default=Precision.DAY
    )
    employer = models.ForeignKey(
        Employer, models.PROTECT, null=True, blank=True, related_name="+"
    )
    batch = models.CharField(_("batch"), max_length=100, blank=True)
    document_no = models.CharField(_("document"), max_length=100, blank=True)
    source = models.CharField(max_length=60, blank=True, editable=False)

    class Meta:
        ordering = ["-introduced_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="talents_introduction_mode_known",
                condition=Q(mode__in=IntroductionMode.values),
            )
        ]
        indexes = [
            models.Index(fields=["mode", "introduced_on"], name="talents_intro_by_mode")
        ]

    def __str__(self) -> str:
        return self.get_mode_display()


def shown_date(day: date | None, precision: str) -> str:
    """As much of a date as the source said: 2012, 2012-07, 2012-07-01."""
    if day is None:
        return ""
    return {
        Precision.YEAR: f"{day:%Y}",
        Precision.MONTH: f"{day:%Y-%m}",
    }.get(precision, f"{day:%Y-%m-%d}")

"""What administrators know better than the calendar library."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class HolidayException(models.Model):
    """A day that differs from the library, or from the weekday where it knows nothing."""

    date = models.DateField(_("day"), unique=True)
    is_workday = models.BooleanField(_("working day"))
    name = models.CharField(_("name"), max_length=60)
    document = models.CharField(
        _("document"),
        max_length=120,
        help_text=_("The notice that says so, with its number."),
    )

    class Meta:
        ordering = ["date"]
        constraints = [
            models.CheckConstraint(
                name="workdays_exception_has_a_name_and_a_document",
                condition=~Q(name="") & ~Q(document=""),
            ),
            models.CheckConstraint(
                name="workdays_exception_in_a_sensible_year",
                condition=Q(date__gte="2004-01-01") & Q(date__lt="2100-01-01"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.name}"


class AnnouncedYear(models.Model):
    """A year whose notice is out and whose days have all been entered."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    document = models.CharField(_("document"), max_length=120)

    class Meta:
        ordering = ["year"]
        constraints = [
            models.CheckConstraint(
                name="workdays_announced_year_sensible",
                condition=Q(year__gte=2004, year__lt=2100) & ~Q(document=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)


class CalendarStamp(models.Model):
    """One row that changes with every change of the two tables above (by trigger).

    Processes keep the calendar in memory and compare this stamp.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    stamp = models.UUIDField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="workdays_one_stamp", condition=Q(id=1))
        ]

    def __str__(self) -> str:
        return str(self.stamp)

"""Who serves whom, and from when until when."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Office, RoleGrant
from apps.accounts.models.roles import Period
from apps.core.roles import Role
from apps.talents.models import Talent

# An office head's duty; in the register of roles that is the reviewer of the district
# or of the city.
HEAD_ROLES = (Role.DISTRICT_REVIEWER, Role.CITY_REVIEWER)
OVERSIGHT_ROLES = (*HEAD_ROLES, Role.AUDITOR)


class Language(models.TextChoices):
    CHINESE = "zh", _("Chinese")
    ENGLISH = "en", _("English")
    RUSSIAN = "ru", _("Russian")
    JAPANESE = "ja", _("Japanese")
    KOREAN = "ko", _("Korean")
    GERMAN = "de", _("German")
    FRENCH = "fr", _("French")


def default_languages() -> list[str]:
    return [Language.CHINESE]


class CommissionerQuerySet(models.QuerySet["Commissioner"]):
    def visible_to(self, user) -> CommissionerQuerySet:
        """Heads and auditors see those of their reach, commissioners their colleagues."""
        reach = user.reach(*OVERSIGHT_ROLES)
        if reach and reach.is_everything:
            return self
        found = Q(user_id=user.pk)
        if reach:
            found |= reach.filter("office__region")
        offices = user.offices(Role.COMMISSIONER)
        if offices:
            found |= Q(office_id__in=offices)
        return self.filter(found)

    def serving(self, on: date) -> CommissionerQuerySet:
        """Those who hold the duty on a day and may sign in; on leave or not."""
        grants = RoleGrant.objects.active(on).filter(role=Role.COMMISSIONER)
        return self.filter(user__is_active=True, user_id__in=grants.values("user_id"))


class Commissioner(models.Model):
    """One service commissioner (服务专员): whom he or she can serve, and how many."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="commissioner"
    )
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="commissioners", verbose_name=_("office")
    )
    capacity = models.PositiveSmallIntegerField(
        _("capacity"),
        default=80,
        help_text=_("How many talents at most at the same time."),
    )
    languages = ArrayField(
        models.CharField(max_length=2, choices=Language.choices),
        verbose_name=_("languages"),
        default=default_languages,
    )
    fields = ArrayField(
        models.CharField(max_length=100),
        verbose_name=_("fields"),
        default=list,
        blank=True,
        help_text=_("Fields of work he or she knows well; preferred, not required."),
    )
    is_on_leave = models.BooleanField(
        _("on leave"),
        default=False,
        help_text=_("Nobody new is assigned while on leave."),
    )

    objects = CommissionerQuerySet.as_manager()

    class Meta:
        ordering = ["office_id", "user_id"]
        constraints = [
            models.CheckConstraint(
                name="commissioners_capacity_sensible",
                condition=Q(capacity__lte=500),
                violation_error_message=_("Nobody can serve more than 500 people."),
            )
        ]

    def __str__(self) -> str:
        return str(self.user)

    def covers(self, region_code: str) -> bool:
        """Whether the office works for that region."""
        return region_code.startswith(self.office.region.prefix)


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def active(self, on: date) -> AssignmentQuerySet:
        return self.filter(from_date__lte=on).filter(
            Q(until_date__isnull=True) | Q(until_date__gt=on)
        )

    def open(self) -> AssignmentQuerySet:
        """Without an end: at most one for a talent, whatever the day."""
        return self.filter(until_date__isnull=True)

    def visible_to(self, user) -> AssignmentQuerySet:
        """Whose talent one may see."""
        return self.filter(talent__in=Talent.objects.visible_to(user))


class Assignment(models.Model):
    """One commissioner serves one talent for ``[from_date, until_date)``."""

    talent = models.ForeignKey(Talent, models.PROTECT, related_name="assignments")
    commissioner = models.ForeignKey(
        Commissioner, models.PROTECT, related_name="assignments"
    )
    from_date = models.DateField(_("from"))
    until_date = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The first day without it.")
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
    )

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["-from_date", "-id"]
        constraints = [
            models.CheckConstraint(
                name="commissioners_assignment_ends_after_it_begins",
                condition=Q(until_date__isnull=True)
                | Q(until_date__gte=F("from_date")),
            ),
            models.UniqueConstraint(
                fields=["talent"],
                condition=Q(until_date__isnull=True),
                name="commissioners_one_active_for_a_talent",
                violation_error_message=_("The talent has a commissioner already."),
            ),
            ExclusionConstraint(
                name="commissioners_no_overlapping_assignments",
                expressions=[
                    ("talent", RangeOperators.EQUAL),
                    (Period("from_date", "until_date"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_(
                    "The talent has a commissioner in that time."
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["commissioner", "talent"],
                name="commissioners_caseload",
                condition=Q(until_date__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.talent} · {self.commissioner}"

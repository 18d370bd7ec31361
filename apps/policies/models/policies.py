"""A policy and the versions of its text."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Office
from apps.accounts.models.places import LocalName
from apps.accounts.models.roles import Period
from apps.core.roles import Role
from apps.policies.choices import (
    CoupleRule,
    DecidedBy,
    DueFrom,
    LockBreach,
    PolicyKind,
    VersionStatus,
)
from apps.policies.rules import Words

# Who sees drafts of policies, and where they are edited.
EDITING_ROLES = (Role.CITY_REVIEWER, Role.APPROVER, Role.SYSTEM_ADMIN, Role.AUDITOR)


class PolicyQuerySet(models.QuerySet["Policy"]):
    def visible_to(self, user) -> PolicyQuerySet:
        """What is published is for everybody; drafts are for those who prepare them."""
        if not user.is_authenticated:
            return self.none()
        if user.has_role(*EDITING_ROLES):
            return self
        published = PolicyVersion.objects.published()
        return self.filter(pk__in=published.values("policy_id"))


class Policy(LocalName):
    """One benefit that may be claimed; its rules are in its versions."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=16, choices=PolicyKind.choices)
    department = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name=_("department")
    )
    hotline = models.CharField(_("hotline"), max_length=40, blank=True)
    summary = models.CharField(_("in one sentence"), max_length=200, blank=True)
    summary_en = models.CharField(_("summary in English"), max_length=300, blank=True)
    guide = models.TextField(_("guide"), blank=True)
    guide_en = models.TextField(_("guide in English"), blank=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="policies_kind_known", condition=Q(kind__in=PolicyKind.values)
            )
        ]

    @property
    def shown_summary(self) -> str:
        return str(Words(self.summary, self.summary_en))

    @property
    def shown_guide(self) -> str:
        return str(Words(self.guide, self.guide_en))


class PolicyVersionQuerySet(models.QuerySet["PolicyVersion"]):
    def visible_to(self, user) -> PolicyVersionQuerySet:
        if not user.is_authenticated:
            return self.none()
        if user.has_role(*EDITING_ROLES):
            return self
        return self.published()

    def published(self) -> PolicyVersionQuerySet:
        return self.filter(status=VersionStatus.PUBLISHED)

    def in_force(self, on: date) -> PolicyVersionQuerySet:
        return self.published().filter(
            Q(until_date__isnull=True) | Q(until_date__gt=on), from_date__lte=on
        )


class PolicyVersion(models.Model):
    """The rules of a policy for a time.  Once published only its end may change."""

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    from_date = models.DateField(_("from"))
    until_date = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The first day without it.")
    )
    decided_by = models.CharField(
        _("decided by"),
        max_length=16,
        choices=DecidedBy.choices,
        default=DecidedBy.SUBMIT,
    )
    document_name = models.CharField(_("document"), max_length=200, blank=True)
    document_no = models.CharField(_("document number"), max_length=100, blank=True)
    document_url = models.URLField(_("address of the document"), blank=True)
    status = models.CharField(
        max_length=10,
        choices=VersionStatus.choices,
        default=VersionStatus.DRAFT,
        editable=False,
    )
    is_verified = models.BooleanField(_("verified against the document"), default=False)
    source_note = models.CharField(_("source"), max_length=300, blank=True)
    source_note_en = models.CharField(
        _("source in English"), max_length=300, blank=True
    )
    is_once = models.BooleanField(_("once in a lifetime"), default=True)
    # The fact that the whole amount may never exceed (home.price), if any.
    ceiling_fact = models.CharField(_("never more than"), max_length=60, blank=True)
    couple_rule = models.CharField(
        _("spouses"),
        max_length=16,
        choices=CoupleRule.choices,
        default=CoupleRule.EACH,
    )
    household_cap = models.DecimalField(
        _("at most for a household"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
    )
    lifetime_cap = models.DecimalField(
        _("at most in a lifetime"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
    )
    lock_years = models.PositiveSmallIntegerField(
        _("years in which the home may not be sold"), null=True, blank=True
    )
    lock_from = models.CharField(
        _("counted from"), max_length=16, choices=DueFrom.choices, blank=True
    )
    lock_breach = models.CharField(
        _("sold within them"), max_length=16, choices=LockBreach.choices, blank=True
    )
    # Ready in the eyes of whoever prepared it; another person puts it in force.
    proposed_at = models.DateTimeField(null=True, editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
    )
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
    )

    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        ordering = ["policy_id", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "number"], name="policies_one_version_a_number"
            ),
            models.CheckConstraint(
                name="policies_version_status_known",
                condition=Q(status__in=VersionStatus.values),
            ),
            models.CheckConstraint(
                name="policies_decided_by_known",
                condition=Q(decided_by__in=DecidedBy.values),
            ),
            models.CheckConstraint(
                name="policies_version_ends_after_it_begins",
                condition=Q(until_date__isnull=True) | Q(until_date__gt=F("from_date")),
                violation_error_message=_("A version ends after it begins."),
            ),
            models.CheckConstraint(
                name="policies_published_at_iff_published",
                condition=Q(status=VersionStatus.PUBLISHED, published_at__isnull=False)
                | Q(status=VersionStatus.DRAFT, published_at__isnull=True),
            ),
            models.CheckConstraint(
                name="policies_lock_is_whole",
                condition=Q(lock_years__isnull=True, lock_from="", lock_breach="")
                | (Q(lock_years__gte=1) & ~Q(lock_from="") & ~Q(lock_breach="")),
                violation_error_message=_(
                    "A lock says how long, from when, and what selling means."
                ),
            ),
            models.CheckConstraint(
                name="policies_caps_are_more_than_nothing",
                condition=(Q(household_cap__isnull=True) | Q(household_cap__gt=0))
                & (Q(lifetime_cap__isnull=True) | Q(lifetime_cap__gt=0)),
            ),
            models.CheckConstraint(
                name="policies_two_people_publish",
                condition=Q(published_by__isnull=True)
                | Q(proposed_by__isnull=True)
                | ~Q(published_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="policies_proposed_by_somebody",
                condition=Q(proposed_at__isnull=True, proposed_by__isnull=True)
                | Q(proposed_at__isnull=False, proposed_by__isnull=False),
            ),
            ExclusionConstraint(
                name="policies_versions_do_not_overlap",
                expressions=[
                    ("policy", RangeOperators.EQUAL),
                    (Period("from_date", "until_date"), RangeOperators.OVERLAPS),
                ],
                condition=Q(status="published"),
                violation_error_message=_(
                    "Another published version of this policy covers some of that time."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy} {self.number}"

    @property
    def is_published(self) -> bool:
        return self.status == VersionStatus.PUBLISHED

    @property
    def shown_source(self) -> str:
        return str(Words(self.source_note, self.source_note_en))

    def covers(self, day: date) -> bool:
        return self.from_date <= day and (
            self.until_date is None or day < self.until_date
        )

"""Which duty somebody has, where, and from when until when."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from apps.accounts.models.places import Office
from apps.core.roles import Role, duty_group


class Period(Func):
    """``[from, until)`` as a daterange; open-ended where ``until`` is NULL."""

    function = "daterange"
    template = "%(function)s(%(expressions)s, '[)')"
    output_field = models.fields.Field()


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def active(self, on: date) -> RoleGrantQuerySet:
        return self.filter(from_date__lte=on).filter(
            Q(until_date__isnull=True) | Q(until_date__gt=on)
        )

    def reaching(self, region_code: str) -> RoleGrantQuerySet:
        """Grants whose office is in ``region_code`` or in a region that contains it."""
        above = {region_code, region_code[:4] + "00", region_code[:2] + "0000"}
        return self.filter(office__region_id__in=above)


class RoleGrant(models.Model):
    """One duty of one person at one office, for a time."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="grants"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="grants"
    )
    from_date = models.DateField(_("from"))
    until_date = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The first day without it.")
    )
    # Kept so that the database itself can refuse incompatible duties.
    duty_group = models.CharField(max_length=16, blank=True, editable=False)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
    )
    granted_at = models.DateTimeField(auto_now_add=True)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        ordering = ["user_id", "from_date", "id"]
        constraints = [
            models.CheckConstraint(
                name="accounts_role_known", condition=Q(role__in=Role.values)
            ),
            models.CheckConstraint(
                name="accounts_office_unless_talent",
                condition=Q(role=Role.TALENT, office__isnull=True)
                | (~Q(role=Role.TALENT) & Q(office__isnull=False)),
                violation_error_message=_("A duty is held at an office."),
            ),
            models.CheckConstraint(
                name="accounts_grant_ends_after_it_begins",
                condition=Q(until_date__isnull=True)
                | Q(until_date__gte=F("from_date")),
                violation_error_message=_("A role cannot end before it begins."),
            ),
            models.CheckConstraint(
                name="accounts_duty_group_follows_role",
                condition=models.Q(
                    duty_group=models.Case(
                        *[
                            models.When(role=role, then=Value(duty_group(role)))
                            for role in Role.values
                            if duty_group(role)
                        ],
                        default=Value(""),
                        output_field=models.CharField(),
                    )
                ),
            ),
            ExclusionConstraint(
                name="accounts_no_incompatible_duties",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("duty_group", RangeOperators.EQUAL),
                    ("role", RangeOperators.NOT_EQUAL),
                    (Period("from_date", "until_date"), RangeOperators.OVERLAPS),
                ],
                condition=~Q(duty_group=""),
                violation_error_message=_(
                    "One person cannot hold these duties at the same time."
                ),
            ),
            ExclusionConstraint(
                name="accounts_no_grant_twice",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (
                        models.functions.Coalesce("office", Value(0)),
                        RangeOperators.EQUAL,
                    ),
                    (Period("from_date", "until_date"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("The person has this role there already."),
            ),
        ]
        indexes = [
            models.Index(fields=["role", "office"], name="accounts_grant_by_role")
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.office or ''}"

    def save(self, *args, **kwargs) -> None:
        self.duty_group = duty_group(self.role)
        super().save(*args, **kwargs)

"""What can be asked for, and how long it may take."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Office
from apps.accounts.models.places import LocalName


class ServiceItemQuerySet(models.QuerySet["ServiceItem"]):
    def active(self) -> ServiceItemQuerySet:
        return self.filter(is_active=True)


class ServiceItem(LocalName):
    """One of the city's service items (服务事项), with its limits as data."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    limit_workdays = models.PositiveSmallIntegerField(
        _("time limit in working days"), default=5
    )
    extension_workdays = models.PositiveSmallIntegerField(
        _("extension in working days"),
        default=5,
        help_text=_("Once, with the head's approval and a reason."),
    )
    confirm_workdays = models.PositiveSmallIntegerField(
        _("working days to confirm"),
        default=5,
        help_text=_("After that silence counts as confirmation."),
    )
    lead_department = models.ForeignKey(
        Office,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lead department"),
    )
    source = models.CharField(_("source of the limit"), max_length=200, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = ServiceItemQuerySet.as_manager()

    class Meta:
        ordering = ["order", "code"]
        constraints = [
            models.CheckConstraint(
                name="cases_item_limits_sensible",
                condition=Q(
                    limit_workdays__gte=1,
                    limit_workdays__lte=250,
                    extension_workdays__lte=250,
                    confirm_workdays__gte=1,
                    confirm_workdays__lte=60,
                ),
                violation_error_message=_("Limits lie between 1 and 250 working days."),
            )
        ]

"""The filters of the work list."""

from __future__ import annotations

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.core.forms import FilterForm
from apps.policies.choices import Standing
from apps.policies.models import Match, Policy
from apps.talents.models import Talent

VIEWS = {
    "fits": _("Fits, not applied"),
    "open": _("Nearly"),
    "ending": _("About to lose"),
    "coming": _("Will fit soon"),
}


class MatchFilter(FilterForm):
    q = forms.CharField(label=_("Name, pinyin, number, employer"), required=False)
    policy = forms.ModelChoiceField(
        label=_("Policy"), queryset=Policy.objects.all(), required=False
    )
    view = forms.ChoiceField(
        label=_("Show"), choices=[("", _("Everything")), *VIEWS.items()], required=False
    )

    def narrow_q(self, queryset: QuerySet[Match], value: str) -> QuerySet[Match]:
        found = Talent.objects.matching(value)
        return queryset.filter(talent__in=found.values("pk"))

    def narrow_policy(
        self, queryset: QuerySet[Match], value: Policy
    ) -> QuerySet[Match]:
        return queryset.filter(version__policy=value)

    def narrow_view(self, queryset: QuerySet[Match], value: str) -> QuerySet[Match]:
        if value == "ending":
            return queryset.filter(standing=Standing.FITS, turns_on__isnull=False)
        if value == "coming":
            return queryset.filter(turns_to=Standing.FITS)
        return queryset.filter(standing=value)

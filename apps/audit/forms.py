from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.audit import actions
from apps.audit.models import AuditEventQuerySet
from apps.core.forms import DateField, FilterForm


def _action_choices() -> list[tuple[str, str]]:
    areas = sorted({code.split(".")[0] for code, _label in actions.known()})
    return [
        ("", "—"),
        *[(f"{area}.", f"{area}.*") for area in areas],
        *[(code, f"{label} ({code})") for code, label in actions.known()],
    ]


class AuditFilterForm(FilterForm):
    """Narrow the trail by who, what, about what, and when (whole local days)."""

    who = forms.CharField(label=_("Who"), max_length=60)
    action = forms.ChoiceField(label=_("What"), choices=_action_choices)
    target = forms.CharField(label=_("About"), max_length=100)
    since = DateField(label=_("From"))
    until = DateField(label=_("Up to and including"))
    reads = forms.BooleanField(label=_("Looks at protected fields only"))

    def narrow_who(self, queryset: AuditEventQuerySet, value: str):
        # Names first, a few hundred at most; then the index on the actor serves.
        people = get_user_model().objects.filter(
            Q(name__icontains=value)
            | Q(name_en__icontains=value)
            | Q(username__iexact=value)
        )
        return queryset.filter(actor_id__in=list(people.values_list("pk", flat=True)))

    def narrow_action(self, queryset: AuditEventQuerySet, value: str):
        return queryset.filter(action__startswith=value)

    def narrow_target(self, queryset: AuditEventQuerySet, value: str):
        if ":" in value:
            return queryset.filter(target=value)
        return queryset.filter(target_label__icontains=value)

    def narrow_since(self, queryset: AuditEventQuerySet, value: date):
        return queryset.filter(at__gte=_midnight(value))

    def narrow_until(self, queryset: AuditEventQuerySet, value: date):
        return queryset.filter(at__lt=_midnight(value + timedelta(days=1)))

    def narrow_reads(self, queryset: AuditEventQuerySet, value: bool):
        return queryset.filter(is_read=True)


def _midnight(day: date):
    return timezone.datetime(
        day.year, day.month, day.day, tzinfo=timezone.get_default_timezone()
    )

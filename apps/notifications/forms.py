from __future__ import annotations

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.core.forms import FilterForm
from apps.notifications.models import DeliveryState


class InboxFilterForm(FilterForm):
    q = forms.CharField(
        label=_("Words"),
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    show = forms.ChoiceField(
        label=_("Show"),
        choices=[
            ("", _("All")),
            ("unread", _("Unread")),
            ("official", _("Official notices")),
        ],
    )

    def narrow_q(self, messages: QuerySet, words: str) -> QuerySet:
        return messages.filter(Q(subject__icontains=words) | Q(body__icontains=words))

    def narrow_show(self, messages: QuerySet, what: str) -> QuerySet:
        if what == "unread":
            return messages.filter(read_at=None)
        return messages.filter(is_statutory=True)


class DeliveryFilterForm(FilterForm):
    state = forms.ChoiceField(
        label=_("State"), choices=[("", "—"), *DeliveryState.choices]
    )

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms import FilterForm
from apps.jobs import kinds
from apps.jobs.models import JobState


class JobFilterForm(FilterForm):
    state = forms.ChoiceField(label=_("State"), choices=[("", "—"), *JobState.choices])
    kind = forms.ChoiceField(label=_("Kind"))

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "—"), *kinds.choices()]

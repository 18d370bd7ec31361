"""Shape of input around joint checks, notices and objections; services decide."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.applications.models import JointCheck, Objection
from apps.core.forms import FilterForm


class CheckFilter(FilterForm):
    state = forms.ChoiceField(
        label=_("State"),
        choices=[("open", _("To be answered")), ("", _("Everything"))],
    )

    def narrow_state(self, queryset, value):
        return queryset.open() if value == "open" else queryset


class CheckForm(forms.Form):
    """One department's answer."""

    result = forms.ChoiceField(
        label=_("Result"), choices=JointCheck.Result.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("What was found"),
        help_text=_("Needed where something stands against it."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class NoticeForm(forms.Form):
    """A batch: what it is called, whom it shows, how long it runs."""

    title = forms.CharField(label=_("Title of the notice"), max_length=150)
    days = forms.IntegerField(
        label=_("Working days"),
        min_value=1,
        max_value=60,
        help_text=_("Never fewer than the policy says."),
    )
    applications = forms.ModelMultipleChoiceField(
        label=_("Applications to be shown"),
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, waiting, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["applications"].queryset = waiting
        self.fields["applications"].label_from_instance = lambda each: (
            f"{each.number} · {each.talent.name} · {each.policy}"
        )


class LengthenForm(forms.Form):
    days = forms.IntegerField(label=_("Working days"), min_value=1, max_value=60)


class SettleForm(forms.Form):
    state = forms.ChoiceField(
        label=_("Finding"),
        choices=[c for c in Objection.State.choices if c[0] != Objection.State.OPEN],
        widget=forms.RadioSelect,
    )
    finding = forms.CharField(
        label=_("What was found"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ObjectionForm(forms.Form):
    """Filed by anybody, with a name: nothing anonymous is taken."""

    entry = forms.ModelChoiceField(label=_("Whom it is about"), queryset=None)
    name = forms.CharField(label=_("Your real name"), max_length=100)
    phone = forms.CharField(
        label=_("Your phone number"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        help_text=_("Only the office that looks into it sees name and number."),
    )
    text = forms.CharField(
        label=_("What is wrong, and how you know"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, entries, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entry"].queryset = entries
        self.fields["entry"].label_from_instance = lambda entry: (
            f"{entry.order}. {entry.shown['name']} {entry.shown['document']}".strip()
        )


class RevokeForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("Why, in words for the applicant"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

"""Shapes of what a talent sends."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms import PlainHelper


class PortalForm(forms.Form):
    """Labels above, errors beside the field, the page owns the form tag."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = PlainHelper()


class CopyForm(PortalForm):
    """Which copy of one's own data; whole numbers only with the password again."""

    shape = forms.ChoiceField(
        label=_("What kind of file"),
        choices=[
            ("html", _("A page to read and print")),
            ("json", _("A file for other programs (JSON)")),
        ],
        widget=forms.RadioSelect,
        initial="html",
    )
    unmasked = forms.BooleanField(
        label=_("With whole document, phone and account numbers"), required=False
    )
    password = forms.CharField(
        label=_("Your password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=_("Only asked for whole numbers: this phone may be in other hands."),
    )

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("unmasked") and not cleaned.get("password"):
            self.add_error("password", _("Type your password to get whole numbers."))
        return cleaned


class CorrectionNoteForm(PortalForm):
    """Words to the office; enough by themselves where an entry was right after all."""

    note = forms.CharField(
        label=_("A word to the office"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("If an entry was right as it is, say so here."),
    )

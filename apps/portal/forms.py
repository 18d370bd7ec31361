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


class ActivateForm(PortalForm):
    """The code, who it is for, and what to sign in with."""

    code = forms.CharField(
        label=_("Code from your talent office"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}
        ),
    )
    tail = forms.CharField(
        label=_("Last four characters of your document number"),
        max_length=4,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    username = forms.CharField(
        label=_("User name of your choice"),
        max_length=60,
        help_text=_("Small letters, digits, dot, dash and underscore; a letter first."),
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none"}
        ),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters, not only digits, no common password."),
    )
    again = forms.CharField(
        label=_("Password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict:
        data = super().clean()
        if data.get("password") != data.get("again"):
            self.add_error("again", _("The two passwords differ."))
        return data

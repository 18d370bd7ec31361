"""What people type about accounts."""

from __future__ import annotations

from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """User name or mobile number, and password."""

    error_messages = {
        "invalid_login": _(
            "This name and password do not belong together. Large and small letters "
            "of the password count."
        ),
        "inactive": _("This account may not sign in."),
    }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name or mobile number")
        self.fields["password"].label = _("Password")
        self.fields["username"].widget.attrs.update(
            {
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        )

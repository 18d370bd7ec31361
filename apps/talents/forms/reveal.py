from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.talents.services.revealing import SHORTEST_REASON

REASONS = {
    "call": _("To call the person"),
    "application": _("To check an application"),
    "payment": _("To prepare a payment"),
    "match": _("To compare with a paper or another register"),
    "": _("Another reason"),
}


class RevealForm(forms.Form):
    """Why somebody looks behind a mask: one of the usual reasons, or in own words."""

    usual = forms.ChoiceField(
        label=_("Reason"), choices=list(REASONS.items()), required=False
    )
    words = forms.CharField(
        label=_("In your own words"),
        max_length=200,
        required=False,
        help_text=_("Needed only for another reason; it is kept in the audit trail."),
    )

    def clean(self) -> dict:
        data = super().clean()
        words = (data.get("words") or "").strip()
        usual = data.get("usual") or ""
        if not usual and len(words) < SHORTEST_REASON:
            self.add_error("words", _("Please say in a few words why."))
        data["reason"] = " · ".join(
            part for part in (str(REASONS[usual]) if usual else "", words) if part
        )
        return data

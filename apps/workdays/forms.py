"""Input about the calendar.  ``entries()`` turns either form into days."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.errors import DomainError
from apps.core.forms import DateField
from apps.workdays.notice import DayEntry, Notice, read_notice
from apps.workdays.services.edits import days_from


class DaysForm(forms.Form):
    """One holiday, or one make-up day, by hand.  Stands beside a ``NoticeForm``."""

    first = DateField(label=_("First day"))
    last = DateField(
        label=_("Last day"), required=False, help_text=_("Empty for a single day.")
    )
    kind = forms.ChoiceField(
        label=_("These days are"),
        choices=[("off", _("days off")), ("work", _("working days"))],
    )
    name = forms.CharField(label=_("Holiday"), max_length=60)
    document = forms.CharField(
        label=_("Document"),
        max_length=120,
        help_text=_("The notice that says so, with its number."),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, auto_id="days_%s", **kwargs)

    def clean(self) -> dict:
        data = super().clean()
        if data.get("first"):
            try:
                self.days = days_from(data["first"], data.get("last") or data["first"])
            except DomainError as refusal:
                self.add_error("last", refusal.message)
        return data

    def entries(self) -> list[DayEntry]:
        is_workday = self.cleaned_data["kind"] == "work"
        return [
            DayEntry(day, is_workday, self.cleaned_data["name"]) for day in self.days
        ]

    def document_text(self) -> str:
        return self.cleaned_data["document"]


class NoticeForm(forms.Form):
    """The State Council's notice, pasted."""

    text = forms.CharField(
        label=_("Text of the notice"),
        max_length=8_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Paste it whole; you see what was read before anything is saved."),
    )
    document = forms.CharField(
        label=_("Document"),
        max_length=120,
        required=False,
        help_text=_("Empty: the number in the text."),
    )

    def __init__(self, *args, year: int, **kwargs) -> None:
        super().__init__(*args, auto_id="notice_%s", **kwargs)
        self.year = year
        self.notice = Notice()

    def clean(self) -> dict:
        data = super().clean()
        if "text" in data:
            self.notice = read_notice(data["text"], year=self.year)
            for problem in self.notice.problems:
                self.add_error("text", problem)
            if not data.get("document") and not self.notice.document:
                self.add_error("document", _("The text has no number: enter it here."))
        return data

    def entries(self) -> list[DayEntry]:
        return self.notice.entries

    def document_text(self) -> str:
        return self.cleaned_data.get("document") or self.notice.document


class AnnounceForm(forms.Form):
    document = forms.CharField(
        label=_("Document"),
        max_length=120,
        help_text=_("The notice that says so, with its number."),
    )


class WithdrawForm(forms.Form):
    why = forms.CharField(label=_("Reason"), max_length=200)

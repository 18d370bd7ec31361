"""Shapes of a request for help and of what is said about its answer."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.cases.models import Score, ServiceItem
from apps.cases.models.answers import LOW
from apps.documents.services import PAPERS, accept_attribute
from apps.portal.forms import PortalForm

MOST_PHOTOS = 6


class PhotosInput(forms.FileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several photographs or PDF files at once; the camera is one tap away."""

    widget = PhotosInput

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {
            "accept": accept_attribute(PAPERS),
            "multiple": True,
            "data-preview": "",
        }

    def clean(self, data, initial=None) -> list:
        files = [file for file in (data or []) if file]
        if len(files) > MOST_PHOTOS:
            raise forms.ValidationError(
                _("At most {count} files at once.").format(count=MOST_PHOTOS)
            )
        return [super(PhotosField, self).clean(file, initial) for file in files]


class HelpForm(PortalForm):
    """A request in two fields; the first one may stay open."""

    item = forms.ModelChoiceField(
        label=_("What is it about?"),
        queryset=ServiceItem.objects.none(),
        required=False,
        empty_label=_("I do not know: the office sorts it"),
    )
    text = forms.CharField(
        label=_("What do you need?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("A sentence is enough. Do not write numbers of documents here."),
    )
    photos = PhotosField(
        label=_("Photographs or PDF, if they help"),
        required=False,
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = ServiceItem.objects.active()


class ReplyForm(PortalForm):
    text = forms.CharField(
        label=_("Your reply"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )


class RatingForm(PortalForm):
    """Five words to choose from; whoever is dissatisfied says why."""

    score = forms.TypedChoiceField(
        label=_("How satisfied are you?"),
        choices=Score.choices,
        coerce=int,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("In your own words"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict:
        cleaned = super().clean()
        score = cleaned.get("score")
        if score is not None and score <= LOW and not cleaned.get("words", "").strip():
            self.add_error("words", _("Please say what is not solved yet."))
        return cleaned


class WithdrawForm(PortalForm):
    reason = forms.CharField(label=_("Why"), max_length=300)

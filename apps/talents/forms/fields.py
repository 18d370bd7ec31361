"""Fields that people type a thing into and that find the row for it."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Region
from apps.core.phones import read_phone
from apps.talents.identity.employer_code import read_employer_code
from apps.talents.models import Employer
from apps.talents.models.employers import employer_key


class EmployerField(forms.CharField):
    """An employer by name, part of it, or credit code; suggestions while typing."""

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("label", _("Employer"))
        kwargs.setdefault("help_text", _("Name, part of the name, or credit code."))
        super().__init__(**kwargs)
        self.widget.attrs.update(
            {
                "list": "employer-options",
                "autocomplete": "off",
                "hx-get": reverse_lazy("talents:employer_options"),
                "hx-trigger": "input changed delay:250ms",
                "hx-target": "next datalist",
                "hx-swap": "outerHTML",
                "hx-params": "employer",
            }
        )

    def clean(self, value: str) -> Employer | None:
        text = super().clean(value)
        if not text:
            return None
        found = Employer.objects.filter(
            Q(uscc=read_employer_code(text) or "-") | Q(key=employer_key(text))
        )[:2]
        if len(found) == 1:
            return found[0]
        alike = list(Employer.objects.matching(text).order_by("sort_key", "pk")[:6])
        if len(alike) == 1:
            return alike[0]
        if not alike:
            raise ValidationError(
                _("No employer is known by this; set it up first, or correct it.")
            )
        raise ValidationError(
            _("More than one fits: %(names)s. Type more of the name, or the code."),
            params={"names": "、".join(employer.name for employer in alike[:5])},
        )


class PhoneField(forms.CharField):
    """A telephone number, kept as +86…

    A form about somebody sets ``talent``: the number on record is shown masked, and
    stays as it is where the mask comes back.
    """

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})
    talent = None

    def clean(self, value: str) -> str:
        text = super().clean(value)
        if not text:
            return ""
        if self.talent is not None and text == self.talent.masked_phone:
            return self.talent.phone
        number = read_phone(text)
        if not number:
            raise ValidationError(_("This is no number that can be called."))
        return number


class RegionField(forms.ModelChoiceField):
    """A division of the city; only those the person's duties reach are offered."""

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("label", _("Region"))
        super().__init__(queryset=Region.objects.none(), **kwargs)

    def offer(self, reach) -> None:
        self.queryset = Region.objects.filter(
            reach.filter_codes("code"), parent__isnull=False
        )

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Region
from apps.core.forms import DateField, FilterForm
from apps.talents.choices import EmployerKind
from apps.talents.forms.fields import RegionField
from apps.talents.visibility import EDITING_ROLES

BLANK = [("", "—")]


class EmployerFilterForm(FilterForm):
    q = forms.CharField(label=_("Name, pinyin or credit code"), max_length=60)
    kind = forms.ChoiceField(label=_("Kind"), choices=[*BLANK, *EmployerKind.choices])
    region = forms.ModelChoiceField(
        label=_("Region"),
        queryset=Region.objects.filter(parent__isnull=False),
        empty_label="—",
    )

    def narrow_q(self, queryset, value: str):
        return queryset.matching(value)


class EmployerForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    name_en = forms.CharField(label=_("English name"), max_length=150, required=False)
    uscc = forms.CharField(
        label=_("Unified social credit code"),
        max_length=24,
        required=False,
        help_text=_("18 characters; the last one is checked."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=EmployerKind.choices)
    region = RegionField()
    contact = forms.CharField(label=_("Contact"), max_length=100, required=False)

    def __init__(self, *args, by, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].offer(by.reach(*EDITING_ROLES))


class SchemeForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100)
    name_en = forms.CharField(label=_("English name"), max_length=150, required=False)
    code = forms.SlugField(label=_("Code"), max_length=40)
    issuer = forms.CharField(label=_("Issued by"), max_length=100, required=False)
    document_no = forms.CharField(
        label=_("Document no."), max_length=100, required=False
    )
    from_date = DateField(label=_("From"))
    until_date = DateField(label=_("Until"), required=False)


class LevelForm(forms.Form):
    code = forms.CharField(label=_("Code"), max_length=20)
    name = forms.CharField(label=_("Name"), max_length=100)
    name_en = forms.CharField(label=_("English name"), max_length=150, required=False)
    rank = forms.IntegerField(
        label=_("Rank"), min_value=1, max_value=99, help_text=_("1 is the highest.")
    )

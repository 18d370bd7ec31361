"""What people type about one person.  Shape only: the services decide."""

from __future__ import annotations

import unicodedata

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms import DateField
from apps.talents.choices import (
    Category,
    EducationLevel,
    IntroductionMode,
    TalentStatus,
    TitleLevel,
)
from apps.talents.forms.fields import EmployerField, PhoneField, RegionField
from apps.talents.identity.kinds import DocumentKind, Gender
from apps.talents.models import (
    Consent,
    Education,
    GradeAward,
    GradeLevel,
    Membership,
)
from apps.talents.visibility import EDITING_ROLES

BLANK = [("", "—")]


class EditForm(forms.Form):
    """A form that knows who fills it in."""

    def __init__(self, *args, by, talent=None, **kwargs) -> None:
        self.by, self.talent = by, talent
        super().__init__(*args, **kwargs)
        if "region" in self.fields:
            self.fields["region"].offer(by.reach(*EDITING_ROLES))
        if "phone" in self.fields:
            self.fields["phone"].talent = talent


class PersonForm(EditForm):
    name = forms.CharField(label=_("Name"), max_length=100)
    name_en = forms.CharField(
        label=_("Name in Latin letters"), max_length=150, required=False
    )
    gender = forms.ChoiceField(
        label=_("Gender"), choices=[*BLANK, *Gender.choices], required=False
    )
    birth_date = DateField(label=_("Date of birth"), required=False)
    nationality = forms.CharField(
        label=_("Nationality"),
        min_length=2,
        max_length=2,
        initial="CN",
        help_text=_("Two letters as in passports: CN, DE, RU …"),
    )
    region = RegionField()
    category = forms.ChoiceField(label=_("Category"), choices=Category.choices)
    phone = PhoneField(label=_("Mobile number"), required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    title = forms.ChoiceField(
        label=_("Professional title"),
        choices=[*BLANK, *TitleLevel.choices],
        required=False,
    )
    field = forms.CharField(label=_("Field of work"), max_length=100, required=False)
    remark = forms.CharField(
        label=_("Remark"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )

    def clean_name(self) -> str:
        return " ".join(
            unicodedata.normalize("NFKC", self.cleaned_data["name"]).split()
        )

    def clean_nationality(self) -> str:
        code = self.cleaned_data["nationality"].upper()
        if not (code.isascii() and code.isalpha()):
            raise forms.ValidationError(_("Two letters as in passports: CN, DE, RU …"))
        return code

    def values(self) -> dict:
        """What the service takes."""
        data = dict(self.cleaned_data)
        data["region_id"] = data.pop("region").pk
        return data


class ChangeForm(PersonForm):
    """The entry as it was shown; the version notices a change in between."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class DocumentForm(EditForm):
    kind = forms.ChoiceField(label=_("Document"), choices=DocumentKind.choices)
    number = forms.CharField(
        label=_("Number"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    country = forms.CharField(
        label=_("Issued by"),
        min_length=2,
        max_length=2,
        initial="CN",
        help_text=_("Two letters as in passports: CN, DE, RU …"),
    )
    valid_until = DateField(label=_("Valid until"), required=False)

    def clean_country(self) -> str:
        return self.cleaned_data["country"].upper()


class RegisterForm(PersonForm):
    """A new person: the document first, since it may be known already."""

    document_kind = forms.ChoiceField(label=_("Document"), choices=DocumentKind.choices)
    document_number = forms.CharField(
        label=_("Number of the document"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    employer = EmployerField(required=False)
    is_surely_new = forms.BooleanField(
        label=_("I looked: this is another person"),
        required=False,
        widget=forms.HiddenInput,
    )
    field_order = ["document_kind", "document_number"]

    def offer_to_confirm(self) -> None:
        """Show the box that says somebody looked; only after a possible double."""
        self.fields["is_surely_new"].widget = forms.CheckboxInput()

    def values(self) -> dict:
        data = super().values()
        employer = data.pop("employer")
        data["employer_id"] = employer.pk if employer else None
        data["country"] = data["nationality"]
        return data


class EmploymentForm(EditForm):
    employer = EmployerField()
    position = forms.CharField(label=_("Position"), max_length=100, required=False)
    from_date = DateField(label=_("From"), required=False)
    contract_years = forms.IntegerField(
        label=_("Contract term in years"), min_value=0, max_value=60, required=False
    )
    insured_since = DateField(label=_("Social insurance paid since"), required=False)

    def values(self) -> dict:
        data = dict(self.cleaned_data)
        data["employer_id"] = data.pop("employer").pk
        return data


class EducationForm(EditForm):
    level = forms.ChoiceField(label=_("Level"), choices=EducationLevel.choices)
    mode = forms.ChoiceField(label=_("Mode"), choices=Education.Mode.choices)
    school = forms.CharField(label=_("School"), max_length=150, required=False)
    is_world_class = forms.BooleanField(
        label=_("University under world-class construction"), required=False
    )
    major = forms.CharField(label=_("Major"), max_length=100, required=False)
    graduated_on = DateField(label=_("Graduated on"), required=False)
    verified_on = DateField(label=_("Certificate checked on"), required=False)


class IntroductionForm(EditForm):
    mode = forms.ChoiceField(label=_("Mode"), choices=IntroductionMode.choices)
    introduced_on = DateField(label=_("Date"), required=False)
    batch = forms.CharField(label=_("Batch"), max_length=100, required=False)
    document_no = forms.CharField(
        label=_("Document no."), max_length=100, required=False
    )


class TitleForm(EditForm):
    name = forms.CharField(label=_("Title"), max_length=100)
    issuer = forms.CharField(label=_("Given by"), max_length=100, required=False)
    given_on = DateField(label=_("Given on"), required=False)
    document_no = forms.CharField(
        label=_("Document no."), max_length=100, required=False
    )


class GradeForm(EditForm):
    level = forms.ModelChoiceField(
        label=_("Grade"),
        queryset=GradeLevel.objects.select_related("scheme").order_by(
            "scheme_id", "rank"
        ),
    )
    issued_on = DateField(label=_("Issued"))
    valid_until = DateField(
        label=_("Valid until"), required=False, help_text=_("The last day of it.")
    )
    batch = forms.CharField(label=_("Batch"), max_length=60, required=False)
    document_no = forms.CharField(
        label=_("Document no."), max_length=100, required=False
    )

    def clean(self) -> dict:
        data = super().clean()
        start, end = data.get("issued_on"), data.get("valid_until")
        if start and end and end < start:
            self.add_error("valid_until", _("A grade ends after it begins."))
        return data

    def values(self) -> dict:
        data = dict(self.cleaned_data)
        data["level_id"] = data.pop("level").pk
        return data


class GradeStatusForm(EditForm):
    status = forms.ChoiceField(label=_("State"), choices=GradeAward.Status.choices)
    why = forms.CharField(label=_("Why"), max_length=300)


class MemberForm(EditForm):
    """Somebody on the register by number, or by name and document."""

    relation = forms.ChoiceField(
        label=_("Relation"),
        choices=[c for c in Membership.Relation.choices if c[0] != "head"],
    )
    member_number = forms.CharField(
        label=_("Register number"),
        max_length=20,
        required=False,
        help_text=_(
            "Where the member is on the register; the rest is taken from there."
        ),
    )
    name = forms.CharField(label=_("Name"), max_length=100, required=False)
    document_number = forms.CharField(
        label=_("Document number"), max_length=40, required=False
    )
    birth_date = DateField(label=_("Date of birth"), required=False)
    from_date = DateField(
        label=_("From"), required=False, help_text=_("Of a spouse: the wedding day.")
    )

    def clean(self) -> dict:
        data = super().clean()
        if not data.get("member_number") and not data.get("name"):
            self.add_error("name", _("A name, or the number on the register."))
        return data


class AccountForm(EditForm):
    bank = forms.CharField(label=_("Bank"), max_length=100)
    branch = forms.CharField(label=_("Branch"), max_length=150, required=False)
    holder = forms.CharField(label=_("Account holder"), max_length=100)
    number = forms.CharField(
        label=_("Account number"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class ConsentForm(EditForm):
    scope = forms.ChoiceField(label=_("Purpose"), choices=Consent.Scope.choices)
    notice_version = forms.CharField(
        label=_("Edition of the notice"),
        max_length=20,
        help_text=_("As printed at the foot of the notice that was signed."),
    )


class WithdrawForm(EditForm):
    why = forms.CharField(label=_("Remark"), max_length=300, required=False)


class StatusForm(EditForm):
    status = forms.ChoiceField(
        label=_("Status"),
        choices=[c for c in TalentStatus.choices if c[0] != TalentStatus.MERGED],
    )
    why = forms.CharField(label=_("Why"), max_length=300)


class EndForm(EditForm):
    on = DateField(label=_("First day without it"))


class MergeForm(EditForm):
    kept = forms.CharField(
        label=_("Number of the entry that stays"), max_length=20, strip=True
    )
    why = forms.CharField(label=_("Why these are one person"), max_length=300)

"""What people type about accounts.  Shape only: the services decide."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.contrib.auth.forms import AuthenticationForm
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.accounts.backends import find_user
from apps.accounts.models import Office, Region, RoleGrant, User
from apps.core.forms import DateField, FilterForm
from apps.core.phones import is_mobile, read_phone
from apps.core.roles import Role


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


class PasswordForm(forms.Form):
    """The present password, and a new one twice."""

    old = forms.CharField(
        label=_("Present password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("New password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters, not only digits, no common password."),
    )
    again = forms.CharField(
        label=_("New password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_old(self) -> str:
        if not self.user.check_password(self.cleaned_data["old"]):
            raise forms.ValidationError(_("This is not your present password."))
        return self.cleaned_data["old"]

    def clean_new(self) -> str:
        password_validation.validate_password(self.cleaned_data["new"], self.user)
        return self.cleaned_data["new"]

    def clean(self) -> dict:
        data = super().clean()
        if data.get("new") and data.get("again") and data["new"] != data["again"]:
            self.add_error("again", _("The two new passwords differ."))
        return data


class ProfileForm(forms.Form):
    name_en = forms.CharField(
        label=_("Name in English"), max_length=150, required=False
    )
    email = forms.EmailField(label=_("E-mail"), required=False)
    language = forms.ChoiceField(
        label=_("Language of the pages and messages"), choices=settings.LANGUAGES
    )


class PhoneField(forms.CharField):
    """A mainland mobile number, kept in E.164; may be empty."""

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("required", False)
        super().__init__(
            max_length=30,
            widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
            **kwargs,
        )

    def clean(self, value: str) -> str:
        value = super().clean(value)
        if not value:
            return ""
        number = read_phone(value)
        if not is_mobile(number):
            raise forms.ValidationError(_("This is no mobile number."))
        return number


class UsernameField(forms.CharField):
    """Typed in large letters it is the same name."""

    def to_python(self, value: str) -> str:
        return super().to_python(value).lower()


class AccountForm(forms.Form):
    """An account as the system administrator keeps it."""

    username = UsernameField(
        label=_("User name"),
        max_length=60,
        help_text=_("For signing in. Small letters and digits; it never changes."),
        widget=forms.TextInput(
            attrs={
                "autocapitalize": "none",
                "autocomplete": "off",
                "spellcheck": "false",
            }
        ),
        validators=User._meta.get_field("username").validators,
    )
    name = forms.CharField(label=_("Name"), max_length=100)
    name_en = forms.CharField(
        label=_("Name in English"), max_length=150, required=False
    )
    office = forms.ModelChoiceField(
        label=_("Office"),
        queryset=Office.objects.none(),
        required=False,
        help_text=_("Where the person works. Leave it empty for a talent."),
    )
    phone = PhoneField(
        label=_("Mobile number"), help_text=_("May be used instead of the user name.")
    )
    email = forms.EmailField(label=_("E-mail"), required=False)

    def __init__(self, *args, by: User, is_new: bool = True, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        reach = by.reach(Role.SYSTEM_ADMIN)
        self.fields["office"].queryset = Office.objects.filter(
            reach.filter(), is_active=True
        )
        self.fields["office"].required = not reach.is_everything
        if not is_new:
            del self.fields["username"]


class ReasonForm(forms.Form):
    """Why; it stands in the audit trail."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class GrantForm(forms.Form):
    """A duty for somebody, at an office of the administrator's area."""

    role = forms.ChoiceField(label=_("Duty"), choices=Role.choices)
    office = forms.ModelChoiceField(
        label=_("Office"),
        queryset=Office.objects.none(),
        required=False,
        help_text=_("The duty counts in this office's region and below."),
    )
    from_date = DateField(label=_("From"))
    until_date = DateField(
        label=_("Until"),
        required=False,
        help_text=_("The first day without it. Empty: until it is ended."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("For example the number of the appointment."),
    )

    def __init__(self, *args, by: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = Office.objects.filter(
            by.reach(Role.SECURITY_ADMIN).filter(), is_active=True
        )

    def clean(self) -> dict:
        data = super().clean()
        role, office = data.get("role"), data.get("office")
        if role == Role.TALENT and office:
            self.add_error("office", _("A talent has no office."))
        if role and role != Role.TALENT and not office and "office" not in self.errors:
            self.add_error("office", _("A duty is held at an office."))
        start, end = data.get("from_date"), data.get("until_date")
        if start and end and end <= start:
            self.add_error("until_date", _("A role cannot end before it begins."))
        return data


class EndForm(ReasonForm):
    on = DateField(
        label=_("First day without it"), help_text=_("Today ends the duty at once.")
    )
    field_order = ["on", "reason"]


class OfficeForm(forms.Form):
    name = forms.CharField(label=_("Name of the office"), max_length=100)
    name_en = forms.CharField(label=_("English name"), max_length=150, required=False)
    code = forms.SlugField(
        label=_("Code"),
        max_length=40,
        help_text=_("Small letters, digits and dashes; used in import files."),
    )
    region = forms.ModelChoiceField(label=_("Region"), queryset=Region.objects.none())
    kind = forms.ChoiceField(label=_("Kind"), choices=Office.Kind.choices)
    phone = forms.CharField(label=_("Office telephone"), max_length=30, required=False)
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args, by: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        reach = by.reach(Role.SYSTEM_ADMIN)
        self.fields["region"].queryset = Region.objects.filter(_codes(reach))


def _codes(reach) -> Q:
    found = Q(pk__in=[])
    for prefix in reach.prefixes:
        found |= Q(code__startswith=prefix)
    return found


class UserFilterForm(FilterForm):
    q = forms.CharField(label=_("Name, user name or mobile number"), max_length=60)
    role = forms.ChoiceField(label=_("Duty"), choices=[("", "—"), *Role.choices])
    office = forms.ModelChoiceField(
        label=_("Office"), queryset=Office.objects.all(), empty_label="—"
    )
    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", "—"), ("open", _("Open")), ("closed", _("Closed"))],
    )

    def __init__(self, *args, on, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.on = on

    def narrow_q(self, queryset: QuerySet, value: str) -> QuerySet:
        text = Q(name__icontains=value) | Q(name_en__icontains=value)
        text |= Q(username__icontains=value.lower())
        if read_phone(value):
            found = find_user(value)
            text |= Q(pk=found.pk if found else None)
        return queryset.filter(text)

    def narrow_role(self, queryset: QuerySet, value: str) -> QuerySet:
        held = RoleGrant.objects.active(self.on).filter(role=value)
        return queryset.filter(pk__in=held.values("user_id"))

    def narrow_office(self, queryset: QuerySet, value: Office) -> QuerySet:
        held = RoleGrant.objects.active(self.on).filter(office=value)
        return queryset.filter(Q(office=value) | Q(pk__in=held.values("user_id")))

    def narrow_state(self, queryset: QuerySet, value: str) -> QuerySet:
        return queryset.filter(is_active=value == "open")


class OfficeFilterForm(FilterForm):
    q = forms.CharField(label=_("Name or code"), max_length=60)
    region = forms.ModelChoiceField(
        label=_("Region"), queryset=Region.objects.all(), empty_label="—"
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", "—"), *Office.Kind.choices])

    def narrow_q(self, queryset: QuerySet, value: str) -> QuerySet:
        return queryset.filter(
            Q(name__icontains=value)
            | Q(name_en__icontains=value)
            | Q(code__icontains=value)
        )

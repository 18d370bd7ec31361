"""Shape of input; services decide."""

from __future__ import annotations

from datetime import date, datetime, time

from django import forms
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Office, Region, User
from apps.commissioners.models import (
    Channel,
    Commissioner,
    NextStep,
    Outcome,
)
from apps.commissioners.models.handovers import HandOverStatus
from apps.commissioners.models.people import HEAD_ROLES, Language
from apps.commissioners.queries import due_for_contact, with_load
from apps.commissioners.services.balancing import Group
from apps.core.forms import DateField, FilterForm
from apps.talents.models import GradeLevel, Talent


class StandardForm(forms.Form):
    """For whom, how often, by which document; without office and grade: everybody."""

    office = forms.ModelChoiceField(
        label=_("Office"),
        queryset=Office.objects.filter(kind=Office.Kind.TALENT, is_active=True),
        required=False,
        empty_label=_("every office"),
    )
    level = forms.ModelChoiceField(
        label=_("Grade"),
        queryset=GradeLevel.objects.select_related("scheme").order_by("scheme", "rank"),
        required=False,
        empty_label=_("every grade, and none"),
    )
    contact_every = forms.IntegerField(
        label=_("Contact every … working days"), min_value=1, max_value=250
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=200,
        required=False,
        help_text=_("The document or decision that says so."),
    )


class ContactForm(forms.Form):
    """One contact in four taps: how, what came of it, what next, save."""

    channel = forms.ChoiceField(
        label=_("How"), choices=Channel.choices, widget=forms.RadioSelect
    )
    outcome = forms.ChoiceField(
        label=_("What came of it"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("In a few words"),
        required=False,
        max_length=200,
        help_text=_(
            "That it happened and what came of it. Never the chat itself, "
            "no identity or bank numbers."
        ),
    )
    next_in = forms.ChoiceField(
        label=_("Next contact"),
        choices=NextStep.choices,
        widget=forms.RadioSelect,
        initial=NextStep.NONE,
        required=False,
    )
    on_day = DateField(label=_("Day"), required=False)
    at_time = forms.TimeField(
        label=_("Time"), required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )

    BIG = (Channel.PHONE, Channel.WECHAT, Channel.VISIT)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in ("note", "on_day", "at_time"):
            css = "form-control is-invalid" if name in self.errors else "form-control"
            self.fields[name].widget.attrs["class"] = css
        self.fields["note"].widget.attrs["autocomplete"] = "off"

    def happened_at(self, now: datetime) -> datetime | None:
        """``None`` for now; a day without a time is that day's noon, or now if today."""
        day: date | None = self.cleaned_data.get("on_day")
        clock: time | None = self.cleaned_data.get("at_time")
        if day is None and clock is None:
            return None
        today = timezone.localtime(now).date()
        if clock is None:
            if day == today:
                return None
            clock = time(12)
        return timezone.make_aware(datetime.combine(day or today, clock))  # noqa: DTZ001


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)


class NoteForm(forms.Form):
    note = forms.CharField(label=_("Answer"), max_length=200, required=False)


class CommissionerChoice(forms.ModelChoiceField):
    """Everybody with how full he or she is."""

    def label_from_instance(self, obj: Commissioner) -> str:
        leave = f" · {_('on leave')}" if obj.is_on_leave else ""
        return f"{obj.user} · {obj.office} · {obj.load}/{obj.capacity}{leave}"


class AssignForm(forms.Form):
    commissioner = CommissionerChoice(label=_("Commissioner"), queryset=None)
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def __init__(self, *args, user: User, talent: Talent, on: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commissioner"].queryset = choices_for(
            Commissioner.objects.serving(on).filter(
                user.reach(*HEAD_ROLES).filter("office__region"),
                office__region__in=_above(talent.region_id),
            )
        )


class HandOverForm(forms.Form):
    """To whom, why, and which of them; nobody ticked means everybody."""

    to = CommissionerChoice(label=_("To"), queryset=None)
    reason = forms.CharField(label=_("Reason"), max_length=200)
    talents = forms.ModelMultipleChoiceField(
        label=_("Talents"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody ticked means the whole caseload."),
    )

    def __init__(self, *args, source: Commissioner, on: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = choices_for(
            Commissioner.objects.serving(on).exclude(pk=source.pk)
        )
        self.fields["talents"].queryset = Talent.objects.filter(
            assignments__commissioner=source, assignments__until_date__isnull=True
        ).order_by("sort_key", "pk")


class TermsForm(forms.Form):
    capacity = forms.IntegerField(
        label=_("Capacity"),
        min_value=0,
        max_value=500,
        help_text=_("How many talents at most at the same time."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=Language.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    fields_known = forms.CharField(
        label=_("Fields"),
        required=False,
        max_length=500,
        help_text=_("Separated by commas. Preferred when somebody is assigned."),
    )
    is_on_leave = forms.BooleanField(
        label=_("On leave: nobody new is assigned"), required=False
    )

    def clean_fields_known(self) -> list[str]:
        text = self.cleaned_data["fields_known"].replace("，", ",").replace("、", ",")
        return [part.strip()[:100] for part in text.split(",") if part.strip()]


class NewCommissionerForm(forms.Form):
    """Somebody with the duty of a commissioner who has no caseload yet."""

    user = forms.ModelChoiceField(label=_("Person"), queryset=None)
    capacity = forms.IntegerField(
        label=_("Capacity"), min_value=0, max_value=500, initial=80
    )

    def __init__(self, *args, people: QuerySet[User], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people


class ScopeForm(forms.Form):
    """Whom a balanced proposal is for."""

    group = forms.ChoiceField(
        label=_("Who"),
        choices=Group.choices,
        widget=forms.RadioSelect,
        initial=Group.GRADED,
    )
    region = forms.ModelChoiceField(
        label=_("Region"),
        queryset=None,
        required=False,
        empty_label=_("All that I am responsible for"),
    )

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = Region.objects.filter(_regions_of(user))


def _regions_of(user: User) -> Q:
    found = Q(pk__in=[])
    for prefix in user.reach(*HEAD_ROLES).prefixes:
        found |= Q(code__startswith=prefix)
    return found


def _above(region_code: str) -> set[str]:
    """The region and those that contain it."""
    return {region_code, region_code[:4] + "00", region_code[:2] + "0000"}


def choices_for(commissioners: QuerySet[Commissioner]) -> QuerySet[Commissioner]:
    """With their load, the least full first."""
    return (
        with_load(commissioners)
        .select_related("user", "office")
        .order_by("is_on_leave", "load", "pk")
    )


class MineFilterForm(FilterForm):
    q = forms.CharField(label=_("Name, pinyin, employer"))
    is_due = forms.BooleanField(label=_("Due for contact"))

    def __init__(self, *args, on: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.on = on

    def narrow_q(self, queryset: QuerySet, value: str) -> QuerySet:
        found = Talent.objects.matching(value)
        return queryset.filter(talent__in=found.values("pk"))

    def narrow_is_due(self, queryset: QuerySet, value: bool) -> QuerySet:
        return due_for_contact(queryset, self.on)


class CaseloadFilterForm(FilterForm):
    q = forms.CharField(label=_("Name"))
    office = forms.ModelChoiceField(label=_("Office"), queryset=None)
    is_full = forms.BooleanField(label=_("Full"))

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        visible = Commissioner.objects.visible_to(user)
        self.fields["office"].queryset = Office.objects.filter(
            pk__in=visible.values("office_id")
        )

    def narrow_q(self, queryset: QuerySet, value: str) -> QuerySet:
        return queryset.filter(user__name__icontains=value.strip())

    def narrow_is_full(self, queryset: QuerySet, value: bool) -> QuerySet:
        return queryset.filter(load__gte=F("capacity"))


class HandOverFilterForm(FilterForm):
    status = forms.ChoiceField(
        label=_("Status"), choices=[("", _("All")), *HandOverStatus.choices]
    )


class ContactFilterForm(FilterForm):
    channel = forms.ChoiceField(
        label=_("How"), choices=[("", _("All")), *Channel.choices]
    )
    outcome = forms.ChoiceField(
        label=_("What came of it"), choices=[("", _("All")), *Outcome.choices]
    )
    mine = forms.BooleanField(label=_("Only mine"))

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def narrow_mine(self, queryset: QuerySet, value: bool) -> QuerySet:
        return queryset.filter(by_id=self.user.pk)

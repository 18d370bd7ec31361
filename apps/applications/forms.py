"""The shape of what a reviewer decides.  Whether it may be so, ``services`` says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from apps.applications import reasons
from apps.applications.matters import matter_of
from apps.applications.models import Application
from apps.applications.services.intake import Listed
from apps.applications.states import (
    AT_ACCEPTANCE,
    AT_REVIEW,
    FINAL,
    Outcome,
    Status,
)
from apps.core.forms import DateField, FilterForm
from apps.policies.facts import Fact, FactType
from apps.policies.models import Material, Policy
from apps.talents.models import Talent

NOTE_ROWS, OPINION_ROWS = 3, 2


class DecisionForm(forms.Form):
    """One decision: what, why, what the applicant reads, what the office reads.

    ``data-text`` on a reason is its template, which the page copies into an empty note;
    without JavaScript ``clean`` does.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    reason = forms.ChoiceField(label=_("Grounds"), required=False)
    note = forms.CharField(
        label=_("Note to the applicant"),
        help_text=_("The applicant reads this."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": NOTE_ROWS}),
    )
    opinion = forms.CharField(
        label=_("Internal opinion"),
        help_text=_("Only the office reads this."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": OPINION_ROWS}),
    )

    def __init__(
        self,
        *args,
        application: Application,
        language: str,
        can_send_back: bool = True,
        **kwargs,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.application = application
        self.language = language
        outcomes = outcomes_for(application, can_send_back=can_send_back)
        self.fields["outcome"].choices = [(o.value, o.label) for o in outcomes]
        self.fields["version"].initial = application.version
        groups = [("", "—")]
        for outcome in outcomes:
            known = reasons.reasons_for(outcome)
            groups.append((outcome.label, [(r.code, r.label) for r in known]))
        self.fields["reason"].choices = groups
        self.is_at_counter = application.status == Status.SUBMITTED
        if self.is_at_counter:
            self._add_items()

    def _add_items(self) -> None:
        """For each paper and field a line that says what is wrong with it."""
        self.item_names: list[str] = []
        for name, label, listed in correctable(self.application):
            key = f"item-{name}"
            self.fields[key] = forms.CharField(
                label=label, required=False, max_length=300
            )
            self.fields[key].listed = listed
            self.item_names.append(key)

    @property
    def item_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in getattr(self, "item_names", ())]

    @property
    def has_items(self) -> bool:
        return any(field.value() for field in self.item_fields)

    def reason_texts(self) -> dict[str, str]:
        """Template texts by code, in the applicant's language."""
        return template_texts(self.language)

    def listed(self) -> list[Listed]:
        """What must be corrected, as the service takes it."""
        found = []
        for name in getattr(self, "item_names", ()):
            text = self.cleaned_data[name].strip()
            if text:
                found.append(Listed(text, **self.fields[name].listed))
        return found

    def clean(self) -> dict:
        cleaned = super().clean()
        outcome, code = cleaned.get("outcome"), cleaned.get("reason")
        reason = reasons.get(code) if code else None
        if outcome and reason and outcome not in reason.outcomes:
            self.add_error("reason", _("This reason belongs to another decision."))
        elif outcome and not reason and outcome != Outcome.PASS:
            self.add_error("reason", _("Choose a reason."))
        if not cleaned.get("note") and reason:
            cleaned["note"] = self.reason_texts().get(code, "")
        if outcome == Outcome.CORRECTION and not self.listed():
            self.add_error("outcome", _("List below what must be corrected."))
        if outcome == Outcome.SEND_BACK and not cleaned.get("opinion"):
            self.add_error("opinion", _("Say for the colleague why it comes back."))
        return cleaned


def outcomes_for(application: Application, *, can_send_back: bool) -> Sequence[Outcome]:
    if application.status == Status.SUBMITTED:
        has_asked = hasattr(application, "correction")
        return [o for o in AT_ACCEPTANCE if not (has_asked and o == Outcome.CORRECTION)]
    return [o for o in AT_REVIEW if can_send_back or o != Outcome.SEND_BACK]


def correctable(application: Application):
    """(name, label, how the service names it) of every paper and field."""
    from_claim = matter_of(application).fields
    for material in Material.objects.filter(version=application.version_used_id):
        if material.is_asked:
            yield (
                f"material-{material.code}",
                str(material),
                {"material": material.code},
            )
    for name, label in from_claim:
        yield f"claim-{name}", str(label), {"field": f"claim.{name}"}


class FactForm(forms.Form):
    """Settle one fact from the papers."""

    fact_version = forms.IntegerField(widget=forms.HiddenInput)
    fact = forms.CharField(widget=forms.HiddenInput)
    paper = forms.CharField(label=_("Which paper shows it"), max_length=200)

    def __init__(self, *args, fact: Fact, version: int = 0, **kwargs) -> None:
        super().__init__(
            *args, auto_id=f"id_{fact.name.replace('.', '-')}_%s", **kwargs
        )
        self.fields["fact"].initial = fact.name
        self.fields["fact_version"].initial = version
        self.fields["value"] = field_for(fact)
        self.order_fields(["value", "paper"])


def field_for(fact: Fact) -> forms.Field:
    """A form field that takes a value of the fact, as JSON keeps it."""
    label = fact.question or fact.label
    if fact.type is FactType.BOOLEAN:
        return forms.ChoiceField(
            label=label, choices=[("true", _("yes")), ("false", _("no"))]
        )
    if fact.type is FactType.CHOICE:
        return forms.ChoiceField(label=label, choices=list(fact.choices))
    if fact.type is FactType.DATE:
        return DateField(label=label)
    if fact.type in {FactType.NUMBER, FactType.MONEY}:
        return forms.DecimalField(label=label, max_digits=14, decimal_places=2)
    return forms.CharField(label=label, max_length=200)


class ApplicationFilter(FilterForm):
    """Narrows a list of applications."""

    q = forms.CharField(
        label=_("Number or name"), widget=forms.TextInput(attrs={"type": "search"})
    )
    status = forms.ChoiceField(label=_("Status"))
    policy = forms.ModelChoiceField(
        label=_("Policy"), queryset=Policy.objects.none(), to_field_name="code"
    )
    due = forms.ChoiceField(
        label=_("Time left"),
        choices=[
            ("", "—"),
            ("over", _("overdue")),
            ("week", _("due within 7 days")),
            ("unknown", _("date unknown")),
        ],
    )

    def __init__(self, *args, user, on, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["status"].choices = [
            ("", "—"),
            ("live", _("under way")),
            *[choice for choice in Status.choices if choice[0] != Status.DRAFT],
        ]
        self.fields["policy"].queryset = Policy.objects.visible_to(user)

    def narrow_q(self, queryset, value):
        text = value.strip()
        found = Q(number__iexact=text)
        if text.isdecimal():
            found |= Q(number__endswith=f"-{int(text):06d}")
        else:
            found |= Q(talent__in=Talent.objects.matching(text).values("pk"))
        return queryset.filter(found)

    def narrow_status(self, queryset, value):
        if value == "live":
            return queryset.exclude(status__in=FINAL)
        return queryset.filter(status=value)

    def narrow_due(self, queryset, value):
        live = queryset.exclude(status__in=FINAL)
        if value == "over":
            return live.filter(due_date__lt=self.on)
        if value == "week":
            week = self.on + timedelta(days=7)
            return live.filter(due_date__gte=self.on, due_date__lte=week)
        return live.filter(due_date=None)


def template_texts(language: str) -> dict[str, str]:
    with override(language):
        return {each.code: str(each.text) for each in reasons.REASONS if each.text}

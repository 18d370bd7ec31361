"""The parts of a draft as forms: one for what it says at large, one set for each kind
of row.  Shapes are checked here, rules when it is proposed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.forms import BaseInlineFormSet, inlineformset_factory
from django.utils.translation import gettext_lazy as _

from apps.core.forms import DateField
from apps.policies import facts, rules
from apps.policies.choices import NodeKind, Operator
from apps.policies.facts import BadFactValue, FactType
from apps.policies.models import (
    Condition,
    Exclusion,
    FundingShare,
    Instalment,
    JointDepartment,
    Material,
    PolicyVersion,
    StepLimit,
    Tier,
)


def _fact_choices(*types: FactType) -> list[tuple[str, str]]:
    found = [
        (fact.name, str(fact.label))
        for fact in facts.registered()
        if not types or fact.type in types
    ]
    return [("", "—"), *sorted(found, key=lambda pair: pair[1])]


class BeginForm(forms.Form):
    from_date = DateField(label=_("In force from"))


class VersionForm(forms.ModelForm):
    """What a version says at large."""

    from_date = DateField(label=_("From"))
    until_date = DateField(
        label=_("Until"), required=False, help_text=_("The first day without it.")
    )
    document_url = forms.URLField(
        label=_("address of the document"), required=False, assume_scheme="https"
    )

    class Meta:
        model = PolicyVersion
        fields = [
            "from_date",
            "until_date",
            "decided_by",
            "document_name",
            "document_no",
            "document_url",
            "source_note",
            "source_note_en",
            "is_verified",
            "is_once",
            "ceiling_fact",
            "couple_rule",
            "household_cap",
            "lifetime_cap",
            "lock_years",
            "lock_from",
            "lock_breach",
        ]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ceiling_fact"] = forms.ChoiceField(
            label=self.fields["ceiling_fact"].label,
            required=False,
            choices=lambda: _fact_choices(FactType.MONEY),
        )


class ConditionForm(forms.ModelForm):
    """One node.  A value is typed as people write it and read as its fact says."""

    value = forms.CharField(
        label=_("Value"),
        required=False,
        max_length=500,
        help_text=_("Several values are parted by commas; yes or no as “yes”, “no”."),
    )

    class Meta:
        model = Condition
        fields = [
            "order",
            "parent",
            "kind",
            "fact",
            "operator",
            "value",
            "label",
            "label_en",
            "clause",
        ]

    def __init__(self, *args, groups, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = groups
        self.fields["parent"].label = _("Under")
        self.fields["fact"] = forms.ChoiceField(
            label=_("Fact"), required=False, choices=_fact_choices
        )
        if self.instance.pk:
            self.initial["value"] = shown_value(self.instance)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("kind") != NodeKind.TEST:
            data |= {"fact": "", "operator": "", "value": None}
            return data
        if not data.get("fact") or not data.get("operator"):
            self.add_error("fact", _("A test names a fact and an operator."))
            return data
        fact = facts.get(data["fact"])
        try:
            raw = read_value(fact, data["operator"], data.get("value") or "")
            rules.parse_value(fact, data["operator"], raw)
        except (BadFactValue, ValueError) as error:
            text = getattr(error, "message", "") or _("This cannot be read.")
            self.add_error("value", text)
        else:
            data["value"] = raw
        return data


YES = {"yes", "true", "是", "有"}
NO = {"no", "false", "否", "无"}


def read_value(fact: facts.Fact, operator: str, text: str) -> Any:
    """What JSON keeps of what was typed."""
    text = text.strip()
    if operator in (Operator.WITHIN_YEARS, Operator.AT_LEAST_YEARS):
        return int(text)
    if operator in (Operator.IN, Operator.NOT_IN):
        return [part.strip() for part in text.replace("，", ",").split(",") if part]
    if fact.type is FactType.BOOLEAN:
        if text.lower() not in YES | NO:
            raise ValueError(text)
        return text.lower() in YES
    return text


def shown_value(row: Condition) -> str:
    if isinstance(row.value, bool):
        return "yes" if row.value else "no"
    if isinstance(row.value, list):
        return ", ".join(str(each) for each in row.value)
    return "" if row.value is None else str(row.value)


class ConditionSet(BaseInlineFormSet):
    """The nodes of one owner: the version, a tier or an instalment."""

    def __init__(self, *args, owner: dict[str, Any], **kwargs) -> None:
        self.owner = owner
        queryset = Condition.objects.filter(**owner).order_by("order", "pk")
        super().__init__(*args, queryset=queryset, **kwargs)

    def get_form_kwargs(self, index) -> dict[str, Any]:
        groups = Condition.objects.filter(version=self.instance, **self.owner).exclude(
            kind=NodeKind.TEST
        )
        return {**super().get_form_kwargs(index), "groups": groups}

    def save_new(self, form, commit=True) -> Condition:
        for name, value in self.owner.items():
            setattr(form.instance, name, value)
        return super().save_new(form, commit)

    def clean(self) -> None:
        super().clean()
        for form in self.forms:
            parent = form.cleaned_data.get("parent") if form.is_valid() else None
            if parent is not None and form.instance.pk and _is_under(parent, form):
                form.add_error("parent", _("A group does not stand under itself."))


def _is_under(parent: Condition | None, form) -> bool:
    while parent is not None:
        if parent.pk == form.instance.pk:
            return True
        parent = parent.parent
    return False


CONDITIONS = inlineformset_factory(
    PolicyVersion,
    Condition,
    form=ConditionForm,
    formset=ConditionSet,
    fk_name="version",
    extra=2,
)


class TierForm(forms.ModelForm):
    class Meta:
        model = Tier
        fields = [
            "order",
            "component",
            "code",
            "name",
            "name_en",
            "clause",
            "amount_kind",
            "amount",
            "percent",
            "base_fact",
            "cap",
            "lock_years",
        ]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["base_fact"] = forms.ChoiceField(
            label=self.fields["base_fact"].label,
            required=False,
            choices=lambda: _fact_choices(FactType.MONEY),
        )


def _set(model: type[models.Model], fields: list[str], form=forms.ModelForm):
    return inlineformset_factory(
        PolicyVersion, model, form=form, fields=fields, fk_name="version", extra=1
    )


# Parts of a draft that are plain rows: address → (title, set of forms).
PARTS: dict[str, tuple] = {
    "tiers": (_("Amounts"), _set(Tier, TierForm.Meta.fields, TierForm)),
    "instalments": (
        _("Instalments"),
        _set(
            Instalment,
            ["number", "weight", "months", "due_from", "if_not_met", "clause"],
        ),
    ),
    "exclusions": (
        _("Other benefits"),
        _set(Exclusion, ["other", "mode", "clause"]),
    ),
    "funding": (
        _("Who pays"),
        _set(FundingShare, ["payer", "name", "percent"]),
    ),
    "limits": (
        _("Route and time limits"),
        _set(StepLimit, ["step", "order", "days", "above", "note", "note_en"]),
    ),
    "departments": (
        _("Departments of the joint check"),
        _set(JointDepartment, ["office", "question", "question_en", "days"]),
    ),
    "materials": (
        _("Papers"),
        _set(
            Material,
            [
                "order",
                "code",
                "name",
                "name_en",
                "form",
                "source",
                "is_required",
                "may_follow",
                "hint",
                "hint_en",
            ],
        ),
    ),
}

"""What the pages of an unfinished application show: questions, papers, summary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from apps.applications.assessment import Assessment
from apps.applications.models import Application, Paper
from apps.applications.services import KnownFact, known_facts, preview
from apps.core.forms import DateField
from apps.core.money import format_yuan
from apps.policies.choices import PolicyKind
from apps.policies.facts import Fact, FactType
from apps.policies.models import Material
from apps.policies.rules import Answer, Result
from apps.portal.forms import PortalForm
from apps.subsidies.forms import CO_BUYERS_MAX, HomePurchaseForm, YesNoField
from apps.subsidies.personal import KINDS as PERSONAL_KINDS
from apps.subsidies.personal import PersonalClaimForm

STEPS = ("known", "facts", "papers", "send")
STEP_LABELS = {
    "known": gettext_lazy("What we know"),
    "facts": gettext_lazy("What is missing"),
    "papers": gettext_lazy("Papers"),
    "send": gettext_lazy("Look over and send"),
}
# What is asked about the thing claimed, by the kind of benefit.
CLAIM_FORMS = {
    PolicyKind.HOME_PURCHASE: HomePurchaseForm,
    **dict.fromkeys(PERSONAL_KINDS, PersonalClaimForm),
}
STATED = "stated."
LONGEST = 2000  # characters kept of one field
MONEY_FIELDS = frozenset({"price", "deed_tax"})


@dataclass(frozen=True)
class Stop:
    """One step of the form in the row on top."""

    code: str
    label: str | Promise
    css: str

    @property
    def is_now(self) -> bool:
        return self.css == "is-now"


def stops(current: str) -> list[Stop]:
    place = STEPS.index(current)
    css = ["is-done" if n < place else "" for n in range(len(STEPS))]
    css[place] = "is-now"
    return [
        Stop(code, STEP_LABELS[code], mark)
        for code, mark in zip(STEPS, css, strict=True)
    ]


def next_step(current: str) -> str:
    return STEPS[min(STEPS.index(current) + 1, len(STEPS) - 1)]


# What is asked ------------------------------------------------------------------------


def claim_form(
    application: Application, *, on: date, data: Mapping[str, Any] | None = None
) -> forms.Form:
    """The questions about what is claimed: as typed so far, or with what is wrong."""
    form_class = CLAIM_FORMS[application.policy.kind]
    if data is not None:
        return form_class(data=dict(data), on=on)
    return form_class(initial=application.draft.get("claim", {}), on=on)


def typed_claim(application: Application, post) -> dict[str, Any]:
    """What stands in the fields, right or wrong: a draft loses nothing."""
    names = CLAIM_FORMS[application.policy.kind].base_fields
    claim: dict[str, Any] = {
        name: post.get(name, "")[:LONGEST] for name in names if name != "co_buyers"
    }
    if "co_buyers" in names:
        rows = zip(post.getlist("co_name"), post.getlist("co_document"), strict=False)
        claim["co_buyers"] = [
            {"name": name.strip()[:100], "document": number.strip()[:40]}
            for name, number in rows
            if name.strip() or number.strip()
        ]
    return claim


def buyer_rows(claim: Mapping[str, Any]) -> list[dict[str, str]]:
    """The further buyers typed so far and one empty row."""
    rows = list(claim.get("co_buyers") or [])
    return rows[:CO_BUYERS_MAX] + [{}] * (len(rows) < CO_BUYERS_MAX)


def asked_facts(
    assessment: Assessment, known: Iterable[KnownFact], stated: Mapping[str, Any]
) -> list[KnownFact]:
    """What the register does not know and would decide, and what was answered.

    As long as nothing is said about what is claimed, only what decides whether somebody
    may claim at all: a doctor is not asked about a bachelor's degree.
    """
    first = None
    if not assessment.subject.claim:
        first = set(_open_facts(assessment.worked.eligibility))
    return [
        each
        for each in known
        if (each.must_be_asked and (first is None or each.fact.name in first))
        or (each.fact.may_be_stated and each.fact.name in stated)
    ]


def _open_facts(result: Result) -> Iterator[str]:
    """The facts whose unknown value keeps a condition open."""
    if result.answer is not Answer.UNKNOWN:
        return
    if not result.is_group:
        yield result.node.fact
    for part in result.parts:
        yield from _open_facts(part)


class StatedForm(PortalForm):
    """Questions about the person that the register cannot answer.

    None has to be answered: the office can find out as well.
    """

    def __init__(self, *args, facts: Sequence[Fact], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for fact in facts:
            self.fields[STATED + fact.name] = _field_for(fact)

    def typed(self) -> dict[str, str]:
        """Raw answers by fact; dates and numbers as the rules read them."""
        found = {}
        for name in self.fields:
            value = self.cleaned_data.get(name) if self.is_bound else None
            if value is None:
                value = self.data.get(name, "") if name in self.errors else ""
            if isinstance(value, date):
                value = value.isoformat()
            found[name.removeprefix(STATED)] = str(value)[:LONGEST]
        return found


def _field_for(fact: Fact) -> forms.Field:
    label = fact.question or fact.label
    if fact.type is FactType.BOOLEAN:
        return forms.ChoiceField(
            label=label,
            required=False,
            widget=forms.RadioSelect,
            choices=[
                ("true", gettext_lazy("Yes")),
                ("false", gettext_lazy("No")),
                ("", gettext_lazy("I am not sure")),
            ],
        )
    if fact.type is FactType.DATE:
        return DateField(label=label, required=False)
    if fact.type is FactType.CHOICE:
        choices = [("", gettext_lazy("I am not sure")), *fact.choices]
        return forms.ChoiceField(label=label, required=False, choices=choices)
    if fact.type in {FactType.NUMBER, FactType.MONEY}:
        return forms.DecimalField(
            label=label,
            required=False,
            widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            help_text=fact.unit,
        )
    return forms.CharField(label=label, required=False, max_length=200)


# Papers -------------------------------------------------------------------------------


@dataclass
class Block:
    """One material with the files handed in for it."""

    material: Material
    papers: list[Paper] = field(default_factory=list)
    is_promised: bool = False
    # Where it is to be corrected: what is wrong, and whether there is a new file.
    texts: list[str] = field(default_factory=list)
    is_corrected: bool = False
    error: str = ""

    @property
    def need(self) -> tuple[str, str]:
        """(kind, word) of its chip."""
        if self.texts:
            if self.is_corrected:
                return "ok", _("new file added")
            return "due", _("to be corrected")
        if self.papers:
            return "ok", pgettext("paper", "handed in")
        if self.is_promised:
            return "wait", _("promised")
        if not self.material.is_required:
            return "muted", _("only where it applies")
        if self.material.may_follow:
            return "due", _("required, may follow")
        return "due", _("required")

    @property
    def may_be_promised(self) -> bool:
        return self.material.may_follow and not self.papers


def blocks_of(application: Application) -> list[Block]:
    """Every paper that is asked for, in order.  Two queries."""
    promises = application.draft.get("promises", {})
    papers: dict[str, list[Paper]] = {}
    for paper in application.papers.filter(removed_at=None).select_related("document"):
        papers.setdefault(paper.material, []).append(paper)
    return [
        Block(
            material,
            papers.get(material.code, []),
            is_promised=bool(promises.get(material.code)),
        )
        for material in Material.objects.filter(version=application.version_used_id)
        if material.is_asked
    ]


# Looking over -------------------------------------------------------------------------


def look(application: Application, on: date) -> tuple[Assessment, list[KnownFact]]:
    """What would come out with what is typed, and what is known for it."""
    assessment = preview(application, on=on)
    known = known_facts(
        application.talent,
        application.version_used,
        on=on,
        assessment=assessment,
    )
    return assessment, known


@dataclass(frozen=True)
class Estimate:
    """The outcome in plain words; decided by people, so never a promise."""

    kind: str
    word: str
    amount: Decimal | None
    trace: list
    against: list[str]
    open: list[str]


def estimate_of(assessment: Assessment) -> Estimate:
    worked = assessment.worked
    words = {
        Answer.MET: ("ok", _("By what is known, the conditions are met")),
        Answer.NOT_MET: ("muted", _("One condition does not seem to be met")),
        Answer.UNKNOWN: ("due", _("Something that decides is not known yet")),
    }
    kind, word = words[worked.answer]
    return Estimate(
        kind=kind,
        word=word,
        amount=worked.amount,
        trace=worked.trace,
        against=[each.label for each in worked.failed()],
        open=[str(each.fact.label) for each in worked.unsettled()],
    )


def shown_claim(form: forms.Form) -> list[tuple[str, str]]:
    """(label, value) of what was entered; what cannot be read stands as it was typed."""
    form.is_valid()
    rows = []
    for name, each in form.fields.items():
        if name == "co_buyers":
            continue
        value = form.cleaned_data.get(name)
        if value in (None, ""):
            value = form.data.get(name, "")
        rows.append((str(each.label), _shown(name, each, value)))
    buyers = form.cleaned_data.get("co_buyers") or []
    if buyers:
        names = ", ".join(row["name"] for row in buyers)
        rows.append((str(form.fields["co_buyers"].label), names))
    return rows


def _shown(name: str, each: forms.Field, value: Any) -> str:
    if isinstance(each, YesNoField):
        if value in (None, ""):
            return ""
        return _("Yes") if value in (True, "true") else _("No")
    if name in MONEY_FIELDS and isinstance(value, Decimal):
        return format_yuan(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)

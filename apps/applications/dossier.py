"""What stands on the page of one application: papers, answers, amount, history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from apps.applications import permissions
from apps.applications.assessment import Assessment, assess
from apps.applications.changes import changed_facts
from apps.applications.doubles import doubles_of
from apps.applications.matters import Duplicate, matter_of
from apps.applications.models import Application, Decision, FactEntry, Paper
from apps.applications.reasons import get as reason_of
from apps.applications.states import (
    DECIDED,
    IN_REVIEW,
    REFUSALS,
    Outcome,
    Status,
)
from apps.policies import facts
from apps.policies.choices import StepCode
from apps.policies.explain import KINDS, LABELS, Line, frozen_lines, lines_of
from apps.policies.models import Material
from apps.policies.rules import Answer, Words


@dataclass(frozen=True)
class PaperTab:
    """One material with its files.  ``state``: here, promised, missing, shared, none."""

    material: Material
    papers: list[Paper]
    state: str

    @property
    def is_open_promise(self) -> bool:
        return self.state == "promised"


def paper_tabs(application: Application) -> list[PaperTab]:
    """Every material of the version in its order; three queries."""
    by_code: dict[str, list[Paper]] = {}
    papers = application.papers.filter(removed_at=None).select_related("document")
    for paper in papers.order_by("pk"):
        by_code.setdefault(paper.material, []).append(paper)
    promised = set(
        application.promised_papers.filter(handed_in_at=None).values_list(
            "material", flat=True
        )
    )
    tabs = []
    for material in Material.objects.filter(version=application.version_used_id):
        found = by_code.get(material.code, [])
        if found:
            state = "here"
        elif material.code in promised:
            state = "promised"
        elif not material.is_asked:
            state = "shared"
        else:
            state = "missing" if material.is_required else "none"
        tabs.append(PaperTab(material, found, state))
    return tabs


@dataclass(frozen=True)
class TierLine:
    code: str
    label: str
    answer: Answer
    is_chosen: bool

    @property
    def kind(self) -> str:
        return KINDS[self.answer]

    @property
    def answer_label(self) -> str:
        return str(LABELS[self.answer])


@dataclass(frozen=True)
class TraceLine:
    kind: str
    words: str
    amount: Decimal | None


@dataclass(frozen=True)
class Findings:
    """Answers and amount, as they are now or as the decision froze them."""

    answer: Answer
    lines: list[Line]
    tiers: list[TierLine]
    trace: list[TraceLine]
    amount: Decimal | None
    on: date
    is_frozen: bool

    @property
    def kind(self) -> str:
        return KINDS[self.answer]


def findings_of(application: Application, *, on: date) -> tuple[Findings, Assessment]:
    assessment = assess(application, on=on)
    if application.status in DECIDED and application.facts:
        return _frozen(application.facts, assessment), assessment
    worked = assessment.worked
    return (
        Findings(
            worked.answer,
            list(lines_of(worked.eligibility)),
            [
                TierLine(
                    each.tier.code,
                    str(each.tier.words),
                    each.result.answer,
                    each.is_chosen,
                )
                for each in worked.tiers
            ],
            [TraceLine(s.kind, str(s.words), s.amount) for s in worked.trace],
            worked.amount,
            assessment.subject.on,
            is_frozen=False,
        ),
        assessment,
    )


def _frozen(data: Mapping[str, Any], assessment: Assessment) -> Findings:
    labels = {tier.code: str(tier.words) for tier in assessment.definition.tiers}
    return Findings(
        Answer(data["answer"]),
        list(frozen_lines(data["conditions"])),
        [
            TierLine(
                each["code"],
                labels.get(each["code"], ""),
                Answer(each["answer"]),
                each["chosen"],
            )
            for each in data["tiers"]
        ],
        [
            TraceLine(
                each["kind"],
                str(Words(each["zh"], each["en"])),
                None if each["amount"] is None else Decimal(each["amount"]),
            )
            for each in data["trace"]
        ],
        None if data["amount"] is None else Decimal(data["amount"]),
        date.fromisoformat(data["on"]),
        is_frozen=True,
    )


@dataclass(frozen=True)
class Checked:
    """A fact that a reviewer settled, beside what the register says."""

    label: str
    value: str
    register: str
    by: str
    at: datetime
    note: str


def checked_facts(application: Application) -> list[Checked]:
    found = []
    entries = FactEntry.objects.filter(
        application=application, basis=FactEntry.Basis.CHECKED
    ).select_related("by")
    for entry in entries:
        fact = facts.get(entry.fact)
        found.append(
            Checked(
                str(fact.label),
                fact.show(fact.parse(entry.value)),
                _("nothing")
                if entry.register_value is None
                else fact.show(fact.parse(entry.register_value)),
                str(entry.by),
                entry.at,
                entry.note,
            )
        )
    return found


@dataclass(frozen=True)
class Event:
    """A line of the history, as ``core/_timeline.html`` draws it."""

    at: datetime
    icon: str
    title: str
    text: str
    kind: str = ""
    url: str = ""


ICONS = {
    Outcome.ACCEPT: ("inbox", ""),
    Outcome.NOT_ACCEPT: ("x-octagon", "late"),
    Outcome.CORRECTION: ("pencil", "due"),
    Outcome.PASS: ("check-lg", "ok"),
    Outcome.REJECT: ("x-octagon", "late"),
    Outcome.SEND_BACK: ("arrow-return-left", "due"),
}
QUIET = {Status.DRAFT, Status.ACCEPTED, *IN_REVIEW}


def history_of(application: Application, *, with_opinions: bool) -> list[Event]:
    """Newest first; opinions and the names of the deciding people only for the office."""
    events = []
    decisions = Decision.objects.filter(application=application).select_related("by")
    for each in decisions:
        icon, kind = ICONS[Outcome(each.outcome)]
        step, outcome = StepCode(each.step_code).label, Outcome(each.outcome).label
        events.append(
            Event(
                each.at,
                icon,
                f"{step}: {outcome}",
                _decision_words(each, with_opinions=with_opinions),
                kind,
            )
        )
    for move in application.transitions.select_related("by"):
        by_decision = move.by_id is not None and move.new not in {
            Status.SUBMITTED,
            Status.WITHDRAWN,
        }
        if move.new in QUIET or by_decision:
            continue
        is_again = move.old == Status.RETURNED and move.new == Status.SUBMITTED
        title = _("Handed in again") if is_again else str(Status(move.new).label)
        text = move.note if move.by_id else _("by the clock")
        events.append(Event(move.at, "clock-history", title, text))
    events.sort(key=lambda event: event.at, reverse=True)
    return events


def _decision_words(decision: Decision, *, with_opinions: bool) -> str:
    reason = reason_of(decision.reason)
    parts = [str(reason.label)] if reason else []
    if decision.note and (with_opinions or decision.outcome in REFUSALS):
        parts.append(_("To the applicant: {note}").format(note=decision.note))
    if with_opinions:
        if decision.opinion:
            parts.append(_("Opinion: {text}").format(text=decision.opinion))
        parts.insert(0, str(decision.by))
    return " · ".join(parts)


def dossier(application: Application, user, *, on: date) -> dict[str, Any]:
    """The context of the sections; for those who may read papers."""
    findings, assessment = findings_of(application, on=on)
    matter = matter_of(application)
    template, claim_context = matter.panel(application, user)
    duplicates: list[Duplicate] = []
    sees_opinions = permissions.may_read_opinions(user, application)
    if sees_opinions:
        duplicates = [*matter.duplicates(application), *doubles_of(application)]
    return {
        **claim_context,
        "findings": findings,
        "assessment": assessment,
        "claim_template": template,
        "paper_tabs": paper_tabs(application),
        "duplicates": duplicates,
        "checked": checked_facts(application),
        "changed": changed_facts(application, assessment) if sees_opinions else [],
        "joint_checks": list(
            application.joint_checks.select_related("office").order_by("pk")
        )
        if sees_opinions
        else [],
        "history": history_of(application, with_opinions=sees_opinions),
        "sees_opinions": sees_opinions,
    }

"""An application asked about its policy: the subject, the answers, the amount."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.applications.circumstances import circumstances_of
from apps.applications.matters import matter_of
from apps.applications.models import Application, FactEntry
from apps.core.days import day_of
from apps.core.errors import DomainError
from apps.policies import facts
from apps.policies.calculation import Worked, calculate
from apps.policies.choices import DueFrom
from apps.policies.definitions import Definition, read_definition
from apps.policies.entitling import entitle
from apps.policies.facts import FactValue, Subject
from apps.policies.paying import plan, split
from apps.policies.terms import read_limits, read_terms

STATED = _("Stated by the applicant")
CHECKED = _("Checked against the papers")


@dataclass(frozen=True)
class Assessment:
    subject: Subject
    definition: Definition
    worked: Worked

    def as_data(self) -> dict[str, Any]:
        """What is frozen with a decision.  Holds no name and no number of a document."""
        worked = self.worked
        return {
            "version": self.definition.version_id,
            "on": self.subject.on.isoformat(),
            "answer": worked.answer.value,
            "conditions": worked.eligibility.as_data(),
            "tiers": [
                {
                    "component": each.tier.component,
                    "code": each.tier.code,
                    "answer": each.result.answer.value,
                    "chosen": each.is_chosen,
                }
                for each in worked.tiers
            ],
            "trace": [step.as_data() for step in worked.trace],
            "amount": None if worked.amount is None else str(worked.amount),
        }


def assess(application: Application, *, on: date) -> Assessment:
    """Ask the version that the application uses.

    ``on`` counts only while the application has not been submitted.
    """
    definition = read_definition(application.version_used)
    subject = subject_of(application, on=on)
    worked = calculate(definition, subject)
    terms = read_limits(application.version_used)
    around = circumstances_of(application, terms, subject, definition)
    return Assessment(subject, definition, entitle(worked, terms, around))


def payment_plan(
    application: Application, assessment: Assessment, *, approved_on: date
) -> list[dict[str, Any]]:
    """The parts of an approved amount, with who bears them; frozen with the decision.

    A part that is counted from a day not known yet has none.
    """
    terms = read_terms(application.version_used)
    claim = assessment.subject.claim
    dates = {
        DueFrom.APPROVAL: approved_on,
        DueFrom.DEED: claim.get("deed_date"),
        DueFrom.HIRE_DATE: _day(assessment.subject.value("employment.from_date").value),
    }
    return [
        {
            "number": part.number,
            "amount": str(part.amount),
            "due_on": part.due_on and part.due_on.isoformat(),
            "payers": {
                payer: str(share) for payer, share in split(part.amount, terms).items()
            },
        }
        for part in plan(assessment.worked.amount, terms, dates)
    ]


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


def subject_of(application: Application, *, on: date) -> Subject:
    matter = matter_of(application)
    if application.submitted_at is None:
        draft = application.draft
        return Subject(
            application.talent,
            on,
            claim=matter.draft_values(draft.get("claim", {})),
            stated=read_stated(draft.get("stated", {}), as_of=on),
        )
    checked, stated = read_entries(application)
    return Subject(
        application.talent,
        application.reference_date,
        claim=matter.values(application),
        checked=checked,
        stated=stated,
    )


def read_stated(typed: Mapping[str, Any], *, as_of: date) -> dict[str, FactValue]:
    """Answers of the applicant that can be read; what cannot is not an answer yet."""
    found = {}
    for name, raw in typed.items():
        if not facts.is_registered(name) or raw in (None, ""):
            continue
        try:
            value = facts.get(name).parse(raw)
        except DomainError:
            continue
        found[name] = FactValue(value, STATED, as_of)
    return found


def read_entries(
    application: Application,
) -> tuple[dict[str, FactValue], dict[str, FactValue]]:
    """(checked, stated) values, of each fact the latest.  One query."""
    checked: dict[str, FactValue] = {}
    stated: dict[str, FactValue] = {}
    for entry in FactEntry.objects.filter(application=application).order_by("pk"):
        is_checked = entry.basis == FactEntry.Basis.CHECKED
        kept = checked if is_checked else stated
        kept[entry.fact] = FactValue(
            facts.get(entry.fact).parse(entry.value),
            CHECKED if is_checked else STATED,
            day_of(entry.at),
        )
    return checked, stated

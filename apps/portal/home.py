"""What needs me now: everything that waits for the person, the most urgent first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.applications.models import Application
from apps.applications.states import Status
from apps.cases.models import Case
from apps.cases.states import OPEN, CaseStatus
from apps.commissioners.models import Assignment
from apps.policies.looks import Benefit, benefits_for
from apps.portal.cards import due_of
from apps.portal.requests import wants_of
from apps.portal.words import window
from apps.talents.models import Consent, Talent
from apps.workdays.services import workdays_left

SOON = 2  # working days: amber from here on
SHOWN = 5  # of each kind on the first page
# Requests that wait for the person, or that the office works on.
PRESENT = (*OPEN, CaseStatus.ANSWERED, CaseStatus.CONFIRMED)


@dataclass(frozen=True)
class Todo:
    """One thing to do.  ``rank``: what is over or due before what can wait."""

    rank: int
    kind: str  # late, due, or empty
    icon: str
    title: str
    text: str
    url: str


def todos(
    *,
    applications: Sequence[Application],
    cases: Sequence[Case],
    unread: int,
    has_decided_on_privacy: bool,
    on: date,
) -> list[Todo]:
    """No query: everything was read for the page already."""
    found = [_application_todo(each, on) for each in applications]
    found += [_case_todo(each) for each in cases]
    if unread:
        found.append(
            Todo(
                40,
                "",
                "bell",
                ngettext(
                    "{count} unread message", "{count} unread messages", unread
                ).format(count=unread),
                "",
                reverse("notifications:inbox"),
            )
        )
    if not has_decided_on_privacy:
        found.append(
            Todo(
                50,
                "",
                "shield-lock",
                _("Read the privacy notice and say what you agree to"),
                "",
                reverse("portal:consents"),
            )
        )
    return sorted((each for each in found if each), key=lambda todo: todo.rank)


def _application_todo(each: Application, on: date) -> Todo | None:
    if each.status == Status.RETURNED:
        due = due_of(each)
        left = workdays_left(due, on)
        is_late = left is not None and left < 0
        return Todo(
            0 if left is not None and left <= SOON else 10,
            "late" if is_late else "due",
            "pencil-square",
            _("Correct: {policy}").format(policy=each.policy),
            window(due, on),
            reverse("portal:correct", args=[each.number]),
        )
    if each.status == Status.DRAFT:
        return Todo(
            30,
            "",
            "file-earmark-text",
            _("Go on: {policy}").format(policy=each.policy),
            _("Begun and saved, not sent yet"),
            reverse("portal:apply", args=[each.pk, "known"]),
        )
    return None


def _case_todo(each: Case) -> Todo | None:
    wants = wants_of(each)
    if not wants:
        return None
    is_question = each.status == CaseStatus.WAITING
    return Todo(
        15 if is_question else 20,
        "due" if is_question else "",
        "question-circle" if is_question else "chat-left-text",
        wants,
        each.title,
        reverse("portal:request", args=[each.number]),
    )


def commissioner_of(talent: Talent, on: date) -> Assignment | None:
    """Who serves the person on a day, with the office's telephone."""
    return (
        Assignment.objects.active(on)
        .filter(talent=talent)
        .select_related("commissioner__user", "commissioner__office")
        .first()
    )


def has_decided_on_privacy(talent: Talent) -> bool:
    return Consent.objects.filter(talent=talent).exists()


def open_benefits(
    talent: Talent, applications: Sequence[Application], *, on: date
) -> list[Benefit]:
    """What may be claimed and was not yet: live and granted ones are left out."""
    taken = {
        each.policy_id
        for each in applications
        if each.is_live
        or (each.status == Status.APPROVED and each.version_used.is_once)
    }
    return [
        benefit
        for benefit in benefits_for(talent, on=on)
        if benefit.policy.pk not in taken
    ]

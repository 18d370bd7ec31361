"""Reasons in words that hold up: templates a person starts from, and the law behind.

A refusal is always a person's; the machine only proposes.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.applications.states import Outcome


@dataclass(frozen=True)
class Reason:
    """``text`` goes to the applicant and may be edited before it does."""

    code: str
    outcomes: tuple[Outcome, ...]
    label: str | Promise
    text: str | Promise


REASONS = (
    Reason(
        "complete",
        (Outcome.ACCEPT,),
        _("Complete and in due form"),
        _("Your application is complete and has been accepted."),
    ),
    Reason(
        "promised",
        (Outcome.ACCEPT,),
        _("Accepted on a promise"),
        _(
            "Your application has been accepted on your promise to hand in the missing "
            "paper before the decision."
        ),
    ),
    Reason(
        "incomplete",
        (Outcome.CORRECTION,),
        _("Papers are missing or illegible"),
        _("Some papers are missing or cannot be read. Please correct what is listed."),
    ),
    Reason(
        "disagree",
        (Outcome.CORRECTION,),
        _("Entries and papers disagree"),
        _(
            "What you entered does not agree with the papers. Please correct what is "
            "listed."
        ),
    ),
    Reason(
        "outside",
        (Outcome.NOT_ACCEPT,),
        _("Not a matter of this office"),
        _(
            "This matter is not for our office to decide. Please turn to the department "
            "that we name here."
        ),
    ),
    Reason(
        "no_policy",
        (Outcome.NOT_ACCEPT,),
        _("The policy does not cover what is applied for"),
        _("The policy does not cover what you apply for."),
    ),
    Reason(
        "conditions_met",
        (Outcome.PASS,),
        _("Conditions checked and met"),
        "",
    ),
    Reason(
        "checked_papers",
        (Outcome.PASS,),
        _("Settled by the papers"),
        "",
    ),
    Reason(
        "not_a_class",
        (Outcome.REJECT,),
        _("Belongs to none of the classes"),
        _(
            "By education, title, age or date of graduation you belong to none of the "
            "classes that the policy supports."
        ),
    ),
    Reason(
        "not_the_home",
        (Outcome.REJECT,),
        _("The home does not qualify"),
        _(
            "The home is not new commercial housing in the urban area as the policy "
            "requires."
        ),
    ),
    Reason(
        "untrue",
        (Outcome.REJECT,),
        _("Entries or papers are not true"),
        _("Entries or papers were found not to be true."),
    ),
    Reason(
        "had_already",
        (Outcome.REJECT,),
        _("Benefit received already"),
        _("This benefit has been granted for you or for this home already."),
    ),
    Reason(
        "conditions_not_met",
        (Outcome.REJECT,),
        _("A condition is not met"),
        _("The condition that we name here is not met."),
    ),
    Reason(
        "recalculate",
        (Outcome.SEND_BACK,),
        _("The amount must be worked out again"),
        "",
    ),
    Reason(
        "recheck",
        (Outcome.SEND_BACK,),
        _("Something must be checked again"),
        "",
    ),
)
_BY_CODE = {reason.code: reason for reason in REASONS}

# source: Administrative Reconsideration Law (2023), article 20; Administrative
# Litigation Law, article 46.  A refusal in writing names both ways.
REMEDY = _(
    "If you disagree you may apply for administrative reconsideration within 60 days, or "
    "sue before the people's court within 6 months, of receiving this decision."
)


def get(code: str) -> Reason | None:
    return _BY_CODE.get(code)


def reasons_for(outcome: str) -> list[Reason]:
    return [reason for reason in REASONS if outcome in reason.outcomes]

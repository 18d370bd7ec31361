"""What an application may become, and who holds it meanwhile.

The only place that names the edges.  Which steps of review there are, and in which
order, is data of the policy version (``policies.StepLimit``).
"""

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.errors import DomainError
from apps.core.roles import Role
from apps.policies.choices import StepCode


class Status(TextChoices):
    DRAFT = "draft", gettext_lazy("Draft")
    SUBMITTED = "submitted", gettext_lazy("Submitted")
    RETURNED = "returned_for_correction", gettext_lazy("To be corrected")
    ACCEPTED = "accepted", gettext_lazy("Accepted")
    PRELIM_REVIEW = "prelim_review", gettext_lazy("District review")
    SECOND_REVIEW = "second_review", gettext_lazy("City review")
    JOINT_CHECK = "joint_check", gettext_lazy("With the departments")
    PUBLICITY = "publicity", gettext_lazy("Public notice")
    OBJECTION_HOLD = "objection_hold", gettext_lazy("Objection being looked into")
    APPROVAL = "approval", gettext_lazy("Waiting for approval")
    SECOND_APPROVAL = (
        "second_approval",
        gettext_lazy("Waiting for the second signature"),
    )
    APPROVED = "approved", gettext_lazy("Approved")
    REVOKED = "revoked", gettext_lazy("Revoked")
    REJECTED = "rejected", gettext_lazy("Refused")
    NOT_ACCEPTED = "not_accepted", gettext_lazy("Not accepted")
    WITHDRAWN = "withdrawn", gettext_lazy("Withdrawn")
    DEEMED_WITHDRAWN = "deemed_withdrawn", gettext_lazy("Deemed withdrawn")


# Statuses in which a step of review is under way, by the step.
REVIEWS: dict[str, Status] = {
    StepCode.PRELIM_REVIEW: Status.PRELIM_REVIEW,
    StepCode.SECOND_REVIEW: Status.SECOND_REVIEW,
    StepCode.JOINT_CHECK: Status.JOINT_CHECK,
    StepCode.PUBLICITY: Status.PUBLICITY,
    StepCode.APPROVAL: Status.APPROVAL,
    StepCode.SECOND_APPROVAL: Status.SECOND_APPROVAL,
}
STEP_OF: dict[str, str] = {status: step for step, status in REVIEWS.items()}
STEP_OF |= {
    Status.SUBMITTED: StepCode.ACCEPTANCE,
    Status.RETURNED: StepCode.CORRECTION,
    Status.OBJECTION_HOLD: StepCode.PUBLICITY,
}
# Who works on a step.  Correction is the applicant's.
HOLDERS: dict[str, Role] = {
    StepCode.ACCEPTANCE: Role.DISTRICT_REVIEWER,
    StepCode.PRELIM_REVIEW: Role.DISTRICT_REVIEWER,
    StepCode.SECOND_REVIEW: Role.CITY_REVIEWER,
    StepCode.JOINT_CHECK: Role.CITY_REVIEWER,
    StepCode.PUBLICITY: Role.CITY_REVIEWER,
    StepCode.APPROVAL: Role.APPROVER,
    StepCode.SECOND_APPROVAL: Role.APPROVER,
}
# Steps at which people decide for or against, each another person.
DECIDING_STEPS = (
    StepCode.PRELIM_REVIEW,
    StepCode.SECOND_REVIEW,
    StepCode.APPROVAL,
    StepCode.SECOND_APPROVAL,
)
# What is decided elsewhere: by the notice and those who object.
IN_NOTICE = frozenset({Status.PUBLICITY, Status.OBJECTION_HOLD})
REVIEWING_ROLES = (Role.DISTRICT_REVIEWER, Role.CITY_REVIEWER, Role.APPROVER)

FINAL = frozenset(
    {
        Status.APPROVED,
        Status.REVOKED,
        Status.REJECTED,
        Status.NOT_ACCEPTED,
        Status.WITHDRAWN,
        Status.DEEMED_WITHDRAWN,
    }
)
LIVE = frozenset(Status) - FINAL
DECIDED = frozenset(
    {Status.APPROVED, Status.REVOKED, Status.REJECTED, Status.NOT_ACCEPTED}
)
IN_REVIEW = frozenset(REVIEWS.values()) | {Status.OBJECTION_HOLD}
WITH_OFFICE = IN_REVIEW | {Status.SUBMITTED}

EDGES: dict[Status, frozenset[Status]] = {
    Status.DRAFT: frozenset({Status.SUBMITTED, Status.WITHDRAWN}),
    Status.SUBMITTED: frozenset(
        {
            Status.ACCEPTED,
            Status.NOT_ACCEPTED,
            Status.RETURNED,
            Status.WITHDRAWN,
        }
    ),
    Status.RETURNED: frozenset(
        {Status.SUBMITTED, Status.WITHDRAWN, Status.DEEMED_WITHDRAWN}
    ),
    # Passed through in one act: the first step of the route begins at once.
    Status.ACCEPTED: frozenset(REVIEWS.values()),
    Status.PRELIM_REVIEW: frozenset(
        {
            Status.SECOND_REVIEW,
            Status.JOINT_CHECK,
            Status.PUBLICITY,
            Status.APPROVAL,
            Status.REJECTED,
            Status.WITHDRAWN,
        }
    ),
    # Sent back to an earlier step where its result no longer holds.
    Status.SECOND_REVIEW: frozenset(
        {
            Status.JOINT_CHECK,
            Status.PUBLICITY,
            Status.APPROVAL,
            Status.PRELIM_REVIEW,
            Status.REJECTED,
            Status.WITHDRAWN,
        }
    ),
    Status.JOINT_CHECK: frozenset(
        {
            Status.PUBLICITY,
            Status.APPROVAL,
            Status.SECOND_REVIEW,
            Status.PRELIM_REVIEW,
            Status.REJECTED,
            Status.WITHDRAWN,
        }
    ),
    Status.PUBLICITY: frozenset(
        {Status.APPROVAL, Status.OBJECTION_HOLD, Status.WITHDRAWN}
    ),
    # Not upheld: back, or on where the notice is over.  Upheld: looked at once more.
    Status.OBJECTION_HOLD: frozenset(
        {
            Status.PUBLICITY,
            Status.APPROVAL,
            Status.SECOND_REVIEW,
            Status.PRELIM_REVIEW,
            Status.WITHDRAWN,
        }
    ),
    Status.APPROVAL: frozenset(
        {
            Status.APPROVED,
            Status.SECOND_APPROVAL,
            Status.SECOND_REVIEW,
            Status.PRELIM_REVIEW,
            Status.REJECTED,
            Status.WITHDRAWN,
        }
    ),
    Status.SECOND_APPROVAL: frozenset(
        {Status.APPROVED, Status.APPROVAL, Status.REJECTED, Status.WITHDRAWN}
    ),
    Status.APPROVED: frozenset({Status.REVOKED}),
    Status.REVOKED: frozenset(),
    Status.REJECTED: frozenset(),
    Status.NOT_ACCEPTED: frozenset(),
    Status.WITHDRAWN: frozenset(),
    Status.DEEMED_WITHDRAWN: frozenset(),
}


class IllegalTransition(DomainError):
    code = "illegal_transition"


def check_edge(old: str, new: str) -> None:
    """Raise ``IllegalTransition`` unless ``old`` → ``new`` is in ``EDGES``."""
    if Status(new) not in EDGES[Status(old)]:
        raise IllegalTransition(
            _("An application that is “{old}” cannot become “{new}”.").format(
                old=Status(old).label, new=Status(new).label
            )
        )


# How a status looks: see the template tag ``status``.
KINDS: dict[str, str] = {
    Status.DRAFT: "muted",
    Status.SUBMITTED: "info",
    Status.RETURNED: "wait",
    Status.ACCEPTED: "info",
    Status.PRELIM_REVIEW: "info",
    Status.SECOND_REVIEW: "info",
    Status.JOINT_CHECK: "info",
    Status.PUBLICITY: "info",
    Status.OBJECTION_HOLD: "wait",
    Status.APPROVAL: "info",
    Status.SECOND_APPROVAL: "info",
    Status.APPROVED: "ok",
    Status.REVOKED: "no",
    Status.REJECTED: "no",
    Status.NOT_ACCEPTED: "no",
    Status.WITHDRAWN: "muted",
    Status.DEEMED_WITHDRAWN: "muted",
}


class Outcome(TextChoices):
    """What a person decides at a step."""

    ACCEPT = "accept", gettext_lazy("Accept")
    NOT_ACCEPT = "not_accept", gettext_lazy("Do not accept")
    CORRECTION = "correction", gettext_lazy("Ask for correction")
    PASS = "pass", gettext_lazy("Agree")  # noqa: S105 - no password
    REJECT = "reject", gettext_lazy("Refuse")
    SEND_BACK = "send_back", gettext_lazy("Send back one step")


AT_ACCEPTANCE = (Outcome.ACCEPT, Outcome.CORRECTION, Outcome.NOT_ACCEPT)
AT_REVIEW = (Outcome.PASS, Outcome.SEND_BACK, Outcome.REJECT)
REFUSALS = (Outcome.NOT_ACCEPT, Outcome.REJECT)

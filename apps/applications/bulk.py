"""Agree to several applications at once, after seeing what makes one unlike the rest.

Only agreeing is done in bulk: each refusal has reasons of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.applications import permissions
from apps.applications.assessment import Assessment, assess
from apps.applications.doubles import doubles_of
from apps.applications.matters import matter_of
from apps.applications.models import Application
from apps.applications.services import decide
from apps.applications.states import DECIDING_STEPS, Outcome, Status
from apps.core.errors import DomainError
from apps.core.money import ZERO, format_yuan
from apps.policies.rules import Answer

AT_ONCE = 30  # as many as a person can look at


@dataclass
class Row:
    """One application in the preview.

    ``differs``: in what it is unlike most of the others.  ``warnings``: what a reviewer
    must not overlook, whatever the others are.  ``why_not``: it cannot be agreed to.
    """

    application: Application
    amount: Decimal | None
    why_not: str = ""
    differs: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def is_plain(self) -> bool:
        return not (self.why_not or self.differs or self.warnings)


@dataclass(frozen=True)
class Done:
    number: str
    status: str
    refusal: str = ""


def preview(applications: Sequence[Application], *, by: User, on: date) -> list[Row]:
    """Each with its amount worked out now; those unlike the rest come first."""
    if not applications:
        return []
    assessed = [(each, assess(each, on=on)) for each in applications]
    rows = [_row(each, assessment, by) for each, assessment in assessed]
    for said in _features(assessed):
        common = Counter(said).most_common(1)[0]
        if common[1] == len(said):
            continue
        for row, words in zip(rows, said, strict=True):
            if words != common[0]:
                row.differs.append(
                    _("{this}; most: {most}").format(this=words, most=common[0])
                )
    return sorted(rows, key=lambda row: (not row.why_not, row.is_plain))


def _features(
    assessed: Sequence[tuple[Application, Assessment]],
) -> Iterable[list[str]]:
    """Of each feature the words for every application, in their order."""
    tell: tuple[Callable[[Application, Assessment], str], ...] = (
        lambda each, _a: _("Policy {policy}, version {number}").format(
            policy=each.policy, number=each.version_used.number
        ),
        lambda each, _a: _("Step {step}").format(step=Status(each.status).label),
        lambda _each, a: _("Tier {codes}").format(
            codes=", ".join(a.worked.codes) or "—"
        ),
        lambda _each, a: _("Amount {amount}").format(amount=_yuan(a.worked.amount)),
    )
    for words in tell:
        yield [words(each, assessment) for each, assessment in assessed]


def _yuan(amount: Decimal | None) -> str:
    return "—" if amount is None else format_yuan(amount)


def _row(application: Application, assessment: Assessment, by: User) -> Row:
    worked = assessment.worked
    row = Row(application, worked.amount)
    row.why_not = permissions.why_not_act(by, application) or _open_question(
        application, assessment
    )
    doubles = [
        *matter_of(application).duplicates(application),
        *doubles_of(application),
    ]
    row.warnings += [f"{each.what}: {each.application.number}" for each in doubles]
    if application.is_deemed_accepted:
        row.warnings.append(_("accepted by silence"))
    if application.helper_id:
        row.warnings.append(_("filled in by a helper"))
    return row


def _open_question(application: Application, assessment: Assessment) -> str:
    if application.step not in DECIDING_STEPS:
        return _("This step is decided one by one.")
    if assessment.worked.answer is Answer.UNKNOWN:
        return _("Something that decides is not known yet")
    if assessment.worked.answer is Answer.NOT_MET:
        return _("One condition is not met")
    return ""


def total(rows: Iterable[Row]) -> Decimal:
    return sum((row.amount or ZERO for row in rows if not row.why_not), ZERO)


def agree_to_all(
    chosen: Iterable[tuple[int, int, str]],
    *,
    by: User,
    at: datetime,
    opinion: str,
) -> list[Done]:
    """Decide each by itself: (key, version shown, number).

    One that changed since it was shown, or that may not be agreed to, is left as it is
    and said; the others are decided all the same.
    """
    done = []
    for pk, version, number in chosen:
        try:
            application = decide(
                application_id=pk,
                by=by,
                at=at,
                version=version,
                outcome=Outcome.PASS,
                reason="conditions_met",
                opinion=opinion,
            )
        except DomainError as error:
            done.append(Done(number, "", error.message))
        else:
            done.append(Done(number, str(Status(application.status).label)))
    return done

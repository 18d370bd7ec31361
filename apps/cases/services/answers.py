"""Every request ends in an answer; what follows it is the talent's to say."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.cases import messages
from apps.cases.clock import confirm_until, local_date
from apps.cases.models import Answer, Case, EventKind, FollowUp, Rating, Score
from apps.cases.models.answers import LOW
from apps.cases.models.cases import ClosedHow
from apps.cases.permissions import (
    is_head,
    why_not_head,
    why_not_talent,
    why_not_work,
    works_on,
)
from apps.cases.services.acting import (
    call_off_tasks,
    lock,
    log,
    move,
    need,
    write,
)
from apps.cases.states import WITH_ANSWER, CaseStatus
from apps.core.errors import DomainError, NotAllowed
from apps.workdays.services import due

# source: 安阳 hotline rules art. 52, a named bad rating is followed up within one
# working day (domain facts, section 3).
CALL_BACK_WORKDAYS = 1


class RatedAlready(DomainError):
    code = "rated_already"


class NotAnswered(DomainError):
    code = "not_answered"


@transaction.atomic
def answer(
    *,
    case_id: int,
    result: str,
    text: str,
    reason: str = "",
    plan: str = "",
    by: User,
    at: datetime,
    version: int | None = None,
) -> Case:
    """Answer the talent.  What cannot be solved needs the reason and a plan.

    Departments that are still at it are called off.  The talent has the item's
    ``confirm_workdays`` to object; silence then confirms.
    """
    case = lock(case_id, version)
    if refusal := why_not_work(by, case):
        raise NotAllowed(refusal)
    text = need(text, gettext("Write the answer."))
    if result == Answer.Result.CANNOT and not (reason.strip() and plan.strip()):
        raise DomainError(
            gettext("What cannot be solved needs the reason and a plan."),
            code="plan_needed",
        )
    old = case.status
    move(case, CaseStatus.ANSWERED)
    tasks = call_off_tasks(case, at=at)
    Answer.objects.create(
        case=case,
        round=case.round,
        result=result,
        text=text,
        reason=reason.strip(),
        plan=plan.strip(),
        by=by,
        at=at,
    )
    case.answered_at = at
    case.confirm_until = confirm_until(local_date(at), case.item.confirm_workdays)
    write(case)
    event = log(
        case,
        EventKind.ANSWERED,
        by=by,
        at=at,
        old=old,
        text=text,
        visible=True,
        data={"result": result, "reason": reason.strip(), "plan": plan.strip()},
    )
    messages.tell_talent(
        event,
        format_lazy(_("Answer to your request {number}"), number=case.number),
        body=_("Please say whether this solves it, and how satisfied you are."),
    )
    for task in tasks:
        messages.tell_department(
            event,
            task,
            format_lazy(_("Task {number} was called off"), number=case.number),
            at,
        )
    return case


@transaction.atomic
def confirm_answer(*, case_id: int, by: User, at: datetime) -> Case:
    """By the talent: yes, that is settled.  Confirmed already: changes nothing."""
    case = lock(case_id)
    if refusal := why_not_talent(by, case):
        raise NotAllowed(refusal)
    if case.status in {CaseStatus.CONFIRMED, CaseStatus.CLOSED}:
        return case
    _confirm(case, by=by, at=at)
    return case


@transaction.atomic
def rate(*, case_id: int, score: int, words: str = "", by: User, at: datetime) -> Case:
    """By the talent, once an answer: five to one.

    Three and more also confirms and closes.  Two and less reopens the case, puts it
    under supervision and asks for a call within one working day.
    """
    case = lock(case_id)
    if refusal := why_not_talent(by, case):
        raise NotAllowed(refusal)
    if case.status not in WITH_ANSWER:
        raise NotAnswered(gettext("There is no answer to rate yet."))
    if case.ratings.filter(round=case.round).exists():
        raise RatedAlready(gettext("You have rated this answer already."))
    if score not in Score.values:
        raise DomainError(gettext("A rating lies between 1 and 5."))
    rating = Rating.objects.create(
        case=case, round=case.round, score=score, words=words.strip(), by=by, at=at
    )
    case.score = score
    event = log(
        case,
        EventKind.RATED,
        by=by,
        at=at,
        text=rating.words,
        visible=True,
        data={"score": score},
    )
    if score <= LOW:
        _reopen_low(case, rating, by=by, at=at)
        return case
    if case.status == CaseStatus.ANSWERED:
        _confirm(case, by=by, at=at)
    if case.status == CaseStatus.CONFIRMED:
        _close(case, ClosedHow.CONFIRMED, by=by, at=at)
    else:
        write(case)
    messages.tell(
        event,
        [case.commissioner_id],
        format_lazy(
            _("Case {number} was rated: {label}"),
            number=case.number,
            label=Score(score).label,
        ),
    )
    return case


@transaction.atomic
def close_case(
    *, case_id: int, by: User, at: datetime, note: str = "", version: int | None = None
) -> Case:
    """By the commissioner, once the talent has confirmed: strike it off."""
    case = lock(case_id, version)
    if not works_on(by, case) and (refusal := why_not_work(by, case)):
        raise NotAllowed(refusal)
    if case.status == CaseStatus.CLOSED:
        return case
    if case.status == CaseStatus.ANSWERED:
        raise DomainError(
            gettext("The talent has not confirmed yet; silence does it by itself.")
        )
    if case.status not in WITH_ANSWER:
        raise NotAnswered(gettext("A case is closed with an answer, never without."))
    _close(case, ClosedHow.CONFIRMED, by=by, at=at, note=note.strip())
    return case


@transaction.atomic
def confirm_for_talent(
    *,
    case_id: int,
    note: str,
    by: User,
    at: datetime,
    version: int | None = None,
) -> Case:
    """The talent said so by phone or in person; the note says how."""
    case = lock(case_id, version)
    if refusal := why_not_work(by, case):
        raise NotAllowed(refusal)
    note = need(note, gettext("Write how the talent confirmed it."))
    if case.status == CaseStatus.CONFIRMED:
        return case
    _confirm(case, by=by, at=at, note=note)
    return case


def close_silent(*, on: date, at: datetime) -> int:
    """Close what was answered and neither confirmed nor disputed in time; count them.

    Covers every day missed.  What cannot be told yet, because a year is not announced,
    stays open.
    """
    ids = list(
        Case.objects.filter(
            status__in=[CaseStatus.ANSWERED, CaseStatus.CONFIRMED],
            confirm_until__lt=on,
        )
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    return sum(_close_if_silent(case_id, on=on, at=at) for case_id in ids)


@transaction.atomic
def _close_if_silent(case_id: int, *, on: date, at: datetime) -> bool:
    case = lock(case_id)
    if (
        case.status not in {CaseStatus.ANSWERED, CaseStatus.CONFIRMED}
        or case.confirm_until is None
        or case.confirm_until >= on
    ):
        return False
    was_confirmed = case.status == CaseStatus.CONFIRMED
    how = ClosedHow.CONFIRMED if was_confirmed else ClosedHow.SILENCE
    _close(case, how, by=None, at=at)
    return True


@transaction.atomic
def reopen(
    *,
    case_id: int,
    reason: str,
    by: User,
    at: datetime,
    version: int | None = None,
) -> Case:
    """By the head: the answer does not do.  The clock begins again."""
    case = lock(case_id, version)
    if refusal := why_not_head(by, case):
        raise NotAllowed(refusal)
    _reopen(case, why=need(reason), by=by, at=at)
    return case


@transaction.atomic
def record_follow_up(
    *,
    case_id: int,
    outcome: str,
    note: str = "",
    by: User,
    at: datetime,
) -> FollowUp:
    """Note a call-back.  It fulfils the oldest one that is due, else stands by itself.

    Not reached leaves it due.  Dissatisfied with an answer that stands reopens the case.
    """
    case = lock(case_id)
    if not works_on(by, case) and not is_head(by, case):
        raise NotAllowed(gettext("Only the commissioner of this case does that."))
    if outcome == FollowUp.Outcome.DISSATISFIED:
        note = need(note, gettext("Write what the talent is dissatisfied with."))
    waiting = case.follow_ups.filter(done_at__isnull=True).first()
    if waiting is None or outcome == FollowUp.Outcome.NOT_REACHED:
        on = local_date(at)
        done = FollowUp(
            case=case,
            why="" if waiting is None else waiting.why,
            asked_at=at,
            due_date=on,
            due_earliest=on,
        )
    else:
        done = waiting
    done.outcome, done.note, done.by, done.done_at = outcome, note.strip(), by, at
    done.save()
    log(
        case,
        EventKind.FOLLOWED_UP,
        by=by,
        at=at,
        text=done.note,
        data={"outcome": outcome},
    )
    if outcome == FollowUp.Outcome.DISSATISFIED and case.status in WITH_ANSWER:
        _reopen(case, why=done.note, by=by, at=at)
    else:
        write(case)
    return done


def _confirm(case: Case, *, by: User, at: datetime, note: str = "") -> None:
    old = case.status
    move(case, CaseStatus.CONFIRMED)
    write(case)
    event = log(
        case, EventKind.CONFIRMED, by=by, at=at, old=old, text=note, visible=True
    )
    messages.tell(
        event,
        [case.commissioner_id],
        format_lazy(_("The answer to case {number} was confirmed"), number=case.number),
    )


def _close(
    case: Case, how: ClosedHow, *, by: User | None, at: datetime, note: str = ""
) -> None:
    old = case.status
    move(case, CaseStatus.CLOSED)
    case.closed_at = at
    case.closed_how = how
    if not case.follow_ups.filter(done_at__isnull=True).exists():
        case.supervised_at = None
        case.supervised_by = None
        case.supervision_reason = ""
    write(case)
    event = log(
        case,
        EventKind.CLOSED,
        by=by,
        at=at,
        old=old,
        text=note,
        visible=True,
        data={"how": how},
    )
    messages.tell_talent(
        event, format_lazy(_("Your request {number} is closed"), number=case.number)
    )


def _reopen_low(case: Case, rating: Rating, *, by: User, at: datetime) -> None:
    # Without words of the system: it is read in two languages.
    why = f"{rating.score}/5 {rating.words}".strip()[:300]
    on = local_date(at)
    limit = due(on, CALL_BACK_WORKDAYS)
    FollowUp.objects.create(
        case=case,
        why=why,
        asked_at=at,
        due_date=limit.date,
        due_earliest=limit.earliest,
    )
    case.supervised_at = at
    case.supervised_by = None
    case.supervision_reason = why
    _reopen(case, why=why, by=by, at=at)


def _reopen(case: Case, *, why: str, by: User, at: datetime) -> None:
    """A new round with a clock of its own, with whoever serves the talent now."""
    old = case.status
    move(case, CaseStatus.REOPENED)
    case.round += 1
    case.answered_at = None
    case.confirm_until = None
    case.closed_at = None
    case.closed_how = ""
    case.clock_from = local_date(at)
    case.limit_workdays = case.item.limit_workdays
    case.extra_workdays = 0
    case.commissioner_id = messages.server_of(case.talent_id) or case.commissioner_id
    write(case)
    event = log(case, EventKind.REOPENED, by=by, at=at, old=old, text=why, visible=True)
    messages.tell(
        event,
        [case.commissioner_id, *messages.heads_of(case.region_id, local_date(at))],
        format_lazy(_("Case {number} was reopened"), number=case.number),
        body=why,
    )

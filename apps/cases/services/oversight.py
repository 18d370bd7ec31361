"""What heads decide: more time, supervision; and cases that move with their talent."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.cases import messages
from apps.cases.clock import local_date
from apps.cases.models import Case, EventKind, Extension
from apps.cases.permissions import why_not_head, why_not_work
from apps.cases.services.acting import lock, log, need, write
from apps.cases.states import CaseStatus
from apps.core.errors import DomainError, NotAllowed


class ExtendedAlready(DomainError):
    code = "extended_already"


class TooLate(DomainError):
    code = "too_late"


@transaction.atomic
def ask_extension(
    *,
    case_id: int,
    reason: str,
    by: User,
    at: datetime,
    version: int | None = None,
) -> Extension:
    """Ask the head for the item's extension, once, before the day is over.

    Raises ``ExtendedAlready``, ``TooLate``.
    """
    case = lock(case_id, version)
    if refusal := why_not_work(by, case):
        raise NotAllowed(refusal)
    reason = need(reason, gettext("Say why more time is needed."))
    if not case.is_open:
        raise DomainError(gettext("This case has been answered."))
    if not case.item.extension_workdays:
        raise DomainError(gettext("This item cannot be extended."))
    if case.is_overdue(local_date(at)):
        raise TooLate(
            gettext("The time is over: more of it can no longer be asked for.")
        )
    try:
        with transaction.atomic():
            extension = Extension.objects.create(
                case=case,
                round=case.round,
                workdays=case.item.extension_workdays,
                reason=reason,
                asked_by=by,
                asked_at=at,
            )
    except IntegrityError as error:
        raise ExtendedAlready(gettext("A case is extended once.")) from error
    write(case)
    event = log(
        case,
        EventKind.EXTENSION_ASKED,
        by=by,
        at=at,
        text=reason,
        data={"workdays": extension.workdays},
    )
    messages.tell(
        event,
        messages.heads_of(case.region_id, local_date(at)),
        format_lazy(_("More time is asked for in case {number}"), number=case.number),
        body=reason,
    )
    return extension


@transaction.atomic
def decide_extension(
    *,
    case_id: int,
    is_approved: bool,
    note: str = "",
    by: User,
    at: datetime,
    version: int | None = None,
) -> Extension:
    """By a head other than the one who asked; a refusal needs a word."""
    case = lock(case_id, version)
    if refusal := why_not_head(by, case):
        raise NotAllowed(refusal)
    extension = (
        case.extensions.select_for_update()
        .filter(round=case.round, is_approved__isnull=True)
        .first()
    )
    if extension is None:
        raise DomainError(gettext("No extension is being asked for."))
    if extension.asked_by_id == by.pk:
        raise NotAllowed(gettext("Nobody extends a limit for himself or herself."))
    if not is_approved:
        note = need(note)
    if not case.is_open:
        raise DomainError(gettext("This case has been answered."))
    extension.is_approved = is_approved
    extension.decided_by = by
    extension.decided_at = at
    extension.note = note.strip()
    extension.save()
    if is_approved:
        case.extra_workdays += extension.workdays
    write(case)
    event = log(
        case,
        EventKind.EXTENDED if is_approved else EventKind.NOT_EXTENDED,
        by=by,
        at=at,
        text=extension.reason if is_approved else extension.note,
        visible=is_approved,
        data={"workdays": extension.workdays},
    )
    messages.tell(
        event,
        [case.commissioner_id],
        format_lazy(
            _("Case {number} has more time")
            if is_approved
            else _("Case {number} gets no more time"),
            number=case.number,
        ),
        body=extension.note,
    )
    if is_approved:
        messages.tell_talent(
            event,
            format_lazy(_("Your request {number} needs more time"), number=case.number),
            body=extension.reason,
        )
    return extension


@transaction.atomic
def supervise(
    *,
    case_id: int,
    reason: str,
    by: User,
    at: datetime,
    version: int | None = None,
) -> Case:
    """Put a case under supervision (督办); the commissioner is told why."""
    case = lock(case_id, version)
    if refusal := why_not_head(by, case):
        raise NotAllowed(refusal)
    reason = need(reason)
    if case.status in {CaseStatus.CLOSED, CaseStatus.WITHDRAWN}:
        raise DomainError(gettext("This case is over."))
    if case.is_supervised:
        raise DomainError(gettext("This case is supervised already."))
    case.supervised_at = at
    case.supervised_by = by
    case.supervision_reason = reason[:300]
    write(case)
    event = log(case, EventKind.SUPERVISED, by=by, at=at, text=reason)
    messages.tell(
        event,
        [case.commissioner_id],
        format_lazy(_("Case {number} is supervised"), number=case.number),
        body=reason,
    )
    return case


@transaction.atomic
def end_supervision(
    *,
    case_id: int,
    note: str,
    by: User,
    at: datetime,
    version: int | None = None,
) -> Case:
    """The head has seen enough.  Not supervised: changes nothing."""
    case = lock(case_id, version)
    if refusal := why_not_head(by, case):
        raise NotAllowed(refusal)
    if not case.is_supervised:
        return case
    note = need(note)
    case.supervised_at = None
    case.supervised_by = None
    case.supervision_reason = ""
    write(case)
    log(case, EventKind.RELEASED, by=by, at=at, text=note)
    return case


def move_with_talent(
    sender, *, moves, by_id: int, at: datetime, reason: str, **_later
) -> None:
    """Listens to ``talents_moved``: what is not over goes to the new commissioner.

    New requests wait to be claimed by him or her; with nobody to follow, a case keeps
    its name but is seen by the office head only.
    """
    new_of = {talent: new for talent, _old, new in moves if new is not None}
    if not new_of:
        return
    by = User.objects.get(pk=by_id)
    cases = (
        Case.objects.select_for_update(of=("self",))
        .filter(talent_id__in=new_of)
        .exclude(status__in=[CaseStatus.NEW, CaseStatus.CLOSED, CaseStatus.WITHDRAWN])
        .order_by("pk")
    )
    people = User.objects.in_bulk(set(new_of.values()))
    for case in cases:
        new = new_of[case.talent_id]
        if case.commissioner_id == new:
            continue
        old = case.commissioner_id
        case.commissioner_id = new
        case.version += 1
        case.save(update_fields=["commissioner", "version"])
        log(
            case,
            EventKind.MOVED,
            by=by,
            at=at,
            text=str(people[new]),
            visible=True,
            data={"old": old, "new": new, "why": reason},
        )

"""Pass a caseload on: asked and accepted, or ordered by the head of the office."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.audit.services import record
from apps.commissioners import messages
from apps.commissioners.models import Assignment, Commissioner, HandOver, HandOverItem
from apps.commissioners.models.handovers import HandOverStatus
from apps.commissioners.permissions import why_not_lead
from apps.commissioners.services.assigning import (
    check_fit,
    check_room,
    check_serves,
    drop_wishes,
    end,
    lock_commissioners,
    lock_talents,
    serving_ids,
)
from apps.commissioners.signals import talents_moved
from apps.core.errors import DomainError, NotAllowed


class NothingToHandOver(DomainError):
    code = "nothing_to_hand_over"


class AlreadyAnswered(DomainError):
    code = "already_answered"


@transaction.atomic
def request_hand_over(
    *,
    from_id: int,
    to_id: int,
    talent_ids: Iterable[int],
    by: User,
    at: datetime,
    reason: str,
) -> HandOver:
    """Ask a colleague to take people over; nothing changes until it is accepted.

    Raises ``NothingToHandOver`` when none of them is served by ``from_id``.
    """
    source, target = _both(from_id, to_id)
    if by.pk != source.user_id and (refusal := why_not_lead(by, source)):
        raise NotAllowed(refusal)
    check_serves(target, serving_ids([to_id], timezone.localtime(at).date()))
    held = _lock_held(source, talent_ids)
    handover = _create(source, target, held, by=by, at=at, reason=reason)
    record(
        "commissioners.handover.asked",
        target=handover,
        by=by,
        at=at,
        why=reason,
        data={"from": from_id, "to": to_id, "talents": [a.talent_id for a in held]},
    )
    messages.tell_hand_over(handover, count=len(held), at=at)
    return handover


@transaction.atomic
def accept_hand_over(
    *, handover_id: int, by: User, at: datetime, note: str = ""
) -> HandOver:
    """Take the people over today: the giver's access ends in the same transaction.

    All of them or none.  People who meanwhile went elsewhere are left out.  Raises
    ``AlreadyAnswered``, ``CapacityReached``, ``CannotServe``.
    """
    handover = _lock_pending(handover_id, by)
    talents = handover.items.filter(is_pending=True).values_list(
        "assignment__talent_id", flat=True
    )
    _move(handover, list(talents), by=by, at=at)
    _answer(handover, HandOverStatus.ACCEPTED, by=by, at=at, note=note)
    messages.tell_answered(handover, at=at)
    return handover


@transaction.atomic
def decline_hand_over(
    *, handover_id: int, by: User, at: datetime, note: str
) -> HandOver:
    """Say no, with the reason."""
    if not note.strip():
        raise DomainError(_("Say why."))
    handover = _lock_pending(handover_id, by)
    _answer(handover, HandOverStatus.DECLINED, by=by, at=at, note=note)
    messages.tell_answered(handover, at=at)
    return handover


@transaction.atomic
def withdraw_hand_over(*, handover_id: int, by: User, at: datetime) -> HandOver:
    """Take back what one asked for oneself."""
    handover = HandOver.objects.select_for_update(of=("self",)).get(pk=handover_id)
    if by.pk != handover.requested_by_id:
        raise NotAllowed(_("Only the person who asked may take it back."))
    _check_pending(handover)
    _answer(handover, HandOverStatus.WITHDRAWN, by=by, at=at, note="")
    return handover


@transaction.atomic
def hand_over_now(
    *,
    from_id: int,
    to_id: int,
    talent_ids: Iterable[int] | None = None,
    by: User,
    at: datetime,
    reason: str,
) -> HandOver:
    """By the head of the office: at once, without asking; ``None`` means everybody.

    For somebody who leaves or falls ill.  Ends access the same day.
    """
    if not reason.strip():
        raise DomainError(_("Say why."))
    source, target = _both(from_id, to_id)
    if refusal := why_not_lead(by, source) or why_not_lead(by, target):
        raise NotAllowed(refusal)
    held = _lock_held(source, talent_ids)
    talents = [assignment.talent_id for assignment in held]
    drop_wishes(held, by=by, at=at, why=reason)
    handover = _create(
        source, target, held, by=by, at=at, reason=reason, is_immediate=True
    )
    count = _move(handover, talents, by=by, at=at)
    _answer(handover, HandOverStatus.ACCEPTED, by=by, at=at, note="")
    messages.tell_hand_over(handover, count=count, at=at)
    return handover


def _both(from_id: int, to_id: int) -> tuple[Commissioner, Commissioner]:
    if from_id == to_id:
        raise DomainError(_("A hand-over goes to somebody else."))
    rows = {
        row.pk: row
        for row in Commissioner.objects.filter(pk__in=[from_id, to_id]).select_related(
            "user", "office__region"
        )
    }
    return rows[from_id], rows[to_id]


def _lock_held(
    source: Commissioner, talent_ids: Iterable[int] | None
) -> list[Assignment]:
    """The open assignments meant, read again once their talents are locked."""
    held = Assignment.objects.open().filter(commissioner=source)
    if talent_ids is not None:
        held = held.filter(talent_id__in=set(talent_ids))
    lock_talents(held.values_list("talent_id", flat=True))
    held = list(held.order_by("talent_id"))
    if not held:
        raise NothingToHandOver(_("None of them is served by this commissioner."))
    return held


def _create(
    source: Commissioner,
    target: Commissioner,
    held: list[Assignment],
    *,
    by: User,
    at: datetime,
    reason: str,
    is_immediate: bool = False,
) -> HandOver:
    handover = HandOver.objects.create(
        from_commissioner=source,
        to_commissioner=target,
        reason=reason,
        is_immediate=is_immediate,
        requested_by=by,
        requested_at=at,
    )
    try:
        with transaction.atomic():
            HandOverItem.objects.bulk_create(
                HandOverItem(handover=handover, assignment=each) for each in held
            )
    except IntegrityError as error:
        raise DomainError(
            _("For some of them a hand-over is being asked for already.")
        ) from error
    return handover


def _lock_pending(handover_id: int, by: User) -> HandOver:
    """Talents first, as everywhere, then the hand-over, then it is read again."""
    lock_talents(
        HandOverItem.objects.filter(handover_id=handover_id).values_list(
            "assignment__talent_id", flat=True
        )
    )
    handover = (
        HandOver.objects.select_for_update(of=("self",))
        .select_related(
            "from_commissioner__user",
            "from_commissioner__office__region",
            "to_commissioner__user",
            "to_commissioner__office__region",
        )
        .get(pk=handover_id)
    )
    if not handover.is_for(by):
        raise NotAllowed(
            _("Only the person asked, or the head of the office, answers.")
        )
    _check_pending(handover)
    return handover


def _check_pending(handover: HandOver) -> None:
    if handover.status != HandOverStatus.PENDING:
        raise AlreadyAnswered(_("This hand-over has been answered already."))


def _move(handover: HandOver, talent_ids: list[int], *, by: User, at: datetime) -> int:
    """End the old and begin the new in one transaction, under the locks of both."""
    on = timezone.localtime(at).date()
    talents = lock_talents(talent_ids)
    locked = lock_commissioners(
        [handover.from_commissioner_id, handover.to_commissioner_id]
    )
    source = locked[handover.from_commissioner_id]
    target = locked[handover.to_commissioner_id]
    held = list(
        Assignment.objects.open().filter(
            commissioner=source, talent_id__in=list(talents)
        )
    )
    if not held:
        raise NothingToHandOver(_("None of them is served by this commissioner."))
    serving = serving_ids([target.pk], on)
    check_room(target, len(held))
    for assignment in held:
        check_fit(talents[assignment.talent_id], target, serving)
    handover.items.filter(is_pending=True).update(is_pending=False)
    end(held, by=by, at=at, reason=handover.reason)
    made = Assignment.objects.bulk_create(
        Assignment(
            talent=talents[old.talent_id],
            commissioner=target,
            from_date=on,
            reason=handover.reason,
            by=by,
        )
        for old in held
    )
    for assignment in made:
        record(
            "commissioners.assignment.made",
            target=assignment,
            by=by,
            at=at,
            why=handover.reason,
            old={"commissioner": source.pk},
            new={"commissioner": target.pk},
            data={"talent": assignment.talent_id, "handover": handover.pk},
        )
    talents_moved.send(
        Assignment,
        moves=[(each.talent_id, source.user_id, target.user_id) for each in held],
        by_id=by.pk,
        at=at,
        reason=handover.reason,
    )
    messages.tell_new_commissioner(made, at=at)
    return len(made)


def _answer(
    handover: HandOver, status: str, *, by: User, at: datetime, note: str
) -> None:
    handover.status = status
    handover.answered_by = by
    handover.answered_at = at
    handover.note = note
    handover.save(update_fields=["status", "answered_by", "answered_at", "note"])
    handover.items.filter(is_pending=True).update(is_pending=False)
    record(
        f"commissioners.handover.{status}",
        target=handover,
        by=by,
        at=at,
        why=note,
        old=HandOverStatus.PENDING,
        new=status,
    )

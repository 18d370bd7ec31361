"""Give a talent a commissioner, and end it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.audit.services import record
from apps.commissioners import messages
from apps.commissioners.models import Assignment, Commissioner, HandOver, HandOverItem
from apps.commissioners.models.handovers import HandOverStatus
from apps.commissioners.permissions import is_head_for, why_not_assign, why_not_lead
from apps.commissioners.signals import talents_moved
from apps.core.errors import DomainError, NotAllowed
from apps.core.roles import Role
from apps.talents.choices import TalentStatus
from apps.talents.models import Talent


class AlreadyAssigned(DomainError):
    code = "already_assigned"


class CapacityReached(DomainError):
    code = "capacity_reached"


class CannotServe(DomainError):
    """Wrong region, on leave, without the duty: the pair does not fit."""

    code = "cannot_serve"


@transaction.atomic
def assign(
    *, talent_id: int, commissioner_id: int, by: User, at: datetime, reason: str = ""
) -> Assignment:
    """Make somebody the talent's commissioner from the local day of ``at`` on.

    The head must reach both: whose talent it is, and whose office serves.

    Locks the talent, then the commissioner, so of two at once one finds the talent
    taken (the database has the same rule) and nobody gets one more than he or she can
    serve.  Asking again for the same pair returns what stands.  Raises ``NotAllowed``,
    ``AlreadyAssigned``, ``CapacityReached``, ``CannotServe``.
    """
    talent = lock_talents([talent_id])[talent_id]
    commissioner = lock_commissioners([commissioner_id])[commissioner_id]
    on = timezone.localtime(at).date()
    refusal = why_not_assign(by, talent) or why_not_lead(by, commissioner)
    if refusal:
        raise NotAllowed(refusal)
    held = open_assignment(talent_id)
    if held is not None:
        if held.commissioner_id == commissioner_id:
            return held
        raise AlreadyAssigned(
            _("{talent} is served by {name}; use a hand-over to change that.").format(
                talent=talent, name=held.commissioner
            )
        )
    check_fit(talent, commissioner, serving_ids([commissioner_id], on))
    check_room(commissioner, 1)
    try:
        with transaction.atomic():
            assignment = Assignment.objects.create(
                talent=talent,
                commissioner=commissioner,
                from_date=on,
                reason=reason,
                by=by,
            )
    except IntegrityError as error:
        raise AlreadyAssigned(
            _("{talent} has just been given to somebody else.").format(talent=talent)
        ) from error
    _tell([assignment], by=by, at=at)
    return assignment


@transaction.atomic
def assign_pairs(
    *, pairs: Iterable[tuple[int, int]], by: User, at: datetime, reason: str = ""
) -> Counter:
    """Assign many in one transaction; what no longer fits is left out and counted.

    Returns ``{"assigned": n, "already": n, <refusal code>: n}``.  Running it again with
    the same pairs finds them all ``already`` there.
    """
    pairs = list(pairs)
    on = timezone.localtime(at).date()
    talents = lock_talents([talent for talent, _server in pairs])
    commissioners = lock_commissioners({server for _talent, server in pairs})
    held = dict(
        Assignment.objects.open()
        .filter(talent_id__in=talents)
        .values_list("talent_id", "commissioner_id")
    )
    loads = loads_of(commissioners)
    serving = serving_ids(commissioners, on)
    outcome: Counter = Counter()
    made = []
    for talent_id, commissioner_id in pairs:
        talent = talents.get(talent_id)
        commissioner = commissioners.get(commissioner_id)
        if talent is None or commissioner is None:
            outcome["gone"] += 1
            continue
        if talent_id in held:
            same = held[talent_id] == commissioner_id
            outcome["already" if same else AlreadyAssigned.code] += 1
            continue
        try:
            refusal = why_not_assign(by, talent) or why_not_lead(by, commissioner)
            if refusal:
                raise NotAllowed(refusal)
            check_fit(talent, commissioner, serving)
            check_room(commissioner, 1, load=loads[commissioner_id])
        except DomainError as error:
            outcome[error.code] += 1
            continue
        loads[commissioner_id] += 1
        held[talent_id] = commissioner_id
        made.append(
            Assignment(
                talent=talent,
                commissioner=commissioner,
                from_date=on,
                reason=reason,
                by=by,
            )
        )
    Assignment.objects.bulk_create(made)
    outcome["assigned"] = len(made)
    _tell(made, by=by, at=at)
    return outcome


@transaction.atomic
def end_assignment(*, talent_id: int, by: User, at: datetime, reason: str) -> None:
    """End it today: from this moment the commissioner sees the talent no more.

    Without a commissioner already, changes nothing.
    """
    talent = lock_talents([talent_id])[talent_id]
    if refusal := why_not_assign(by, talent):
        raise NotAllowed(refusal)
    _need(reason)
    held = open_assignment(talent_id)
    if held is not None:
        end([held], by=by, at=at, reason=reason)
        talents_moved.send(
            Assignment,
            moves=[(talent_id, held.commissioner.user_id, None)],
            by_id=by.pk,
            at=at,
            reason=reason,
        )


@transaction.atomic
def release_caseload(
    *, commissioner_id: int, by: User, at: datetime, reason: str
) -> int:
    """Take everybody from a commissioner who leaves; return how many.

    They are without one until assigned again: the balanced proposal finds them.
    """
    _need(reason)
    talents = list(
        Assignment.objects.open()
        .filter(commissioner_id=commissioner_id)
        .values_list("talent_id", flat=True)
    )
    lock_talents(talents)
    commissioner = lock_commissioners([commissioner_id])[commissioner_id]
    if refusal := why_not_lead(by, commissioner):
        raise NotAllowed(refusal)
    held = list(
        Assignment.objects.open()
        .filter(commissioner_id=commissioner_id)
        .select_related("talent")
    )
    end(held, by=by, at=at, reason=reason)
    talents_moved.send(
        Assignment,
        moves=[(each.talent_id, commissioner.user_id, None) for each in held],
        by_id=by.pk,
        at=at,
        reason=reason,
    )
    return len(held)


@transaction.atomic
def enrol(
    *, user_id: int, office_id: int, capacity: int, by: User, at: datetime
) -> Commissioner:
    """Let somebody with the duty of a commissioner at an office have a caseload.

    Enrolled already: returns the row as it is.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=user_id)
    known = Commissioner.objects.filter(user=user).first()
    if known is not None:
        return known
    on = timezone.localtime(at).date()
    grant = (
        user.grants.active(on)
        .filter(role=Role.COMMISSIONER, office_id=office_id)
        .select_related("office__region")
        .first()
    )
    if grant is None:
        raise CannotServe(
            _("{name} does not hold the duty of a commissioner.").format(name=user)
        )
    if not is_head_for(by, grant.office.region_id):
        raise NotAllowed(_("Only the head of the commissioner's office may do this."))
    commissioner = Commissioner.objects.create(
        user=user, office=grant.office, capacity=capacity
    )
    record(
        "commissioners.commissioner.enrolled",
        target=commissioner,
        by=by,
        at=at,
        new={"office": office_id, "capacity": capacity},
    )
    return commissioner


@transaction.atomic
def set_terms(
    *,
    commissioner_id: int,
    capacity: int,
    languages: list[str],
    fields: list[str],
    is_on_leave: bool,
    by: User,
    at: datetime,
) -> Commissioner:
    """Change how many and whom a commissioner can serve.

    A capacity below the present load is allowed: nobody is taken away, nobody added.
    """
    commissioner = lock_commissioners([commissioner_id])[commissioner_id]
    if refusal := why_not_lead(by, commissioner):
        raise NotAllowed(refusal)
    names = ("capacity", "languages", "fields", "is_on_leave")
    old = {name: getattr(commissioner, name) for name in names}
    new = dict(
        zip(names, (capacity, languages, fields, is_on_leave), strict=True),
    )
    if old == new:
        return commissioner
    for name, value in new.items():
        setattr(commissioner, name, value)
    commissioner.full_clean(exclude=["user", "office"])
    commissioner.save(update_fields=names)
    record(
        "commissioners.terms.changed",
        target=commissioner,
        by=by,
        at=at,
        old=old,
        new=new,
    )
    return commissioner


# What the other acts of this app share --------------------------------------------


def lock_talents(ids: Iterable[int]) -> dict[int, Talent]:
    """Lock in key order.  Foreign keys to them may still be written meanwhile."""
    rows = (
        Talent.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=set(ids))
        .order_by("pk")
    )
    return {talent.pk: talent for talent in rows}


def lock_commissioners(ids: Iterable[int]) -> dict[int, Commissioner]:
    rows = (
        Commissioner.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=set(ids))
        .select_related("user", "office__region")
        .order_by("pk")
    )
    return {commissioner.pk: commissioner for commissioner in rows}


def open_assignment(talent_id: int) -> Assignment | None:
    return (
        Assignment.objects.open()
        .filter(talent_id=talent_id)
        .select_related("commissioner__user")
        .first()
    )


def loads_of(ids: Iterable[int]) -> Counter:
    """How many each serves; ask after locking them."""
    return Counter(
        dict(
            Assignment.objects.open()
            .filter(commissioner_id__in=list(ids))
            .values_list("commissioner_id")
            .annotate(Count("pk"))
            .order_by()
        )
    )


def check_room(
    commissioner: Commissioner, more: int, *, load: int | None = None
) -> None:
    if load is None:
        load = loads_of([commissioner.pk])[commissioner.pk]
    if load + more > commissioner.capacity:
        raise CapacityReached(
            _("{name} serves {load} of at most {capacity}.").format(
                name=commissioner, load=load, capacity=commissioner.capacity
            )
        )


def serving_ids(ids: Iterable[int], on: date) -> set[int]:
    """Which of them hold the duty on that day."""
    return set(
        Commissioner.objects.serving(on)
        .filter(pk__in=list(ids))
        .values_list("pk", flat=True)
    )


def check_serves(commissioner: Commissioner, serving: set[int]) -> None:
    if commissioner.is_on_leave:
        raise CannotServe(_("{name} is on leave.").format(name=commissioner))
    if commissioner.pk not in serving:
        raise CannotServe(
            _("{name} does not hold the duty of a commissioner.").format(
                name=commissioner
            )
        )


def check_fit(talent: Talent, commissioner: Commissioner, serving: set[int]) -> None:
    if talent.status != TalentStatus.ACTIVE:
        raise CannotServe(
            _("{talent} is not on the register any more.").format(talent=talent)
        )
    check_serves(commissioner, serving)
    if not commissioner.covers(talent.region_id):
        raise CannotServe(
            _("{name} works for {region}, {talent} belongs elsewhere.").format(
                name=commissioner, region=commissioner.office.region, talent=talent
            )
        )


def end(
    assignments: list[Assignment], *, by: User | None, at: datetime, reason: str
) -> None:
    """End assignments whose talents are locked, with the hand-overs they stood in."""
    on = timezone.localtime(at).date()
    ids = [assignment.pk for assignment in assignments]
    Assignment.objects.filter(pk__in=ids).update(until_date=on, end_reason=reason)
    drop_wishes(assignments, by=by, at=at, why=reason)
    for assignment in assignments:
        record(
            "commissioners.assignment.ended",
            target=assignment,
            by=by,
            at=at,
            why=reason,
            old={"commissioner": assignment.commissioner_id},
            data={"talent": assignment.talent_id},
        )


def drop_wishes(
    assignments: list[Assignment], *, by: User | None, at: datetime, why: str
) -> None:
    """Hand-overs still being asked for fall away with the assignments they are about."""
    waiting = HandOverItem.objects.filter(assignment__in=assignments, is_pending=True)
    touched = list(waiting.values_list("handover_id", flat=True))
    waiting.update(is_pending=False)
    HandOver.objects.pending().filter(pk__in=touched).exclude(
        items__is_pending=True
    ).update(status=HandOverStatus.WITHDRAWN, answered_by=by, answered_at=at, note=why)


def _tell(made: list[Assignment], *, by: User, at: datetime) -> None:
    """The trace, the listeners and the messages of new assignments."""
    for assignment in made:
        record(
            "commissioners.assignment.made",
            target=assignment,
            by=by,
            at=at,
            why=assignment.reason,
            new={"commissioner": assignment.commissioner_id},
            data={"talent": assignment.talent_id},
        )
    talents_moved.send(
        Assignment,
        moves=[(each.talent_id, None, each.commissioner.user_id) for each in made],
        by_id=by.pk,
        at=at,
        reason=made[0].reason if made else "",
    )
    messages.tell_assigned(made, at=at)


def _need(reason: str) -> None:
    if not reason.strip():
        raise DomainError(_("Say why."))

"""A request comes in, and somebody takes it on."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.text import Truncator, format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit.numbers import next_number
from apps.cases import messages
from apps.cases.clock import local_date
from apps.cases.models import Case, EventKind, Priority, ServiceItem, Source
from apps.cases.permissions import why_not_claim, why_not_head
from apps.cases.services.acting import lock, log, move, need, write
from apps.cases.states import CaseStatus
from apps.commissioners.permissions import is_head_for, serves
from apps.core.errors import DomainError, NotAllowed
from apps.core.roles import Role
from apps.talents.choices import TalentStatus
from apps.talents.models import Talent
from apps.workdays.services import due

OTHER = "other"  # the item of those who do not know which


class ItemNotInUse(DomainError):
    code = "item_not_in_use"


@transaction.atomic
def open_request(
    *,
    talent_id: int,
    by: User,
    at: datetime,
    text: str,
    item_id: int | None = None,
    title: str = "",
) -> Case:
    """By the talent, on his or her own page: two fields are enough.

    Without an item it is "other" and the commissioner sorts it; without a title the
    first line serves.  Tells the talent's commissioner, or the heads where there is none.
    """
    talent = Talent.objects.get(pk=talent_id)
    if talent.user_id is None or talent.user_id != by.pk:
        raise NotAllowed(gettext("A request is made for oneself."))
    case = _create(
        talent, item_id, title=title, text=text, source=Source.PORTAL, by=by, at=at
    )
    event = log(case, EventKind.OPENED, by=by, at=at, text=case.text, visible=True)
    server = messages.server_of(talent.pk)
    messages.tell(
        event,
        [server] if server else messages.heads_of(case.region_id, local_date(at)),
        format_lazy(_("New request {number}"), number=case.number),
        body=case.title,
    )
    return case


@transaction.atomic
def open_case(
    *,
    talent_id: int,
    item_id: int,
    title: str,
    text: str = "",
    source: str,
    priority: str = Priority.NORMAL,
    by: User,
    at: datetime,
) -> Case:
    """By a commissioner, who has it at once, or by a head, for whoever claims it."""
    talent = Talent.objects.get(pk=talent_id)
    on = local_date(at)
    is_server = serves(by, talent.pk, on=on)
    if not is_server and not is_head_for(by, talent.region_id):
        raise NotAllowed(
            gettext("Cases are opened by the talent's commissioner or the office head.")
        )
    case = _create(
        talent,
        item_id,
        title=title,
        text=text,
        source=source,
        priority=priority,
        by=by,
        at=at,
    )
    event = log(case, EventKind.OPENED, by=by, at=at, text=case.text, visible=True)
    if is_server:
        _take(case, by=by, at=at)
    else:
        messages.tell(
            event,
            [messages.server_of(talent.pk)],
            format_lazy(_("New request {number}"), number=case.number),
            body=case.title,
        )
    messages.tell_talent(
        event,
        format_lazy(_("Your request {number} was registered"), number=case.number),
        body=case.title,
    )
    return case


@transaction.atomic
def claim(*, case_id: int, by: User, at: datetime, version: int | None = None) -> Case:
    """Take a new request on.  Of two at once the second is told who has it."""
    case = lock(case_id, version)
    if refusal := why_not_claim(by, case):
        raise NotAllowed(refusal)
    _take(case, by=by, at=at)
    return case


@transaction.atomic
def give(
    *, case_id: int, to: User, by: User, at: datetime, version: int | None = None
) -> Case:
    """By a head: a new request of somebody without a commissioner gets one.

    The commissioner's office has to reach the region.
    """
    case = lock(case_id, version)
    if refusal := why_not_head(by, case):
        raise NotAllowed(refusal)
    if refusal := why_not_claim(to, case):
        raise DomainError(refusal)
    _take(case, by=to, at=at, given_by=by)
    return case


@transaction.atomic
def sort(
    *,
    case_id: int,
    item_id: int,
    priority: str,
    by: User,
    at: datetime,
    version: int | None = None,
) -> Case:
    """Correct the item or the priority; the limit follows the item."""
    case = lock(case_id, version)
    if case.commissioner_id != by.pk and (refusal := why_not_head(by, case)):
        raise NotAllowed(refusal)
    if not case.is_open:
        raise DomainError(gettext("This case has been answered."))
    item = _item(item_id)
    if (case.item_id, case.priority) == (item.pk, priority):
        return case
    old = [case.item.name, case.item.name_en, case.priority]
    case.item, case.priority = item, priority
    case.limit_workdays = item.limit_workdays
    write(case)
    log(
        case,
        EventKind.SORTED,
        by=by,
        at=at,
        data={"from": old, "to": [item.name, item.name_en, priority]},
    )
    return case


def _take(case: Case, *, by: User, at: datetime, given_by: User | None = None) -> None:
    old = case.status
    move(case, CaseStatus.CLAIMED)
    case.commissioner = by
    write(case)
    event = log(
        case,
        EventKind.CLAIMED,
        by=given_by or by,
        at=at,
        old=old,
        text=str(by),
        visible=True,
    )
    messages.tell_talent(
        event,
        format_lazy(
            _("{name} works on your request {number}"),
            name=str(by),
            number=case.number,
        ),
    )
    if given_by is not None:
        messages.tell(
            event,
            [by.pk],
            format_lazy(_("Request {number} was given to you"), number=case.number),
            body=case.title,
        )


def _item(item_id: int | None) -> ServiceItem:
    items = ServiceItem.objects.active()
    item = (
        items.filter(code=OTHER).first()
        if item_id is None
        else items.filter(pk=item_id).first()
    )
    if item is None:
        raise ItemNotInUse(gettext("This service item is not in use."))
    return item


def _create(
    talent: Talent,
    item_id: int | None,
    *,
    title: str,
    text: str,
    source: str,
    by: User,
    at: datetime,
    priority: str = Priority.NORMAL,
) -> Case:
    if talent.status != TalentStatus.ACTIVE and not by.has_role(Role.CITY_REVIEWER):
        raise DomainError(gettext("This person is not on the register any more."))
    item = _item(item_id)
    text = text.strip()
    title = " ".join(title.split()) or Truncator(
        need(text, gettext("Say what you need.")).splitlines()[0]
    ).chars(60)
    on = local_date(at)
    limit = due(on, item.limit_workdays)
    return Case.objects.create(
        number=next_number("C", on=on),
        talent=talent,
        item=item,
        title=title[:120],
        text=text,
        source=source,
        priority=priority,
        region_id=talent.region_id,
        opened_by=by,
        opened_at=at,
        clock_from=on,
        limit_workdays=item.limit_workdays,
        due_date=limit.date,
        due_earliest=limit.earliest,
    )

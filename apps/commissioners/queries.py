"""Who has been silent for how long, and how full everybody is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import (
    Case,
    Count,
    DateField,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, TruncDate
from django.utils.timezone import get_current_timezone

from apps.commissioners.models import (
    Assignment,
    Commissioner,
    ContactLog,
    ServiceStandard,
)
from apps.talents.models import GradeAward
from apps.workdays.services import (
    Calendar,
    DueDate,
    UnknownYear,
    due,
    get_calendar,
)

DEFAULT_EVERY = 60  # assumption: working days, no published rule was found
LONG_AGO = date(1900, 1, 1)


def with_silence(assignments: QuerySet[Assignment], on: date) -> QuerySet[Assignment]:
    """Adds ``silent_since``, ``last_contact_at``, ``next_date``, ``contact_every``."""
    contacts = ContactLog.objects.filter(talent=OuterRef("talent_id")).order_by(
        "-at", "-id"
    )
    return assignments.annotate(
        last_contact_at=Subquery(contacts.reached().values("at")[:1]),
        next_date=Subquery(contacts.standing().values("next_date")[:1]),
        contact_every=Coalesce(Subquery(_standard(on)), Value(DEFAULT_EVERY)),
    ).annotate(
        silent_since=Coalesce(
            TruncDate("last_contact_at", tzinfo=get_current_timezone()), "from_date"
        )
    )


def _standard(on: date) -> QuerySet:
    """The most particular standard for the assignment of the outer query."""
    grades = GradeAward.objects.valid(on).filter(talent=OuterRef(OuterRef("talent_id")))
    return (
        ServiceStandard.objects.filter(
            Q(office__isnull=True) | Q(office=OuterRef("commissioner__office_id")),
            Q(level__isnull=True) | Q(level__in=grades.values("level_id")),
        )
        .order_by(
            F("level__rank").asc(nulls_last=True), F("office_id").asc(nulls_last=True)
        )
        .values("contact_every")[:1]
    )


def due_for_contact(
    assignments: QuerySet[Assignment], on: date
) -> QuerySet[Assignment]:
    """Those silent for too long or whose planned day has come; longest silence first.

    Two queries: one for the standards in use, one for the rows.
    """
    everies = set(ServiceStandard.objects.values_list("contact_every", flat=True))
    everies.add(DEFAULT_EVERY)
    calendar = get_calendar()
    latest = Case(
        *[
            When(contact_every=every, then=Value(silent_before(every, on, calendar)))
            for every in sorted(everies)
        ],
        default=Value(LONG_AGO),
        output_field=DateField(),
    )
    return (
        with_silence(assignments, on)
        .annotate(due_since=latest)
        .filter(Q(silent_since__lte=F("due_since")) | Q(next_date__lte=on))
        .order_by("silent_since", "pk")
    )


def silent_before(every: int, on: date, calendar: Calendar | None = None) -> date:
    """The last day a contact on which is too long ago on ``on``.

    Days of a year that is not announced are not counted: nobody is late by a guess.
    """
    calendar = calendar or get_calendar()
    day, left = on, every
    while left:
        if calendar.is_known(day.year) and calendar.is_workday(day):
            left -= 1
        day -= timedelta(days=1)
    return day


@dataclass(frozen=True)
class Silence:
    """How long somebody has been silent, as far as the calendar can tell."""

    since: date
    was_reached: bool
    workdays: int | None
    due: DueDate
    is_due: bool
    is_planned: bool


def silence_of(assignment: Assignment, on: date) -> Silence:
    """For a row of ``with_silence``; no query."""
    calendar = get_calendar()
    since = assignment.silent_since
    limit = due(since, assignment.contact_every, calendar=calendar)
    try:
        workdays = calendar.between(since, on)
    except UnknownYear:
        workdays = None
    planned = assignment.next_date is not None and assignment.next_date <= on
    return Silence(
        since=since,
        was_reached=assignment.last_contact_at is not None,
        workdays=workdays,
        due=limit,
        is_due=planned or (limit.date is not None and limit.date <= on),
        is_planned=planned,
    )


def with_load(commissioners: QuerySet[Commissioner]) -> QuerySet[Commissioner]:
    """Adds ``load``: how many each serves now."""
    return commissioners.annotate(
        load=Count("assignments", filter=Q(assignments__until_date__isnull=True))
    )


def silent_counts(commissioner_ids: list[int], on: date) -> dict[int, int]:
    """How many of each caseload are due for contact."""
    rows = due_for_contact(
        Assignment.objects.open().filter(commissioner_id__in=commissioner_ids), on
    )
    return dict(rows.order_by().values_list("commissioner_id").annotate(Count("pk")))

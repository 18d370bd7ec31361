"""Acts on the calendar.  Each moves the open deadlines that depend on it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.audit.services import record
from apps.core.errors import DomainError, NotAllowed
from apps.core.roles import Role
from apps.workdays import current, effects
from apps.workdays.calendar import LIBRARY_YEARS, Calendar
from apps.workdays.effects import Moved
from apps.workdays.models import AnnouncedYear, CalendarStamp, HolidayException
from apps.workdays.notice import DayEntry

LONGEST_RANGE = 15  # days; the longest holiday so far had eight


class NothingEnteredYet(DomainError):
    code = "nothing_entered_yet"


class RangeTooLong(DomainError):
    code = "range_too_long"


def days_from(first: date, last: date) -> list[date]:
    """Every day of a range as an edit takes it.  Raises ``RangeTooLong``."""
    count = (last - first).days + 1
    if count < 1:
        raise RangeTooLong(_("The last day is before the first."))
    if count > LONGEST_RANGE:
        raise RangeTooLong(
            _(
                "{count} days at once are more than {limit}: enter them in parts."
            ).format(count=count, limit=LONGEST_RANGE)
        )
    return [first + timedelta(days=step) for step in range(count)]


@transaction.atomic
def set_days(
    *, entries: Iterable[DayEntry], document: str, by: User, at: datetime
) -> list[Moved]:
    """Enter days off and make-up working days of a notice; overwrites what was there.

    Returns what moved.  Entering the same again changes nothing.  Raises ``NotAllowed``.
    """
    wanted = {entry.date: entry for entry in entries}
    _lock(by)
    before = {row.date: row for row in HolidayException.objects.filter(date__in=wanted)}
    changed = [
        HolidayException(
            date=entry.date,
            is_workday=entry.is_workday,
            name=entry.name,
            document=document,
        )
        for entry in wanted.values()
        if _differs(before.get(entry.date), entry, document)
    ]
    if not changed:
        return []
    HolidayException.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["date"],
        update_fields=["is_workday", "name", "document"],
    )
    return _finish(
        "workdays.days.set",
        target=f"workdays.calendar:{changed[0].date.year}",
        by=by,
        at=at,
        old={
            str(row.date): _words(before[row.date].is_workday)
            for row in changed
            if row.date in before
        },
        new={str(row.date): _words(row.is_workday) for row in changed},
        why=document,
    )


def _differs(row: HolidayException | None, entry: DayEntry, document: str) -> bool:
    return row is None or (row.is_workday, row.name, row.document) != (
        entry.is_workday,
        entry.name,
        document,
    )


@transaction.atomic
def clear_day(*, day: date, by: User, at: datetime) -> list[Moved]:
    """Take an entry out: the library, or the weekday, speaks again for that day."""
    _lock(by)
    row = HolidayException.objects.filter(date=day).first()
    if row is None:
        return []
    old = {str(day): _words(row.is_workday), "name": row.name}
    row.delete()
    return _finish(
        "workdays.day.cleared",
        target=f"workdays.calendar:{day.year}",
        by=by,
        at=at,
        old=old,
        why=row.document,
    )


@transaction.atomic
def announce_year(*, year: int, document: str, by: User, at: datetime) -> list[Moved]:
    """Say that all days of a year are in: from now on its deadlines have dates.

    Raises ``NothingEnteredYet`` for a year without a single entry, because no year has
    had no holiday beside its week-ends; ``DomainError`` where the library knows it.
    """
    _lock(by)
    if year in LIBRARY_YEARS:
        raise DomainError(
            _("{year} is known already: it comes with the calendar.").format(year=year)
        )
    if not HolidayException.objects.filter(date__year=year).exists():
        raise NothingEnteredYet(
            _("Enter the days of {year} first, then mark it announced.").format(
                year=year
            )
        )
    _row, created = AnnouncedYear.objects.get_or_create(
        year=year, defaults={"document": document}
    )
    if not created:
        return []
    return _finish(
        "workdays.year.announced",
        target=f"workdays.calendar:{year}",
        by=by,
        at=at,
        new={"year": year},
        why=document,
    )


@transaction.atomic
def withdraw_year(*, year: int, by: User, at: datetime, why: str) -> list[Moved]:
    """Take back that a year is complete: its deadlines are unknown again."""
    _lock(by)
    deleted, _rows = AnnouncedYear.objects.filter(year=year).delete()
    if not deleted:
        return []
    return _finish(
        "workdays.year.withdrawn",
        target=f"workdays.calendar:{year}",
        by=by,
        at=at,
        old={"year": year},
        why=why,
    )


def calendar_with(entries: Iterable[DayEntry]) -> Calendar:
    """The calendar as it would be with these days entered."""
    return current.get_calendar().replaced(
        {entry.date: entry.is_workday for entry in entries}
    )


def calendar_without(day: date) -> Calendar:
    """The calendar as it would be with the entry of one day taken out."""
    return current.get_calendar().replaced({day: None})


def calendar_announcing(year: int, *, announced: bool) -> Calendar:
    """The calendar as it would be with a year marked announced, or not."""
    calendar = current.get_calendar()
    years = calendar.announced | {year} if announced else calendar.announced - {year}
    return calendar.replaced(announced=years)


def may_edit(user: User) -> bool:
    """There is one calendar: only administrators of the whole city touch it."""
    return user.reach(Role.SYSTEM_ADMIN).is_everything


def _lock(by: User) -> None:
    """One edit at a time: the effects see each other's result."""
    CalendarStamp.objects.select_for_update().first()
    if not may_edit(by):
        raise NotAllowed(_("Only the city's system administrator edits the calendar."))


def _finish(action: str, **trace) -> list[Moved]:
    current.forget()
    moved = effects.apply(current.get_calendar())
    record(action, data={"moved": sum(each.count for each in moved)}, **trace)
    return moved


def _words(is_workday: bool) -> str:
    return "working day" if is_workday else "day off"

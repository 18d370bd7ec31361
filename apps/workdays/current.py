"""The calendar in force, kept in memory and compared with the database.

Within one request or one task it is asked once and then stands; everywhere else (a
shell, a command, a service test) each call compares the stamp: one query by key.
"""

from __future__ import annotations

import threading
from uuid import UUID

from celery import signals as celery_signals
from django.core.signals import request_finished, request_started
from django.db import connection

from apps.workdays.calendar import Calendar

_local = threading.local()
# The last calendar read, under the stamp it was read with.  A stamp is a random value,
# never a counter: after a rollback the old stamp means the old days.
_known: dict[UUID | None, Calendar] = {}


def get_calendar() -> Calendar:
    """The calendar as the database has it now, your own open transaction included."""
    calendar = getattr(_local, "calendar", None)
    if calendar is not None:
        return calendar
    calendar = _read()
    if getattr(_local, "depth", 0):
        _local.calendar = calendar
    return calendar


def forget() -> None:
    """Compare again at the next call: this request or task has just edited it."""
    _local.calendar = None


def _read() -> Calendar:
    with connection.cursor() as cursor:
        cursor.execute("SELECT stamp FROM workdays_calendarstamp")
        row = cursor.fetchone()
        stamp = row[0] if row else None
        calendar = _known.get(stamp)
        if calendar is None:
            # One statement: days and years of the same moment as the stamp beside them.
            cursor.execute(
                """SELECT (SELECT stamp FROM workdays_calendarstamp),
                          ARRAY(SELECT date FROM workdays_holidayexception ORDER BY id),
                          ARRAY(SELECT is_workday FROM workdays_holidayexception
                                ORDER BY id),
                          ARRAY(SELECT year::int FROM workdays_announcedyear)"""
            )
            stamp, days, kinds, years = cursor.fetchone()
            calendar = Calendar(dict(zip(days, kinds, strict=True)), frozenset(years))
            _known.clear()
            _known[stamp] = calendar
    return calendar


def _begin(**_signal: object) -> None:
    _local.depth = 1
    _local.calendar = None


def _end(**_signal: object) -> None:
    _local.depth = 0
    _local.calendar = None


def connect() -> None:
    request_started.connect(_begin, dispatch_uid="workdays.begin")
    request_finished.connect(_end, dispatch_uid="workdays.end")
    celery_signals.task_prerun.connect(_begin, dispatch_uid="workdays.begin")
    celery_signals.task_postrun.connect(_end, dispatch_uid="workdays.end")

"""Next year's calendar is missing: said to the administrators while there is time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core.reminders import Reminder
from apps.core.roles import Role
from apps.workdays.current import get_calendar

# The notice for 2026 came on 4 November 2025; the days may reach back into December.
MONTHS_AND_DAYS = ((11, 1), (12, 1), (12, 20))


def missing_year(on: date) -> Iterator[Reminder]:
    """From November, in three steps, until the year is known; in January once more."""
    calendar = get_calendar()
    for year in (on.year, on.year + 1):
        if calendar.is_known(year):
            continue
        steps = [date(year - 1, month, day) for month, day in MONTHS_AND_DAYS]
        reached = [step for step in (*steps, date(year, 1, 2)) if step <= on]
        if not reached:
            continue
        # Only the last step: after an outage nobody wants to hear all of them.
        for user in User.objects.holding(Role.SYSTEM_ADMIN, on=on):
            yield Reminder(
                key=f"calendar-missing:{year}:{reached[-1]:%Y-%m-%d}",
                recipient_id=user.pk,
                subject=format_lazy(
                    _("The working days of {year} are missing in the calendar"),
                    year=year,
                ),
                body=_(
                    "Deadlines that reach into that year have no date until its days are "
                    "entered and the year is marked announced."
                ),
                url=reverse("workdays:year", args=[year]),
            )

"""What other apps ask and do: questions about working days, edits of the calendar."""

from apps.workdays.calendar import Calendar, DueDate, UnknownYear
from apps.workdays.current import get_calendar
from apps.workdays.effects import register_effect
from apps.workdays.notice import DayEntry
from apps.workdays.pauses import Pause
from apps.workdays.services.edits import (
    announce_year,
    clear_day,
    set_days,
    withdraw_year,
)
from apps.workdays.services.questions import (
    add_workdays,
    due,
    due_with_pauses,
    elapsed,
    is_workday,
    next_workday,
    workdays_between,
    workdays_left,
)

__all__ = [
    "Calendar",
    "DayEntry",
    "DueDate",
    "Pause",
    "UnknownYear",
    "add_workdays",
    "announce_year",
    "clear_day",
    "due",
    "due_with_pauses",
    "elapsed",
    "get_calendar",
    "is_workday",
    "next_workday",
    "register_effect",
    "set_days",
    "withdraw_year",
    "workdays_between",
    "workdays_left",
]

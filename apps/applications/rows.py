"""Strings for lists of applications, prepared once so that rows stay cheap."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.applications.models import Application
from apps.applications.states import FINAL, KINDS, Status
from apps.applications.track import left_words
from apps.core.templatetags.ui import day, status
from apps.workdays.services import workdays_left

SOON = 1  # working days


def prepare(rows: Iterable[Application], *, on: date, url_name: str) -> None:
    """Put on each row: ``url``, ``state``, ``due_text``, ``left_text``, ``css``."""
    pattern = reverse(url_name, args=["NUMBER"])
    states = {value: status(KINDS[value], str(Status(value).label)) for value in Status}
    for row in rows:
        row.url = pattern.replace("NUMBER", row.number)
        row.state = states[row.status]
        row.submitted_text = day(row.submitted_at)
        row.due_text, row.left_text, row.css, row.left_css = _due(row, on)


def _due(row: Application, on: date) -> tuple[str, str, str, str]:
    if row.status in FINAL:
        return "", "", "", ""
    if row.due_date is None:
        text = _("unknown: {year} is not announced").format(
            year=row.due_unknown_year or ""
        )
        return text, "", "", "muted"
    left = workdays_left(row.due_date, on)
    if left is None:
        return day(row.due_date), "", "", ""
    words = left_words(left)
    if left < 0:
        return day(row.due_date), words, "row-late", "text-late"
    if left <= SOON:
        return day(row.due_date), words, "row-due", "text-due"
    return day(row.due_date), words, "", "muted"

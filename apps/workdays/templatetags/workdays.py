"""Deadlines on pages.  Loaded as a builtin: templates need no {% load %}."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.core.templatetags.ui import status
from apps.workdays.calendar import DueDate
from apps.workdays.words import describe

register = template.Library()


@register.simple_tag
def deadline(
    due: date | DueDate | None,
    on: date | None = None,
    clock_stopped: bool = False,
) -> SafeString:
    """``{% deadline case.due_date today case.is_waiting %}``: how much time is left.

    ``on`` is today unless given.  Word, shape and colour; the date is in the title.
    """
    today = on or timezone.localdate()  # noqa: TID251 - what a page calls today
    words = describe(due, today, is_stopped=bool(clock_stopped))
    chip = status(words.kind, words.text)
    if words.date is None:
        return format_html('<span class="deadline">{}</span>', chip)
    return format_html(
        '<time class="deadline" datetime="{0}" title="{0}">{1}</time>',
        words.date.isoformat(),
        chip,
    )

"""Small things every page draws.  Loaded as builtins: templates need no {% load %}."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import (
    get_language,
    gettext_lazy,
    pgettext,
    pgettext_lazy,
)
from django.utils.translation import gettext as _

from apps.core.context import badge, navigation_parts
from apps.core.money import format_yuan

register = template.Library()


@cache
def _icon_folder() -> Path:
    """The icon package is read, not installed as an app: it would add 2,000 files."""
    spec = find_spec("js_lib_bootstrap_icons")
    root = Path(next(iter(spec.submodule_search_locations)))
    return next(root.rglob("house.svg")).parent


@cache
def _icon_svg(name: str) -> SafeString:
    if not re.fullmatch(r"[a-z0-9-]+", name):
        raise template.TemplateSyntaxError(f"not an icon name: {name}")
    path = _icon_folder() / f"{name}.svg"
    if not path.is_file():
        raise template.TemplateSyntaxError(f"no icon named {name}")
    body = re.search(r"<svg[^>]*>(.*)</svg>", path.read_text(), re.DOTALL).group(1)
    body = " ".join(body.split())
    # Safe: the text comes from a pinned package, the name is checked above.
    return mark_safe(  # noqa: S308
        '<svg class="icon" width="1em" height="1em" viewBox="0 0 16 16" '
        f'fill="currentColor" aria-hidden="true" focusable="false">{body}</svg>'
    )


@register.simple_tag
def icon(name: str) -> SafeString:
    """An inline picture, hidden from screen readers: the word stands beside it."""
    return _icon_svg(name)


_SHAPES = {
    "ok": "check-circle-fill",
    "due": "clock-fill",
    "late": "exclamation-triangle-fill",
    "info": "circle-half",
    "muted": "dash-circle",
    "wait": "pause-circle-fill",
    "no": "x-octagon-fill",
}


@register.simple_tag
def status(kind: str, label: str) -> SafeString:
    """A state as word + shape + colour.

    ``kind``: ok done · due amber · late overdue · no refused · wait stopped clock ·
    info in progress · muted over, of no concern.
    """
    return _status(kind, str(label))


@lru_cache(maxsize=4096)
def _status(kind: str, label: str) -> SafeString:
    return format_html(
        '<span class="status status-{}">{}<span>{}</span></span>',
        kind,
        _icon_svg(_SHAPES[kind]),
        label,
    )


@register.filter
def yuan(amount: Decimal | None) -> str:
    """¥1,234,567.00; empty for nothing."""
    return "" if amount is None else format_yuan(amount)


@register.filter
def wan(amount: Decimal | None) -> str:
    """Yuan in 万元 with two places, without the unit."""
    return "" if amount is None else f"{amount / 10000:,.2f}"


@register.simple_tag
def money(amount: Decimal | None, large: bool = False) -> SafeString:
    """¥1,234,567.00; ``large=True`` adds the sum in units of ten thousand."""
    if amount is None:
        return mark_safe('<span class="muted">—</span>')
    exact = format_html('<span class="money">{}</span>', format_yuan(amount))
    if not large:
        return exact
    return format_html(
        '{} <span class="muted small nowrap">({})</span>',
        exact,
        _("{amount} ×10,000 yuan").format(amount=wan(amount)),
    )


@register.simple_tag
def masked(text: str, reveal_url: str = "") -> SafeString:
    """A masked value; with ``reveal_url`` a way to the page that asks for the reason."""
    if not text:
        return mark_safe('<span class="muted">—</span>')
    if not reveal_url:
        return format_html('<span class="nowrap">{}</span>', text)
    return format_html(
        '<span class="nowrap">{} <a class="small" href="{}">{} {}</a></span>',
        text,
        reveal_url,
        _icon_svg("eye"),
        _("Show"),
    )


@register.filter
def grouped(number: int | None) -> str:
    """12,345"""
    return "" if number is None else f"{number:,}"


@register.filter
def day(value: date | None) -> str:
    """2026-11-22, for lists."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return value.isoformat() if value else ""


@register.filter
def moment(value: datetime | date | None) -> str:
    """2026-11-22 14:05 in local time; a date stays a date."""
    if not isinstance(value, datetime):
        return day(value)
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")


@register.filter
def day_in_words(value: date | None) -> str:
    """11月22日 周日, Sun 22 Nov: for sentences."""
    if not value:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return pgettext("day in a sentence", "{weekday} {day_and_month}").format(
        weekday=_WEEKDAYS[value.weekday()],
        day_and_month=date_format(value, pgettext("day and month", "j M")),
    )


# Django's own Chinese for "Sun" is the long 星期日.
_WEEKDAYS = [
    pgettext_lazy("weekday", "Mon"),
    pgettext_lazy("weekday", "Tue"),
    pgettext_lazy("weekday", "Wed"),
    pgettext_lazy("weekday", "Thu"),
    pgettext_lazy("weekday", "Fri"),
    pgettext_lazy("weekday", "Sat"),
    pgettext_lazy("weekday", "Sun"),
]


@register.simple_tag
def crumb(label: str, url: str = "") -> SafeString:
    """One step of the way to this page; the last one, without a URL, is this page."""
    if url:
        return format_html(
            '<li class="breadcrumb-item"><a href="{}">{}</a></li>', url, label
        )
    return format_html(
        '<li class="breadcrumb-item active" aria-current="page">{}</li>', label
    )


_TRACK_STATES = {
    "done": gettext_lazy("done"),
    "now": gettext_lazy("now"),
    "wait": gettext_lazy("waiting"),
    "late": gettext_lazy("overdue"),
    "no": gettext_lazy("refused"),
    "todo": gettext_lazy("to come"),
}


@register.simple_tag
def track_state(state: str) -> str:
    return _TRACK_STATES[state]


@register.simple_tag(takes_context=True)
def navigation(context, template_name: str) -> SafeString:
    """A part of the frame that depends on nothing but duties, language and place.

    It is on every page, so it is drawn once and kept, except where templates are edited.
    """
    frame = context["frame"]
    draw = _navigation.__wrapped__ if settings.DEBUG else _navigation
    return draw(template_name, frame["roles"], get_language(), frame["current"])


@lru_cache(maxsize=4096)
def _navigation(
    template_name: str, roles: frozenset[str], _language: str, current: str
) -> SafeString:
    parts = {"frame": navigation_parts(roles) | {"current": current}}
    return mark_safe(render_to_string(template_name, parts))  # noqa: S308 - a template


@register.simple_tag(takes_context=True)
def badge_count(context, name: str) -> int:
    return badge(name, context["user"])

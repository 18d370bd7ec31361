"""Small things every page draws.  Loaded as builtins: templates need no {% load %}."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

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


@register.simple_tag(takes_context=True)
def badge_count(context, name: str) -> int:
    return context["frame"]["badges"].get(name, 0)

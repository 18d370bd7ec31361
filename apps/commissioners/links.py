"""Addresses of pages in the register, without a lookup for each row."""

from __future__ import annotations

from functools import cache

from django.urls import reverse

from apps.talents.models import Talent

_ANY = "T-2000-000001"  # a register number to find its place in the address by


@cache
def _pattern() -> tuple[str, str]:
    head, tail = reverse("talents:detail", args=[_ANY]).split(_ANY)
    return head, tail


def talent_url(talent: Talent) -> str:
    """The page that shows a talent from every side."""
    head, tail = _pattern()
    return f"{head}{talent.number}{tail}"

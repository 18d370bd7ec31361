"""Where the applicant watches an application; the portal above says its own page."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from apps.applications.models import Application

_pages: list[Callable[[Application], str]] = []


def register_applicant_page(page: Callable[[Application], str]) -> None:
    """``page(application)`` gives a path that the applicant may open."""
    _pages[:] = [page]


def applicant_page(application: Application) -> str:
    for page in _pages:
        return page(application)
    return reverse("applications:detail", args=[application.number])


def has_applicant_page() -> bool:
    return bool(_pages)

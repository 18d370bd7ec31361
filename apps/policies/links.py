"""Where a person applies for a policy; the portal above says its own page."""

from __future__ import annotations

from collections.abc import Callable

from apps.policies.models import Policy

_pages: list[Callable] = []


def register_apply_page(page: Callable[..., str]) -> None:
    """``page(policy, user)`` gives a path, or an empty string where it cannot be."""
    _pages[:] = [page]


def apply_page(policy: Policy, user) -> str:
    for page in _pages:
        return page(policy, user)
    return ""

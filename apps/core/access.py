"""What a view says about who may open it; the middleware holds it to that.

A view that says nothing is closed to everybody.
"""

from collections.abc import Callable
from typing import TypeVar

from django.contrib.auth.decorators import login_not_required

from apps.core.roles import STAFF_ROLES, Role

View = TypeVar("View", bound=Callable)
ANYONE_SIGNED_IN = frozenset(Role)


def roles_required(*roles: str) -> Callable[[View], View]:
    """Open the view to people who hold one of ``roles`` today, anywhere.

    *Where* the role reaches is the business of ``visible_to`` and of the services.
    """

    def mark(view: View) -> View:
        view.allowed_roles = frozenset(roles)
        return view

    return mark


def staff_only(view: View) -> View:
    return roles_required(*STAFF_ROLES)(view)


def signed_in(view: View) -> View:
    """Open to everybody who has signed in, whatever the role, even with none."""
    view.allowed_roles = ANYONE_SIGNED_IN
    view.allows_no_role = True
    return view


def open_page(view: View) -> View:
    """Open to the world: sign-in, health, error pages."""
    view.allowed_roles = ANYONE_SIGNED_IN
    view.is_open = True
    return login_not_required(view)

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from apps.core import nav
from apps.core.roles import Role

BAR_PLACES = 5


def page_frame(request: HttpRequest) -> dict:
    """Navigation and badges, worked out only where a template asks for them."""
    return {"frame": SimpleLazyObject(lambda: _frame(request))}


def _frame(request: HttpRequest) -> dict:
    """Nothing for a person who has not signed in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"groups": [], "bar": [], "is_staff": False}
    parts = navigation_parts(user.roles)
    pairs = [pair for _label, items in parts["groups"] for pair in items]
    return parts | {
        "roles": user.roles,
        "current": _current(pairs, request.path),
        "is_staff": user.is_staff_member,
        "role_names": _role_names(user.roles),
        "nav_is_narrow": request.COOKIES.get("nav_narrow") == "1",
    }


def navigation_parts(roles: frozenset[str]) -> dict:
    """What the navigation holds for these duties, whoever has them."""
    groups = nav.navigation_for(roles)
    pairs = [pair for _label, items in groups for pair in items]
    bar, has_more = _bottom_bar(pairs)
    return {
        "groups": groups,
        "bar": bar,
        "has_more": has_more,
        "shortcuts": [(i.shortcut, i.label) for i, _url in pairs if i.shortcut],
    }


def _bottom_bar(pairs: list[tuple]) -> tuple[list[tuple], bool]:
    """What stands at the bottom of a phone, and whether "more" takes the last place."""
    chosen = [pair for pair in pairs if pair[0].phone] or pairs
    if len(pairs) <= BAR_PLACES:
        return pairs, False
    return chosen[: BAR_PLACES - 1], True


def _current(pairs: list[tuple], path: str) -> str:
    """The key of the page in the navigation that ``path`` is, or is below of."""
    best = ("", 0)
    for item, url in pairs:
        is_inside = path == url or (url != "/" and path.startswith(url))
        if is_inside and len(url) > best[1]:
            best = (item.key, len(url))
    return best[0]


def _role_names(roles: frozenset[str]) -> str:
    return " · ".join(str(role.label) for role in Role if role in roles)


_badges: dict[str, Callable] = {}


def register_badge(name: str, count: Callable) -> None:
    """``count(user) -> int`` shown in the top bar; one cheap query at most."""
    _badges[name] = count


def badge(name: str, user) -> int:
    count = _badges.get(name)
    return count(user) if count else 0

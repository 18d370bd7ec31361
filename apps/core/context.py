from django.http import HttpRequest

from apps.core import nav


def page_frame(request: HttpRequest) -> dict:
    """Navigation and badges; nothing for a person who has not signed in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"frame": {"groups": [], "phone": []}}
    groups = nav.navigation_for(user.roles)
    path = request.path
    current = ""
    best = 0
    for _label, items in groups:
        for item, url in items:
            if path.startswith(url) and len(url) > best:
                current, best = item.key, len(url)
    phone = [pair for _label, items in groups for pair in items if pair[0].phone]
    badges = {name: count(user) for name, count in _badges.items()}
    return {
        "frame": {
            "groups": groups,
            "phone": phone[:5],
            "current": current,
            "badges": badges,
            "is_staff": user.is_staff_member,
        }
    }


_badges: dict = {}


def register_badge(name: str, count) -> None:
    """``count(user) -> int`` shown in the top bar; one cheap query at most."""
    _badges[name] = count

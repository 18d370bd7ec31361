from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The client's address, read past as many proxies as are ours and no more.

    A forged ``X-Forwarded-For`` only adds entries to the left of those.
    """
    if settings.TALENT_PROXIES:
        hops = [
            hop.strip()
            for hop in request.headers.get("x-forwarded-for", "").split(",")
            if hop.strip()
        ]
        if len(hops) >= settings.TALENT_PROXIES:
            return hops[-settings.TALENT_PROXIES]
    return request.META.get("REMOTE_ADDR", "")


def is_over_limit(request: HttpRequest, door: str, *, an_hour: int) -> bool:
    """Count one try of the client at an open door; whether it was one too many.

    The hour begins with the first try.
    """
    key = f"door:{door}:{client_address(request)}"
    cache.add(key, 0, timeout=3600)
    return cache.incr(key) > an_hour

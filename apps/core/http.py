from django.conf import settings
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

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django_htmx.http import HttpResponseClientRedirect


class ClosedByDefaultMiddleware:
    """Refuse every view that does not say who may open it (see ``core.access``)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs) -> None:
        if getattr(view, "is_open", False):
            return
        allowed = getattr(view, "allowed_roles", frozenset())
        if getattr(view, "allows_no_role", False):
            return
        if not request.user.has_role(*allowed):
            raise PermissionDenied


class HtmxLoginRedirectMiddleware:
    """Send the whole page, not the fragment, to sign in when the session has ended."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not getattr(request, "htmx", False) or response.status_code != 302:
            return response
        login = resolve_url(settings.LOGIN_URL)
        if urlsplit(response["Location"]).path != login:
            return response
        page = urlsplit(request.htmx.current_url or "").path
        return HttpResponseClientRedirect(f"{login}?next={page or '/'}")

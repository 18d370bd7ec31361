import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from apps.audit.context import RequestFacts, current
from apps.core.http import client_address


class RequestFactsMiddleware:
    """Let ``record`` know the address and an id that the log line carries too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        facts = RequestFacts(client_address(request) or None, secrets.token_hex(8))
        token = current.set(facts)
        try:
            response = self.get_response(request)
        finally:
            current.reset(token)
        response["X-Request-ID"] = facts.request_id
        return response

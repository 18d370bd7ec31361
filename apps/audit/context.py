"""Where the present act comes from: filled by the middleware, empty in a worker."""

from contextvars import ContextVar
from typing import NamedTuple


class RequestFacts(NamedTuple):
    address: str | None = None
    request_id: str = ""


current: ContextVar[RequestFacts] = ContextVar("request_facts", default=RequestFacts())  # noqa: B039 - immutable

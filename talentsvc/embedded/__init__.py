"""A PostgreSQL and a Valkey of this checkout's own, for a desk and for the tests.

They start when ``DATABASE_URL`` / ``REDIS_URL`` name no server, and nothing else in
the project knows them: the settings read two URLs and no more.

``provide`` joins or starts them; a ``keeper`` process owns each server and stops it
when the last process that uses it is gone, whatever ended that process.
``supervisor`` and ``run`` are ``make run``: the servers, web, worker and scheduler.
"""

from talentsvc.embedded.errors import ServerError
from talentsvc.embedded.provide import needs_servers, provide_servers

__all__ = ["ServerError", "needs_servers", "provide_servers"]

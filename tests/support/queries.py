"""How many queries a page makes."""

from django.db import connection
from django.test.utils import CaptureQueriesContext


def queries_of(client, url: str) -> int:
    """Of a page that answers 200, asked a second time.

    Without the session's own: it comes from the cache, or from the database where the
    cache was slow, and says nothing about the page.
    """
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return sum("django_session" not in query["sql"] for query in seen.captured_queries)

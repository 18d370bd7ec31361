"""Several workers of one test run do not meet."""

import os
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache


def test_each_worker_has_a_cache_and_files_of_its_own():
    number = urlsplit(os.environ["REDIS_URL"]).path.strip("/") or "0"
    connection = cache._cache.get_client().connection_pool.connection_kwargs
    assert str(connection.get("db", 0)) == number
    assert str(settings.TALENT_DATA) == os.environ["TALENT_DATA"]
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    assert not worker or number == str(int(worker.removeprefix("gw")) + 1)

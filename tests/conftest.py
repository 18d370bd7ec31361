"""Starts the suite's servers before the settings are read; fixtures for everybody."""

import os
from contextlib import ExitStack
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from scripts import messages
from talentsvc.embedded import ServerError
from tests.support import servers

_at_the_end = ExitStack()
try:
    servers.start(_at_the_end)
except ServerError as error:
    pytest.exit(f"The tests need PostgreSQL and Redis: {error}", returncode=4)
messages.compile_all()
os.environ["DJANGO_SETTINGS_MODULE"] = "talentsvc.settings"

import django  # noqa: E402  the settings need the addresses from above

django.setup()

from django.core.cache import cache  # noqa: E402
from django.utils import translation  # noqa: E402

from tests.support import database  # noqa: E402


def pytest_unconfigure(config: pytest.Config) -> None:
    _at_the_end.close()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """A worker that finds the settings named reads them before its own servers.

    Then all workers would share one cache, and each empty the others'.
    """
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Says in the JUnit file which tests .ci/run may not see skipped."""
    for item in items:
        for name in ("race", "browser"):
            if item.get_closest_marker(name):
                item.user_properties.append(("marker", name))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """The migrated database; see ``tests.support.database`` for what differs."""
    with django_db_blocker.unblock():
        database.set_truncate_triggers(enabled=False)
        database.keep_migrated_rows()


@pytest.fixture
def truncate_guard(db) -> None:
    """Switches on what refuses TRUNCATE in service, for the tests about just that."""
    database.set_truncate_triggers(enabled=True)


@pytest.fixture(autouse=True)
def _start_clean(settings) -> None:
    """No test sees another one's cache or language; passwords are hashed quickly."""
    cache.clear()
    translation.deactivate()
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        *settings.PASSWORD_HASHERS,
    ]


@pytest.fixture
def at() -> datetime:
    """The moment at which rules are asked: a Friday morning in Daqing."""
    return datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))

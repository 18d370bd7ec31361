"""A real Chromium for the tests in this folder, all of them marked ``browser``.

``open_window(width="phone", language="en", user=…)`` gives a ``Window`` on the live
server.  Chromium is the one that ``CHROMIUM`` names, or the machine's; without one the
tests skip and say so.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.window import Window

SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and "chromium" in getattr(
            item, "fixturenames", ()
        ):
            item.add_marker(pytest.mark.browser)


def find_chromium() -> str | None:
    if named := os.environ.get("CHROMIUM"):
        return named
    return shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = find_chromium()
    if not path:
        pytest.skip("no Chromium here: install it, or name one in CHROMIUM")
    # Playwright keeps an event loop in this thread; Django takes that for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture
def open_window(chromium: Browser, live_server) -> Iterator[Callable[..., Window]]:
    windows: list[Window] = []

    def opened(**wishes) -> Window:
        windows.append(Window(chromium, live_server.url, **wishes))
        return windows[-1]

    yield opened
    for window in windows:
        window.close()
    problems = [problem for window in windows for problem in window.problems]
    assert not problems, "\n".join(problems)

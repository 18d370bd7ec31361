"""The three pages of a roster import, as a person goes through them."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from apps.talents.models import RosterImport
from tests.browser.window import Window

COUNTS = ("rows", "created", "updated", "unchanged", "rejected", "held")


def import_file(window: Window, path: Path, *, shots: bool = True) -> dict[str, int]:
    """Take a file in by the pages; what the finished import counted."""
    page = window.open("/talents/imports/new/")
    page.locator("input[type=file]").set_input_files(path)
    page.locator("main form button.btn-primary").last.click()
    page.wait_for_url("**/columns/")
    if shots:
        window.shot("walk-00-columns")
    page.locator("main form.stack button.btn-primary").click()
    start = page.locator("form[action$='/start/'] button")
    expect(start).to_be_visible(timeout=60_000)
    if shots:
        window.shot("walk-01-preview", whole=False)
    start.click()
    expect(page.locator("a[href$='/undo/']").first).to_be_visible(timeout=60_000)
    if shots:
        window.shot("walk-02-imported", whole=False)
    roster = RosterImport.objects.latest("pk")
    return {name: getattr(roster, name) for name in COUNTS}

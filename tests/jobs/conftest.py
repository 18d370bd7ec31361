import pytest

from apps.jobs import kinds


@pytest.fixture
def kind(monkeypatch):
    """Register a kind for one test: ``kind(run)``."""
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))

    def add(run, *, queue="jobs"):
        kinds.register("tests.count", run, "Count", queue=queue)

    return add

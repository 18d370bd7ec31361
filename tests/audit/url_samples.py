from datetime import UTC, datetime

from apps.audit.services import record


def samples(people: dict) -> dict[str, dict]:
    at = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
    event = record("tests.page.walked", target="tests.page:1", by=None, at=at)
    return {"audit:detail": {"pk": event.pk}}

import pytest

from apps.documents import owners, services
from tests.accounts.factories import UserFactory
from tests.documents import files

OWNER = "tests.paper"


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


@pytest.fixture
def who_sees(monkeypatch):
    """Owner rule of one test: ``who_sees[pk]`` is a set of users."""
    seen: dict[int, set] = {}
    monkeypatch.setattr(owners, "_owners", {})
    owners.register_owner(OWNER, lambda user, pk: user in seen.get(pk, set()))
    return seen


@pytest.fixture
def store(at):
    """Keep a file: ``store(content, name=…, by=…, owner=…)``."""

    def store(content=None, **changes):
        by = changes.pop("by", None) or UserFactory()
        return services.store(
            **{
                "file": files.picture() if content is None else content,
                "kind": "id_card",
                "by": by,
                "at": at,
                "name": "身份证.jpg",
                "allowed": services.PAPERS | services.ROSTERS,
                **changes,
            }
        )

    return store

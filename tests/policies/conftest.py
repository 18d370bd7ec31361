from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _in_english(_start_clean) -> Iterator[None]:
    """Sentences are compared in English; pages follow their reader's language."""
    with translation.override("en"):
        yield

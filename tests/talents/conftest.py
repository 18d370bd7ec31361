import pytest
from django.utils import translation


@pytest.fixture
def in_english():
    """Sentences as their ids say them."""
    with translation.override("en"):
        yield

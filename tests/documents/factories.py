from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from apps.documents.models import Document
from tests.accounts.factories import UserFactory


class DocumentFactory(DjangoModelFactory):
    """A row without a file; ``tests.documents.conftest.stored`` makes both."""

    class Meta:
        model = Document

    kind = "id_card"
    name = "身份证.jpg"
    content_type = "image/jpeg"
    size = 1_000
    sha256 = "0" * 64
    path = "documents/00/00/missing.jpg"
    uploaded_by = factory.SubFactory(UserFactory)
    created_at = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)

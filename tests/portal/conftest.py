from __future__ import annotations

import pytest
from django.test import Client

from apps.core.roles import Role
from tests.accounts.factories import UserFactory
from tests.talents.factories import IdentityDocumentFactory, TalentFactory


def sign_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="apps.accounts.backends.UsernameOrPhoneBackend")
    return client


@pytest.fixture
def talent(db):
    """A person of the register with an account of her own."""
    user = UserFactory(role=Role.TALENT, name="王小明")
    talent = TalentFactory(
        user=user, phone="+8613812345678", employed=True, remark="INTERNAL-REMARK"
    )
    IdentityDocumentFactory(talent=talent)
    return talent


@pytest.fixture
def stranger(db):
    """Another person with an account, whose things are none of the first one's."""
    user = UserFactory(role=Role.TALENT, name="李四")
    return TalentFactory(user=user, name="李四", phone="+8613912345678")


@pytest.fixture
def client(talent) -> Client:
    return sign_in(talent.user)


@pytest.fixture
def strange_client(stranger) -> Client:
    return sign_in(stranger.user)

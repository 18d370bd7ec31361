from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from apps.core.roles import Role
from apps.policies.choices import NodeKind, PolicyKind, StepCode
from apps.policies.models import (
    Condition,
    Material,
    Policy,
    PolicyVersion,
    StepLimit,
    Tier,
)
from apps.policies.services import publish_version
from tests.accounts.factories import OfficeFactory, UserFactory
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


def make_policy(code: str, *, at, **dates) -> PolicyVersion:
    """A published policy for masters: facts of the register only, nothing claimed."""
    policy = Policy.objects.create(
        code=code,
        name="硕士安家补贴",
        name_en="Grant for masters",
        kind=PolicyKind.SETTLING_IN,
        department=OfficeFactory(),
        hotline="0459-1234567",
    )
    version = PolicyVersion.objects.create(
        policy=policy, number=1, **{"from_date": date(2026, 1, 1), **dates}
    )
    is_master = {
        "kind": NodeKind.TEST,
        "fact": "education.master",
        "operator": "eq",
        "value": True,
        "label": "统招硕士",
        "label_en": "Full-time master",
    }
    Condition.objects.create(
        version=version,
        order=1,
        kind=NodeKind.TEST,
        fact="person.verified",
        operator="eq",
        value=True,
        label="身份已核验",
        label_en="Identity verified",
    )
    Condition.objects.create(version=version, order=2, **is_master)
    tier = Tier.objects.create(
        version=version,
        component="grant",
        code="M",
        order=1,
        name="硕士",
        name_en="Master",
        amount=Decimal(30000),
    )
    Condition.objects.create(version=version, tier=tier, order=3, **is_master)
    Material.objects.create(
        version=version, order=1, code="diploma", name="学位证书", name_en="Diploma"
    )
    for order, (step, days) in enumerate(
        [
            (StepCode.ACCEPTANCE, 5),
            (StepCode.CORRECTION, 10),
            (StepCode.PRELIM_REVIEW, 5),
            (StepCode.APPROVAL, 3),
        ]
    ):
        is_review = step in {StepCode.PRELIM_REVIEW, StepCode.APPROVAL}
        StepLimit.objects.create(
            version=version, step=step, days=days, order=order if is_review else None
        )
    return publish_version(version_id=version.pk, by=None, at=at)

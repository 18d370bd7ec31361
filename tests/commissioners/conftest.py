from dataclasses import dataclass
from datetime import datetime

import pytest

from apps.accounts.models import User
from apps.commissioners.models import Commissioner
from apps.core.roles import Role
from apps.talents.models import Talent
from tests.accounts.factories import UserFactory
from tests.commissioners.factories import CommissionerFactory
from tests.talents.factories import SARTU, TalentFactory

RANGHULU = "230604"


@dataclass
class Office:
    """Sartu's: two commissioners, a head, a talent without anybody; and elsewhere."""

    at: datetime
    talent: Talent
    one: Commissioner
    two: Commissioner
    far: Commissioner
    head: User
    far_head: User
    city: User


@pytest.fixture
def office(db, at) -> Office:
    return Office(
        at=at,
        talent=TalentFactory(),
        one=CommissionerFactory(),
        two=CommissionerFactory(),
        far=CommissionerFactory(region=RANGHULU),
        head=UserFactory(role=Role.DISTRICT_REVIEWER, region=SARTU),
        far_head=UserFactory(role=Role.DISTRICT_REVIEWER, region=RANGHULU),
        city=UserFactory(role=Role.CITY_REVIEWER),
    )

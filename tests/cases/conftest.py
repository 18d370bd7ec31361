"""One small town: a served talent, the commissioner, the heads, a department."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from apps.accounts.models import Office, User
from apps.cases import services
from apps.cases.models import Case, DepartmentTask, ServiceItem
from apps.commissioners.models import Commissioner
from apps.core.roles import Role
from apps.talents.models import Talent
from tests.accounts.factories import RoleGrantFactory, UserFactory
from tests.cases.factories import department
from tests.commissioners.factories import AssignmentFactory, CommissionerFactory
from tests.talents.factories import SARTU, TalentFactory


@dataclass
class Town:
    """Everybody in it; ``at`` is Friday 20 November 2026, ten in the morning."""

    at: datetime
    talent: Talent
    asker: User
    commissioner: Commissioner
    other: Commissioner
    head: User
    city: User
    bureau: Office
    handler: User

    @property
    def user(self) -> User:
        return self.commissioner.user

    def later(self, **amount) -> datetime:
        return self.at + timedelta(**amount)

    def request(self, **wishes) -> Case:
        """A new request of the talent's own."""
        return services.open_request(
            talent_id=self.talent.pk,
            by=self.asker,
            at=wishes.pop("at", self.at),
            text="想了解人才公寓。",
            item_id=ServiceItem.objects.get(code="housing").pk,
            **wishes,
        )

    def claimed(self, **wishes) -> Case:
        case = self.request(**wishes)
        return services.claim(case_id=case.pk, by=self.user, at=case.opened_at)

    def answered(self, **wishes) -> Case:
        case = self.claimed(**wishes)
        return services.answer(
            case_id=case.pk,
            result="solved",
            text="已办好。",
            by=self.user,
            at=self.later(hours=1),
        )

    def sent(self, **wishes) -> DepartmentTask:
        case = self.claimed()
        return services.send_to_departments(
            case_id=case.pk,
            main_id=self.bureau.pk,
            question="请核实学位。",
            by=self.user,
            at=wishes.pop("at", self.at),
            **wishes,
        )[0]


@pytest.fixture
def town(db, at) -> Town:
    asker = UserFactory(role=Role.TALENT, name="王小明")
    talent = TalentFactory(user=asker, phone="+8613800001234")
    commissioner = CommissionerFactory()
    AssignmentFactory(talent=talent, commissioner=commissioner)
    bureau = department("education")
    handler = UserFactory()
    RoleGrantFactory(user=handler, role=Role.DEPARTMENT_HANDLER, office=bureau)
    return Town(
        at=at,
        talent=talent,
        asker=asker,
        commissioner=commissioner,
        other=CommissionerFactory(),
        head=UserFactory(role=Role.DISTRICT_REVIEWER, region=SARTU),
        city=UserFactory(role=Role.CITY_REVIEWER),
        bureau=bureau,
        handler=handler,
    )

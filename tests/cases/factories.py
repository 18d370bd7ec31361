"""The dullest valid cases, one trait for each state."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from apps.accounts.models import Office
from apps.cases.models import (
    Answer,
    Case,
    CaseEvent,
    CasePause,
    DepartmentTask,
    EventKind,
    Extension,
    FollowUp,
    Rating,
    ServiceItem,
    Source,
)
from apps.cases.models.cases import ClosedHow
from apps.cases.states import CaseStatus, TaskStatus
from apps.core.roles import Role
from tests.accounts.factories import OfficeFactory, UserFactory
from tests.talents.factories import SARTU, TalentFactory

__all__ = [
    "AnswerFactory",
    "CaseEventFactory",
    "CaseFactory",
    "CasePauseFactory",
    "DepartmentTaskFactory",
    "ExtensionFactory",
    "FollowUpFactory",
    "RatingFactory",
    "ServiceItemFactory",
]

CHINA = ZoneInfo("Asia/Shanghai")
OPENED = datetime(2026, 11, 16, 9, 0, tzinfo=CHINA)  # a Monday
DUE = date(2026, 11, 23)


class ServiceItemFactory(DjangoModelFactory):
    """Housing, as the migration made it."""

    class Meta:
        model = ServiceItem
        django_get_or_create = ("code",)

    code = "housing"
    name = "住房安居"
    name_en = "Housing"
    limit_workdays = 5


class CaseFactory(DjangoModelFactory):
    """New since Monday and due the Monday after; the traits are the states.

    ``commissioner`` is whoever has it: nobody for a new one.
    """

    class Meta:
        model = Case

    class Params:
        claimed = factory.Trait(
            status=CaseStatus.CLAIMED, commissioner=factory.SubFactory(UserFactory)
        )
        in_progress = factory.Trait(
            status=CaseStatus.IN_PROGRESS, commissioner=factory.SubFactory(UserFactory)
        )
        with_department = factory.Trait(
            status=CaseStatus.WITH_DEPARTMENT,
            commissioner=factory.SubFactory(UserFactory),
        )
        returned = factory.Trait(
            status=CaseStatus.RETURNED, commissioner=factory.SubFactory(UserFactory)
        )
        waiting = factory.Trait(
            status=CaseStatus.WAITING,
            commissioner=factory.SubFactory(UserFactory),
            due_date=None,
        )
        answered = factory.Trait(
            status=CaseStatus.ANSWERED,
            commissioner=factory.SubFactory(UserFactory),
            answered_at=OPENED + timedelta(days=2),
            confirm_until=date(2026, 11, 25),
        )
        confirmed = factory.Trait(
            status=CaseStatus.CONFIRMED,
            commissioner=factory.SubFactory(UserFactory),
            answered_at=OPENED + timedelta(days=2),
            confirm_until=date(2026, 11, 25),
        )
        closed = factory.Trait(
            status=CaseStatus.CLOSED,
            commissioner=factory.SubFactory(UserFactory),
            answered_at=OPENED + timedelta(days=2),
            closed_at=OPENED + timedelta(days=3),
            closed_how=ClosedHow.CONFIRMED,
        )
        reopened = factory.Trait(
            status=CaseStatus.REOPENED,
            commissioner=factory.SubFactory(UserFactory),
            round=2,
        )
        withdrawn = factory.Trait(
            status=CaseStatus.WITHDRAWN,
            withdrawn_at=OPENED + timedelta(days=1),
            due_date=None,
        )
        supervised = factory.Trait(
            supervised_at=OPENED + timedelta(days=1), supervision_reason="领导批示"
        )

    number = factory.Sequence(lambda n: f"C-2026-9{n:05d}")
    talent = factory.SubFactory(TalentFactory)
    item = factory.SubFactory(ServiceItemFactory)
    title = "人才公寓如何申请"
    text = "想了解人才公寓的申请条件。"
    source = Source.PHONE
    region_id = factory.SelfAttribute("talent.region_id")
    opened_by = factory.SubFactory(UserFactory)
    opened_at = OPENED
    clock_from = factory.LazyAttribute(
        lambda case: case.opened_at.astimezone(CHINA).date()
    )
    limit_workdays = 5
    due_date = DUE
    due_earliest = DUE


class CaseEventFactory(DjangoModelFactory):
    class Meta:
        model = CaseEvent

    case = factory.SubFactory(CaseFactory)
    kind = EventKind.OPENED
    new_status = factory.SelfAttribute("case.status")
    at = OPENED


class CasePauseFactory(DjangoModelFactory):
    class Meta:
        model = CasePause

    case = factory.SubFactory(CaseFactory, waiting=True)
    round = factory.SelfAttribute("case.round")
    from_at = OPENED + timedelta(days=1)
    question = "请提供购房合同备案日期。"


class ExtensionFactory(DjangoModelFactory):
    class Meta:
        model = Extension

    case = factory.SubFactory(CaseFactory, in_progress=True)
    round = factory.SelfAttribute("case.round")
    workdays = 5
    reason = "需要外地单位出具证明"
    asked_by = factory.SelfAttribute("case.commissioner")
    asked_at = OPENED + timedelta(days=1)


def department(code: str = "education", region: str = SARTU) -> Office:
    return OfficeFactory(
        code=code, region_id=region, kind=Office.Kind.DEPARTMENT, name=f"{code}局"
    )


class DepartmentTaskFactory(DjangoModelFactory):
    """Sent to the education bureau; ``accepted`` by somebody there."""

    class Meta:
        model = DepartmentTask

    class Params:
        accepted = factory.Trait(
            status=TaskStatus.ACCEPTED,
            handler=factory.LazyAttribute(
                lambda task: UserFactory(role=Role.DEPARTMENT_HANDLER)
            ),
            accepted_at=OPENED + timedelta(hours=30),
        )

    case = factory.SubFactory(CaseFactory, with_department=True)
    office = factory.LazyFunction(department)
    duty = DepartmentTask.Duty.MAIN
    question = "请核实学位情况。"
    sent_by = factory.SelfAttribute("case.commissioner")
    sent_at = OPENED + timedelta(days=1)
    due_date = date(2026, 11, 20)
    due_earliest = date(2026, 11, 20)


class AnswerFactory(DjangoModelFactory):
    class Meta:
        model = Answer

    case = factory.SubFactory(CaseFactory, answered=True)
    round = factory.SelfAttribute("case.round")
    result = Answer.Result.SOLVED
    text = "已办好。"
    by = factory.SelfAttribute("case.commissioner")
    at = OPENED + timedelta(days=2)


class RatingFactory(DjangoModelFactory):
    class Meta:
        model = Rating

    case = factory.SubFactory(CaseFactory, closed=True)
    round = factory.SelfAttribute("case.round")
    score = 5
    by = factory.SubFactory(UserFactory)
    at = OPENED + timedelta(days=3)


class FollowUpFactory(DjangoModelFactory):
    class Meta:
        model = FollowUp

    case = factory.SubFactory(CaseFactory, reopened=True)
    why = "1/5"
    asked_at = OPENED
    due_date = date(2026, 11, 17)
    due_earliest = date(2026, 11, 17)

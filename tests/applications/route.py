"""A policy whose route has everything: departments, public notice, two signatures."""

from __future__ import annotations

from datetime import date, datetime
from types import SimpleNamespace

from apps.accounts.models import Office
from apps.applications import services
from apps.applications.models import PublicNotice
from apps.core.roles import Role
from apps.policies.choices import PolicyKind, StepCode
from apps.policies.models import JointDepartment, Policy, PolicyVersion, StepLimit
from apps.policies.seed import fill_version
from apps.policies.services import publish_version
from tests.accounts.factories import OfficeFactory, RoleGrantFactory, UserFactory
from tests.applications.factories import AT, SHANGHAI, Walk, a_city

ROUTE = (
    StepCode.PRELIM_REVIEW,
    StepCode.SECOND_REVIEW,
    StepCode.JOINT_CHECK,
    StepCode.PUBLICITY,
    StepCode.APPROVAL,
    StepCode.SECOND_APPROVAL,
)


def a_full_city(*, above: str = "50000.00") -> SimpleNamespace:
    """``registry`` and ``insurance`` check; amounts over ``above`` are signed twice."""
    city = a_city()
    policy = Policy.objects.create(
        code="home-full",
        name="购房补贴（联审）",
        kind=PolicyKind.HOME_PURCHASE,
        department=OfficeFactory(),
    )
    version = PolicyVersion.objects.create(
        policy=policy,
        number=1,
        from_date=date(2021, 1, 1),
        ceiling_fact="home.price",
    )
    fill_version(version)
    version.limits.exclude(step__in=[StepCode.ACCEPTANCE, StepCode.CORRECTION]).delete()
    for order, step in enumerate(ROUTE, 1):
        StepLimit.objects.create(
            version=version,
            step=step,
            order=order,
            days=5,
            above=above if step == StepCode.SECOND_APPROVAL else None,
        )
    city.offices, city.handlers = [], []
    for code, name, days in (
        ("registry", "不动产登记中心", 3),
        ("insurance", "社会保险中心", 5),
    ):
        office = OfficeFactory(
            code=code, kind=Office.Kind.DEPARTMENT, name=name, name_en=name
        )
        JointDepartment.objects.create(
            version=version, office=office, question="是否有异常", days=days
        )
        user = UserFactory()
        RoleGrantFactory(user=user, role=Role.DEPARTMENT_HANDLER, office=office)
        city.offices.append(office)
        city.handlers.append(user)
    publish_version(version_id=version.pk, by=None, at=AT)
    city.policy = policy
    return city


def in_joint_check(city, talent=None, number=0, **claim) -> Walk:
    walk = Walk(city, talent).start()
    walk.fill(contract_number=f"DQ2026-90{number:04d}", **claim).submit()
    walk.accept().decide(city.district).attach("deed")
    return walk.decide(city.city)


def answer(walk, city, place, result="clear", note="", at=None):
    check = walk.application.joint_checks.order_by("pk")[place]
    return services.answer_check(
        check_id=check.pk,
        by=city.handlers[place],
        at=at or walk._tick(),
        result=result,
        note=note,
    )


def in_notice(city, talent=None, number=0, **claim) -> Walk:
    walk = in_joint_check(city, talent, number, **claim)
    answer(walk, city, 0)
    answer(walk, city, 1)
    return walk


# Monday; the five working days after it end on Monday, 26 October 2026.
MONDAY = datetime(2026, 10, 19, 9, 0, tzinfo=SHANGHAI)
AFTER = date(2026, 10, 27)


def publish(city, *walks, at=MONDAY, title="购房补贴公示", **fields) -> PublicNotice:
    notice = services.draft_notice(
        by=city.city,
        at=at,
        title=title,
        application_ids=[walk.pk for walk in walks],
        **fields,
    )
    return services.publish_notice(notice_id=notice.pk, by=city.city, at=at)


def end(on=AFTER) -> int:
    at = datetime(on.year, on.month, on.day, 0, 5, tzinfo=SHANGHAI)
    return services.end_due(on=on, at=at)


def through_notice(city, **claim) -> Walk:
    walk = in_notice(city, **claim)
    publish(city, walk)
    end()
    walk.at = datetime(2026, 10, 27, 9, 0, tzinfo=SHANGHAI)
    return walk

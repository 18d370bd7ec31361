"""The two talents of the demonstration: accounts that have something on every page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from apps.accounts.models import User
from apps.audit.services import record_read
from apps.cases import services
from apps.cases.models import Case, ServiceItem
from apps.commissioners.models import Assignment
from apps.portal.asking import ask_for_help
from apps.portal.notices import CURRENT
from apps.talents.choices import EducationLevel
from apps.talents.consents import give_consent
from apps.talents.models import Consent, Education, IdentityDocument, Talent
from apps.workdays.services import is_workday

# The account, where its person lives, and who reviews there.
ACCOUNTS = (("talent", "230602", "district"), ("talent2", "230604", "district2"))


@transaction.atomic
def connect(*, users: Mapping[str, User]) -> int:
    """Give each account an entry of the register: a doctor of the right district.

    Before anybody applies or is assigned, so that the known commissioner serves them.
    The entry takes the account's name; its document is one that belongs to nobody.
    """
    made = 0
    for username, region, _reviewer in ACCOUNTS:
        user = users[username]
        if Talent.objects.filter(user=user).exists():
            continue
        talent = _doctor_of(region)
        if talent is None:
            continue
        talent.user = user
        talent.name, talent.name_en = user.name, user.name_en
        documents = IdentityDocument.objects.filter(talent=talent)
        talent.refresh_terms([document.number for document in documents])
        talent.save()
        made += 1
    return made


def _doctor_of(region: str) -> Talent | None:
    degrees = Education.objects.filter(
        talent=OuterRef("pk"),
        level=EducationLevel.DOCTOR,
        mode=Education.Mode.FULL_TIME,
    )
    found = (
        Talent.objects.active()
        .filter(Exists(degrees), region_id=region, user=None, nationality="CN")
        .filter(is_verified=True, employer__isnull=False)
        .exclude(phone_index="")
        .exclude(title="")
    )
    return found.order_by("pk").first()


@transaction.atomic
def build(*, at: datetime, users: Mapping[str, User]) -> dict[str, int]:
    """Requests at every stage that a talent acts on, consents, and looks to read about."""
    made = 0
    for username, _region, reviewer in ACCOUNTS:
        talent = Talent.objects.filter(user=users[username]).first()
        if talent is None:
            continue
        _agree(talent, users[username], _moment(at, 60))
        _look(talent, users[reviewer], _moment(at, 9))
        made += _ask(talent, users[username], at)
    return {"requests of the two talents": made}


def _agree(talent: Talent, user: User, at: datetime) -> None:
    for scope in (Consent.Scope.SERVICE, Consent.Scope.MATCHING):
        give_consent(
            talent_id=talent.pk,
            scope=scope,
            notice_version=CURRENT.version,
            by=user,
            at=at,
        )


def _look(talent: Talent, reviewer: User, at: datetime) -> None:
    record_read("phone", target=talent, by=reviewer, at=at, why="电话核对申请材料")
    record_read(
        "number",
        target=talent,
        by=reviewer,
        at=at + timedelta(minutes=4),
        why="核对购房合同买受人",
    )


def _ask(talent: Talent, user: User, at: datetime) -> int:
    """One that waits for a reply, one that is answered, and one just sent."""
    server = _server_of(talent)
    if server is None:
        return 0
    _question(talent, user, server, _moment(at, 4))
    _answered(talent, user, server, _moment(at, 3))
    _case(
        talent,
        user,
        _moment(at, 1),
        "medical",
        "想预约今年的高层次人才体检，请问怎么安排？",
    )
    return 3


def _server_of(talent: Talent) -> User | None:
    held = (
        Assignment.objects.open()
        .filter(talent=talent)
        .select_related("commissioner__user")
        .first()
    )
    return held.commissioner.user if held else None


def _case(talent: Talent, user: User, at: datetime, item: str, text: str) -> Case:
    return ask_for_help(
        talent_id=talent.pk,
        item_id=ServiceItem.objects.active().get(code=item).pk,
        text=text,
        by=user,
        at=at,
    )


def _question(talent: Talent, user: User, server: User, at: datetime) -> None:
    case = _case(
        talent,
        user,
        at,
        "schooling",
        "孩子明年九月上小学，我家在人才公寓，请问对口学校怎么确定？",
    )
    services.claim(case_id=case.pk, by=server, at=at + timedelta(hours=1))
    services.ask_talent(
        case_id=case.pk,
        question="请问孩子的户口目前在哪个区？是否已满六周岁？",
        by=server,
        at=at + timedelta(hours=2),
    )


def _answered(talent: Talent, user: User, server: User, at: datetime) -> None:
    case = _case(
        talent, user, at, "insurance", "医保关系从外地转入后，之前的缴费年限怎么合并？"
    )
    services.claim(case_id=case.pk, by=server, at=at + timedelta(hours=1))
    services.answer(
        case_id=case.pk,
        result="solved",
        text="医保关系转移接续已办结，外地缴费年限自动合并计算，"
        "可在“国家医保服务平台”查询；如需纸质凭证，到区政务大厅3号窗口打印即可。",
        by=server,
        at=at + timedelta(hours=26),
    )


def _moment(at: datetime, workdays_back: int) -> datetime:
    """A quarter past nine, so many working days before."""
    day = timezone.localtime(at).date()
    while workdays_back:
        day -= timedelta(days=1)
        workdays_back -= is_workday(day)
    zone = timezone.get_current_timezone()
    return min(at, datetime.combine(day, time(9, 15), tzinfo=zone))

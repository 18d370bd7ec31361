"""Offices and people of the demonstration city.  Nobody here exists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from apps.accounts.models import Office, RoleGrant, User
from apps.accounts.services import grant_role
from apps.core.roles import Role

SINCE = date(2026, 1, 1)
CITY, SARTU, RANGHULU = "230600", "230602", "230604"

TALENT_OFFICES = {
    "230600": ("大庆市人才工作中心", "Daqing Talent Centre"),
    "230602": ("萨尔图区人才工作中心", "Sartu Talent Centre"),
    "230603": ("龙凤区人才工作中心", "Longfeng Talent Centre"),
    "230604": ("让胡路区人才工作中心", "Ranghulu Talent Centre"),
    "230605": ("红岗区人才工作中心", "Honggang Talent Centre"),
    "230606": ("大同区人才工作中心", "Datong Talent Centre"),
    "230621": ("肇州县人才工作中心", "Zhaozhou Talent Centre"),
    "230622": ("肇源县人才工作中心", "Zhaoyuan Talent Centre"),
    "230623": ("林甸县人才工作中心", "Lindian Talent Centre"),
    "230624": ("杜尔伯特蒙古族自治县人才工作中心", "Dorbod Talent Centre"),
    "230671": ("大庆高新区人才工作中心", "High-tech Zone Talent Centre"),
    "230672": ("大庆经开区人才工作中心", "Economic Zone Talent Centre"),
}
DEPARTMENT, FINANCE = Office.Kind.DEPARTMENT, Office.Kind.FINANCE
HOUSING, PARTY = Office.Kind.HOUSING, Office.Kind.PARTY
# code, region, kind, name, English name
DEPARTMENTS = [
    ("education", CITY, DEPARTMENT, "大庆市教育局", "Education Bureau"),
    ("health", CITY, DEPARTMENT, "大庆市卫生健康委员会", "Health Commission"),
    ("hrss", CITY, DEPARTMENT, "大庆市人力资源和社会保障局", "HR and Social Security"),
    ("public-security", CITY, DEPARTMENT, "大庆市公安局", "Public Security Bureau"),
    ("housing", CITY, HOUSING, "大庆市住房和城乡建设局", "Housing Bureau"),
    ("medical-insurance", CITY, DEPARTMENT, "大庆市医疗保障局", "Medical Insurance"),
    ("finance", CITY, FINANCE, "大庆市财政局", "Finance Bureau"),
    (
        "party-organisation",
        CITY,
        PARTY,
        "中共大庆市委组织部",
        "Party Organisation Dept",
    ),
    ("education-230604", RANGHULU, DEPARTMENT, "让胡路区教育局", "Ranghulu Education"),
    ("finance-230604", RANGHULU, FINANCE, "让胡路区财政局", "Ranghulu Finance"),
    ("housing-230602", SARTU, HOUSING, "萨尔图区住房保障中心", "Sartu Housing"),
    ("housing-230604", RANGHULU, HOUSING, "让胡路区住房保障中心", "Ranghulu Housing"),
]
# user name, role, office of the first one and of its twin, their names
PEOPLE = [
    ("commissioner", Role.COMMISSIONER, "talent-230602", "talent-230604",
     ("王晓岚", "Wang Xiaolan"), ("李思远", "Li Siyuan")),
    ("district", Role.DISTRICT_REVIEWER, "talent-230602", "talent-230604",
     ("赵明哲", "Zhao Mingzhe"), ("孙雨桐", "Sun Yutong")),
    ("city", Role.CITY_REVIEWER, "talent-230600", "talent-230604",
     ("周启航", "Zhou Qihang"), ("吴佳宁", "Wu Jianing")),
    ("approver", Role.APPROVER, "talent-230600", "talent-230604",
     ("郑立诚", "Zheng Licheng"), ("冯若水", "Feng Ruoshui")),
    ("maker", Role.FINANCE_MAKER, "finance", "finance-230604",
     ("陈静怡", "Chen Jingyi"), ("褚一鸣", "Chu Yiming")),
    ("checker", Role.FINANCE_CHECKER, "finance", "finance-230604",
     ("卫国栋", "Wei Guodong"), ("蒋文珊", "Jiang Wenshan")),
    ("housing", Role.HOUSING_MANAGER, "housing-230602", "housing-230604",
     ("沈嘉树", "Shen Jiashu"), ("韩月明", "Han Yueming")),
    ("liaison", Role.LIAISON, "party-organisation", "talent-230604",
     ("杨若溪", "Yang Ruoxi"), ("朱景行", "Zhu Jingxing")),
    ("leader", Role.LEADER, "party-organisation", "talent-230604",
     ("秦海川", "Qin Haichuan"), ("许知行", "Xu Zhixing")),
    ("handler", Role.DEPARTMENT_HANDLER, "education", "education-230604",
     ("何书瑶", "He Shuyao"), ("吕子谦", "Lü Ziqian")),
    ("auditor", Role.AUDITOR, "talent-230600", "talent-230604",
     ("施清源", "Shi Qingyuan"), ("张予安", "Zhang Yu'an")),
    ("sysadmin", Role.SYSTEM_ADMIN, "talent-230600", "talent-230604",
     ("孔维新", "Kong Weixin"), ("曹一帆", "Cao Yifan")),
    ("secadmin", Role.SECURITY_ADMIN, "talent-230600", "talent-230604",
     ("严守正", "Yan Shouzheng"), ("华以宁", "Hua Yining")),
    ("auditadmin", Role.AUDIT_ADMIN, "talent-230600", "talent-230604",
     ("金鉴明", "Jin Jianming"), ("魏思齐", "Wei Siqi")),
    ("talent", Role.TALENT, None, None,
     ("陶知远", "Tao Zhiyuan"), ("姜念慈", "Jiang Nianci")),
]  # fmt: skip


@dataclass(frozen=True)
class People:
    """Users by user name, offices by code."""

    users: dict[str, User]
    offices: dict[str, Office]


@transaction.atomic
def build(*, at: datetime | None = None) -> People:
    """Set up what is missing and leave what is there; return all of it.

    ``at`` is the moment written into the trace, the start of the year by default.
    """
    at = at or datetime.combine(SINCE, time(9), tzinfo=ZoneInfo(settings.TIME_ZONE))
    offices = _offices()
    hashed = make_password(settings.DEMO_PASSWORD)  # once: argon2 is slow on purpose
    users = {}
    for username, role, first, second, name, twin in PEOPLE:
        users[username] = _person(username, role, offices.get(first), name, hashed, at)
        users[f"{username}2"] = _person(
            f"{username}2", role, offices.get(second), twin, hashed, at
        )
    return People(users, offices)


def _offices() -> dict[str, Office]:
    rows = [
        (f"talent-{region}", region, Office.Kind.TALENT, name, name_en)
        for region, (name, name_en) in TALENT_OFFICES.items()
    ] + DEPARTMENTS
    offices = {}
    for serial, (code, region, kind, name, name_en) in enumerate(rows, 1):
        offices[code], _created = Office.objects.get_or_create(
            code=code,
            defaults={
                "region_id": region,
                "kind": kind,
                "name": name,
                "name_en": name_en,
                # No number begins with 0 after the area code: nobody is called.
                "phone": f"0459-0000{serial:03d}",
            },
        )
    return offices


def _person(
    username: str,
    role: str,
    office: Office | None,
    name: tuple[str, str],
    hashed: str,
    at: datetime,
) -> User:
    user, _created = User.objects.get_or_create(
        username=username,
        defaults={
            "name": name[0],
            "name_en": name[1],
            "email": f"{username}@example.org",
            "office": office,
            "password": hashed,
        },
    )
    if not RoleGrant.objects.filter(user=user, role=role, office=office).exists():
        grant_role(
            user_id=user.pk,
            role=role,
            office_id=office.pk if office else None,
            from_date=SINCE,
            by=None,
            at=at,
        )
    return user

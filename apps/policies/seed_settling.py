"""The settling-in grant as data, marked unverified.

Amounts and conditions: domain facts, section 0, from one third-party page (S5): full-time
doctors 150,000, masters 100,000, once, after a year with the employer, a contract of
three years, social insurance paid.  Route, departments, limits and who pays are examples.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from apps.accounts.models import Office, User
from apps.policies.choices import (
    MaterialForm,
    MaterialSource,
    PolicyKind,
    StepCode,
)
from apps.policies.models import (
    FundingShare,
    JointDepartment,
    Policy,
    PolicyVersion,
    Tier,
)
from apps.policies.seeding import add_limits, add_materials, add_nodes, city_office
from apps.policies.services import publish_version

CODE = "settling-in"
DOCTOR = (
    "全日制统招博士",
    "Full-time doctorate",
    "对象",
    "education.doctor",
    "eq",
    True,
)
MASTER = (
    "全日制统招硕士",
    "Full-time master's degree",
    "对象",
    "education.master",
    "eq",
    True,
)
CONDITIONS = [
    ("身份已核验", "Identity verified", "对象", "person.verified", "eq", True),
    (
        "统招博士或统招硕士",
        "Full-time doctor or master",
        "对象",
        "any",
        [DOCTOR, MASTER],
    ),
    ("在市内单位工作", "Works in the city", "对象", "employment.in_city", "eq", True),
    (
        "在现单位工作满1年",
        "A year or more with the employer",
        "期限",
        "employment.from_date",
        "at_least_years",
        1,
    ),
    (
        "劳动合同期限3年以上",
        "Contract of three years or more",
        "期限",
        "employment.contract_years",
        "ge",
        "3",
    ),
    (
        "已缴纳社会保险",
        "Social insurance is paid",
        "期限",
        "employment.insured_since",
        "at_least_years",
        0,
    ),
]
# code, name, English name, who, yuan; a doctor is not asked whether he is a master too
GRANTS = [
    ("D", "博士", "Doctor", DOCTOR, "150000"),
    ("M", "硕士", "Master", MASTER, "100000"),
]
COPY, APPLICANT = MaterialForm.COPY, MaterialSource.APPLICANT
MATERIALS = [
    (
        "diploma",
        "学历学位证书",
        "Diploma and degree certificate",
        COPY,
        APPLICANT,
        True,
        False,
        "境外学历附认证书",
        "With the recognition certificate where taken abroad",
    ),
    (
        "contract",
        "劳动合同",
        "Employment contract",
        COPY,
        APPLICANT,
        True,
        False,
        "含期限页和签章页",
        "With the pages of term and seals",
    ),
    (
        "pledge",
        "本人承诺书",
        "Signed pledge",
        MaterialForm.ORIGINAL,
        APPLICANT,
        True,
        False,
        "手写签名后拍照上传",
        "Sign by hand, then photograph",
    ),
    (
        "insurance",
        "社会保险缴纳记录",
        "Social-insurance record",
        COPY,
        MaterialSource.SHARED,
        False,
        False,
        "由部门共享，无需提交",
        "Shared by the department: you need not hand it in",
    ),
]
# step, place in the route, working days, above which amount only
LIMITS = [
    (StepCode.ACCEPTANCE, None, 5),
    (StepCode.CORRECTION, None, 10),
    (StepCode.PRELIM_REVIEW, 1, 5),
    (StepCode.SECOND_REVIEW, 2, 5),
    (StepCode.JOINT_CHECK, 3, 5),
    (StepCode.PUBLICITY, 4, 5),
    (StepCode.APPROVAL, 5, 3),
    (StepCode.SECOND_APPROVAL, 6, 3, Decimal(100000)),
]
# code of the office, what it checks, in English, working days
DEPARTMENTS = [
    ("education", "学历学位是否属实", "Whether the degree is genuine", 5),
    (
        "hrss",
        "劳动合同和社会保险是否属实、是否连续",
        "Whether contract and social insurance are genuine and without a gap",
        3,
    ),
]
FUNDING = [("city", "市级人才专项资金", 70), ("district", "区县配套", 30)]
SOURCE = (
    "金额与条件摘自一个第三方网页（S5），不作为法定依据；流程、部门和时限为示范。",
    "Amounts and conditions are from one third-party page (S5), not law; route, "
    "departments and limits are examples.",
)
SUMMARY = (
    "在市内单位工作满一年的统招博士、硕士，给予一次性安家补贴。",
    "One-off grant for full-time doctors and masters after a year with an employer in "
    "the city.",
)
GUIDE = (
    "一、对象：全日制统招博士、硕士，在市内单位工作满1年，劳动合同3年以上，已缴纳社会保险。\n"
    "二、标准：博士15万元，硕士10万元，一次性发放。\n"
    "三、流程：网上申请—受理—区县初审—市级复审—部门联审—公示—审定；10万元以上的由两人签批。",
    "1. For whom: full-time doctors and masters, a year or more with an employer in the "
    "city, a contract of three years or more, social insurance paid.\n"
    "2. How much: 150,000 yuan for a doctor, 100,000 for a master, once.\n"
    "3. Steps: apply online, acceptance, district review, city review, joint check by "
    "departments, public notice, approval; above 100,000 two people sign.",
)


@transaction.atomic
def load_settling(*, at: datetime, by: User | None = None) -> Policy:
    """Load and publish the settling-in grant.  Asking again changes nothing.

    Where the departments are not there, the route does without the joint check.
    """
    policy, _created = Policy.objects.get_or_create(
        code=CODE,
        defaults={
            "name": "安家补贴",
            "name_en": "Settling-in grant",
            "kind": PolicyKind.SETTLING_IN,
            "department": city_office(),
            "hotline": "0459-0000000",
            "summary": SUMMARY[0],
            "summary_en": SUMMARY[1],
            "guide": GUIDE[0],
            "guide_en": GUIDE[1],
        },
    )
    version, created = PolicyVersion.objects.get_or_create(
        policy=policy,
        number=1,
        defaults={
            "from_date": date(2021, 1, 1),
            "document_name": "大庆市人才安家补贴（示范）",
            "source_note": SOURCE[0],
            "source_note_en": SOURCE[1],
        },
    )
    if created:
        _fill(version)
        publish_version(version_id=version.pk, by=by, at=at)
    return policy


def _fill(version: PolicyVersion) -> None:
    add_nodes(version, CONDITIONS)
    for order, (code, name, name_en, who, yuan) in enumerate(GRANTS, 1):
        tier = Tier.objects.create(
            version=version,
            component="grant",
            code=code,
            order=order,
            name=name,
            name_en=name_en,
            clause="标准",
            amount=Decimal(yuan),
        )
        add_nodes(version, [who], tier=tier)
    add_materials(version, MATERIALS)
    offices = Office.objects.in_bulk(field_name="code")
    found = [row for row in DEPARTMENTS if row[0] in offices]
    for code, question, question_en, days in found:
        JointDepartment.objects.create(
            version=version,
            office=offices[code],
            question=question,
            question_en=question_en,
            days=days,
        )
    add_limits(
        version,
        [row for row in LIMITS if found or row[0] != StepCode.JOINT_CHECK],
    )
    for payer, name, percent in FUNDING:
        FundingShare.objects.create(
            version=version, payer=payer, name=name, percent=percent
        )

"""The city's home-purchase subsidy as data, marked unverified.

Amounts and classes: domain facts, section 0, from one third-party page (S5).  Papers and
time limits are examples after other cities.  Nothing here is law; an administrator
enters the real text as a new version.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from apps.accounts.models import User
from apps.policies.choices import (
    AmountKind,
    MaterialForm,
    MaterialSource,
    PolicyKind,
    StepCode,
)
from apps.policies.models import (
    Policy,
    PolicyVersion,
    Tier,
)
from apps.policies.seeding import add_limits, add_materials, add_nodes, city_office
from apps.policies.services import publish_version

CODE = "home-purchase"
BOUNDARY = "140"  # m²; exactly 140.00 belongs to the smaller homes

YES = True

# A node is (label, label_en, clause, fact, operator, value) or
# (label, label_en, clause, "all" | "any" | "not", [nodes]).
DOCTOR = (
    "全日制统招博士",
    "Full-time doctorate",
    "A类",
    "education.doctor",
    "eq",
    YES,
)
SENIOR = (
    "45周岁及以下正高级职称",
    "Senior title, aged 45 or younger",
    "A类",
    "all",
    [
        ("正高级职称", "Senior title", "A类", "person.title", "eq", "senior"),
        # 45 counts to the day before the 46th birthday.  assumption: "≤45岁" in the
        # source says no more.
        ("年龄不超过45周岁", "Aged 45 or younger", "A类", "person.age", "le", "45"),
    ],
)
CLASS_A = ("A类", "Class A", "A类", "any", [DOCTOR, SENIOR])
CLASS_B = (
    "B类",
    "Class B",
    "B类",
    "any",
    [
        (
            "世界一流大学建设高校统招硕士",
            "Full-time master of a university under world-class construction",
            "B类",
            "education.master.world_class",
            "eq",
            YES,
        ),
        (
            "其他统招硕士，毕业不超过5年",
            "Other full-time master, graduated at most 5 years ago",
            "B类",
            "all",
            [
                (
                    "全日制统招硕士",
                    "Full-time master's degree",
                    "B类",
                    "education.master",
                    "eq",
                    YES,
                ),
                (
                    "硕士毕业不超过5年",
                    "Graduated as master at most 5 years ago",
                    "B类",
                    "education.master.graduated_on",
                    "within_years",
                    5,
                ),
            ],
        ),
    ],
)
CLASS_C = (
    "C类",
    "Class C",
    "C类",
    "all",
    [
        (
            "全日制统招本科",
            "Full-time bachelor's degree",
            "C类",
            "education.bachelor",
            "eq",
            YES,
        ),
        (
            "本科毕业不超过5年",
            "Graduated as bachelor at most 5 years ago",
            "C类",
            "education.bachelor.graduated_on",
            "within_years",
            5,
        ),
    ],
)
ANY_CLASS = (
    "属于A、B、C类人才之一",
    "Belongs to class A, B or C",
    "对象",
    "any",
    [CLASS_A, CLASS_B, CLASS_C],
)
CONDITIONS = [
    (
        "身份已核验",
        "Identity verified",
        "对象",
        "person.verified",
        "eq",
        YES,
    ),
    (
        "所购为新建商品住房",
        "The home is new commercial housing",
        "住房",
        "home.is_new_commercial",
        "eq",
        YES,
    ),
    (
        "住房位于市城区",
        "The home lies in the urban area",
        "住房",
        "home.in_urban_area",
        "eq",
        YES,
    ),
    ANY_CLASS,
]
LARGE = (
    "建筑面积140平方米以上",
    "More than 140 m²",
    "标准",
    "home.area",
    "gt",
    BOUNDARY,
)
SMALL = (
    "建筑面积140平方米及以下",
    "140 m² or less",
    "标准",
    "home.area",
    "le",
    BOUNDARY,
)
# code, name, English name, class, area, yuan
GRANTS = [
    ("A-1", "A类（140㎡以上）", "Class A, more than 140 m²", CLASS_A, LARGE, "100000"),
    ("A-2", "A类（140㎡及以下）", "Class A, 140 m² or less", CLASS_A, SMALL, "50000"),
    ("B-1", "B类（140㎡以上）", "Class B, more than 140 m²", CLASS_B, LARGE, "70000"),
    ("B-2", "B类（140㎡及以下）", "Class B, 140 m² or less", CLASS_B, SMALL, "50000"),
    ("C-1", "C类（140㎡以上）", "Class C, more than 140 m²", CLASS_C, LARGE, "10000"),
    ("C-2", "C类（140㎡及以下）", "Class C, 140 m² or less", CLASS_C, SMALL, "3000"),
]
# code, name, English name, form, source, required, may follow, hint, hint in English
MATERIALS = [
    (
        "contract",
        "备案购房合同",
        "Filed purchase contract",
        MaterialForm.COPY,
        MaterialSource.APPLICANT,
        True,
        False,
        "含备案号、面积、价款、买受人各页",
        "All pages with filing number, area, price and buyers",
    ),
    (
        "invoice",
        "购房发票",
        "Invoice for the home",
        MaterialForm.COPY,
        MaterialSource.APPLICANT,
        True,
        False,
        "",
        "",
    ),
    (
        "tax-receipt",
        "契税完税证明",
        "Deed-tax receipt",
        MaterialForm.COPY,
        MaterialSource.APPLICANT,
        True,
        False,
        "金额须与填报一致",
        "The amount must agree with what you enter",
    ),
    (
        "diploma",
        "学历学位证书",
        "Diploma and degree certificate",
        MaterialForm.COPY,
        MaterialSource.APPLICANT,
        True,
        False,
        "境外学历附认证书",
        "With the recognition certificate where taken abroad",
    ),
    (
        "deed",
        "不动产权证书",
        "Real-estate certificate",
        MaterialForm.COPY,
        MaterialSource.APPLICANT,
        True,
        True,
        "尚未办理的可承诺后补",
        "May follow on a promise while it is not issued yet",
    ),
    (
        "pledge",
        "本人承诺书",
        "Signed pledge",
        MaterialForm.ORIGINAL,
        MaterialSource.APPLICANT,
        True,
        False,
        "手写签名后拍照上传",
        "Sign by hand, then photograph",
    ),
    (
        "title",
        "职称证书",
        "Professional title certificate",
        MaterialForm.COPY,
        MaterialSource.APPLICANT,
        False,
        False,
        "以正高级职称申请的提供",
        "Where you apply on the strength of a senior title",
    ),
    (
        "employment",
        "劳动合同",
        "Employment contract",
        MaterialForm.COPY,
        MaterialSource.EMPLOYER,
        False,
        False,
        "",
        "",
    ),
    (
        "insurance",
        "社会保险缴纳记录",
        "Social-insurance record",
        MaterialForm.COPY,
        MaterialSource.SHARED,
        False,
        False,
        "由部门共享，无需提交",
        "Shared by the department: you need not hand it in",
    ),
]
# step, place in the route, working days (domain facts, section 1.2)
LIMITS = [
    (StepCode.ACCEPTANCE, None, 5),
    (StepCode.CORRECTION, None, 10),
    (StepCode.PRELIM_REVIEW, 1, 5),
    (StepCode.SECOND_REVIEW, 2, 5),
    (StepCode.APPROVAL, 3, 3),
]
SOURCE = (
    "金额与类别摘自一个第三方网页（S5），不作为法定依据；材料与时限为示范。",
    "Classes and amounts are from one third-party page (S5), not law; papers and time "
    "limits are examples.",
)
SUMMARY = (
    "在市城区购买新建商品住房的人才，按类别和面积给予一次性补贴，并补贴80%契税。",
    "One-off grant by class and area for new commercial housing in the urban area, "
    "plus 80% of the deed tax.",
)
GUIDE = (
    "一、对象：A类为全日制统招博士或45周岁及以下正高级职称人员；B类为世界一流大学建设高校"
    "统招硕士，以及毕业不超过5年的其他统招硕士；C类为毕业不超过5年的统招本科生。\n"
    "二、标准：按类别和建筑面积给予一次性补贴，另补贴已缴契税的80%，合计不超过购房价款。\n"
    "三、流程：网上申请—受理—区县初审—市级复审—审定，每一步由不同的人办理。\n"
    "四、材料不齐的，一次性告知；应在期限内补正，逾期视为撤回，可以重新申请。",
    "1. For whom: class A, full-time doctors, or senior title holders aged 45 or "
    "younger; class B, full-time masters of universities under world-class "
    "construction, and other full-time masters who graduated at most 5 years ago; "
    "class C, full-time bachelors who graduated at most 5 years ago.\n"
    "2. How much: a one-off grant by class and floor area and 80% of the deed tax paid, "
    "together never more than the price of the home.\n"
    "3. Steps: apply online, acceptance, district review, city review, approval; each "
    "by a different person.\n"
    "4. What is missing is told once. It must be handed in within the time given; after "
    "that the application counts as withdrawn and may be made again.",
)


@transaction.atomic
def load_policies(*, at: datetime, by: User | None = None) -> Policy:
    """Load and publish the home-purchase subsidy.  Asking again changes nothing."""
    policy, _created = Policy.objects.get_or_create(
        code=CODE,
        defaults={
            "name": "人才购房补贴",
            "name_en": "Home-purchase subsidy",
            "kind": PolicyKind.HOME_PURCHASE,
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
            "document_name": "大庆市人才购房补贴（示范）",
            "source_note": SOURCE[0],
            "source_note_en": SOURCE[1],
            "ceiling_fact": "home.price",
        },
    )
    if created:
        fill_version(version)
        publish_version(version_id=version.pk, by=by, at=at)
    return policy


def fill_version(version: PolicyVersion) -> None:
    """Give an empty draft version the rules, amounts, papers and limits from above."""
    add_nodes(version, CONDITIONS)
    for order, (code, name, name_en, group, area, yuan) in enumerate(GRANTS, 1):
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
        add_nodes(version, [group, area], tier=tier)
    Tier.objects.create(
        version=version,
        component="tax",
        code="T",
        order=len(GRANTS) + 1,
        name="契税补贴",
        name_en="Deed-tax share",
        clause="标准",
        amount_kind=AmountKind.PERCENT,
        percent=Decimal(80),
        base_fact="home.deed_tax",
    )
    add_materials(version, MATERIALS)
    add_limits(version, LIMITS)

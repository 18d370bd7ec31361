"""What the import can take from a roster, and by which headers it knows it."""

from __future__ import annotations

import re

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from apps.talents.roster.text import plain_key, without_brackets


class Field(TextChoices):
    """A fact about a person that a column can hold."""

    NAME = "name", _("Name")
    GENDER = "gender", _("Gender")
    DOCUMENT_TYPE = "document_type", _("Document type")
    DOCUMENT_NUMBER = "document_number", _("Document number")
    BIRTH_DATE = "birth_date", _("Date of birth")
    NATIONALITY = "nationality", _("Nationality")
    PHONE = "phone", _("Mobile number")
    EMAIL = "email", _("E-mail")
    EMPLOYER_NAME = "employer_name", _("Employer")
    EMPLOYER_CODE = "employer_code", _("Unified social credit code")
    POSITION = "position", _("Position")
    REGION = "region", _("District or county")
    EDUCATION = "education", _("Education")
    SCHOOL = "school", _("School")
    MAJOR = "major", _("Major")
    GRADUATED = "graduated", _("Graduated")
    TITLE = "title", _("Professional title")
    CATEGORY = "category", _("Category")
    GRADE = "grade", _("Grade")
    INTRODUCTION_MODE = "introduction_mode", _("Way of introduction")
    INTRODUCED_ON = "introduced_on", _("Introduced on")
    REMARK = "remark", _("Remark")


# Synonyms, the usual ones first.  "!" marks a word that is enough inside a longer
# header (现工作单位名称 holds 工作单位); the others must be the whole header.
_SYNONYMS: dict[Field, str] = {
    Field.NAME: "!姓名 名字 人员姓名 人才姓名 中文姓名 name fullname",
    Field.GENDER: "!性别 gender sex",
    Field.DOCUMENT_TYPE: "!证件类型 !证件种类 !证件类别 证件名称 身份证件类型 documenttype idtype",
    Field.DOCUMENT_NUMBER: "!身份证号 !证件号 !公民身份号码 !身份证 !护照号 身份号码 !证照号码 "
    "身份证/护照 有效证件 documentnumber idnumber idno passportno",
    Field.BIRTH_DATE: "!出生年月 !出生日期 !出生时间 生日 出生 dateofbirth birthdate birthday",
    Field.NATIONALITY: "!国籍 国家/地区 国家 国别 nationality country",
    Field.PHONE: "!手机 !移动电话 !联系电话 !联系方式 电话 本人电话 电话号码 联系号码 phone mobile "
    "telephone mobilenumber phonenumber",
    Field.EMAIL: "!电子邮箱 !电子邮件 !邮箱 email mail",
    Field.EMPLOYER_NAME: "!工作单位 !用人单位 !所在单位 !单位名称 !就职单位 !引进单位 !现单位 !申报单位 "
    "单位 企业名称 公司 公司名称 企业 employer company",
    Field.EMPLOYER_CODE: "!统一社会信用代码 !社会信用代码 !信用代码 !组织机构代码 !单位代码 税号 uscc "
    "creditcode",
    Field.POSITION: "!职务 !岗位 职位 现任职务 担任职务 position post",
    Field.REGION: "!县区 !区县 !属地 !行政区 !所在地区 所属区 所在区 所属县区 所属县 所在县 区域 地区 辖区 所属地 所在地 "
    "district region county",
    Field.EDUCATION: "!最高学历 !学历 !文化程度 !学位 !教育程度 education degree",
    Field.SCHOOL: "!毕业院校 !毕业学校 !院校 !毕业高校 学校 学校名称 school university",
    Field.MAJOR: "!所学专业 !专业名称 !毕业专业 专业 major",
    Field.GRADUATED: "!毕业时间 !毕业日期 !毕业年月 毕业年份 graduated graduationdate",
    Field.TITLE: "!专业技术职称 !职称 !专业技术职务 !专业技术资格 !技术职称 职称等级 title",
    Field.CATEGORY: "!人才类别 !人才分类 !人才队伍 人才类型 六类人才 category",
    Field.GRADE: "!人才层次 !人才等级 !人才级别 !认定层次 !认定等级 !认定类别 层次 等级 grade level",
    Field.INTRODUCTION_MODE: "!引进方式 !引才方式 !引进类型 !引进形式 引进途径 introductionmode",
    Field.INTRODUCED_ON: "!引进时间 !引进日期 !引进年月 !来庆时间 !到岗时间 !入职时间 !引进年度 "
    "引才时间 introducedon introductiondate",
    Field.REMARK: "备注 说明 其他说明 备注说明 remark remarks notes",
}
# A column of somebody else's facts, or of facts this import does not take.
_OTHERS = re.compile(
    "配偶|爱人|父亲|母亲|子女|联系人|紧急|推荐人|填表|法人|法定代表|负责人|经办|曾用|英文|拼音|"
    "户籍|籍贯|出生地|发证|有效期|开户|银行|导师|座机|家庭|专员|取得|年限|到期"
)
_SERIAL = {"序号", "编号", "序列", "行号", "序", "no", "nr"}

# Columns that the file of rejected rows adds; sent again, they are nobody's facts.
ADDED_HEADERS = {"原行号", "拒绝原因", "originalrow", "rejectedbecause"}

_BRACKETS = re.compile(r"[()\[\]【】〔〕<>]")

EXACT: dict[str, Field] = {}
INSIDE: list[tuple[str, Field]] = []
for _field, _words in _SYNONYMS.items():
    for _word in _words.split():
        if _word != "!学位":  # a column 学历, where there is one, goes first
            EXACT.setdefault(plain_key(_word.lstrip("!")), _field)
        if _word.startswith("!"):
            INSIDE.append((plain_key(_word.lstrip("!")), _field))
INSIDE.sort(key=lambda pair: -len(pair[0]))


def header_key(header: str) -> str:
    """What two offices' versions of one header have in common."""
    return plain_key(without_brackets(header)).removesuffix("必填")


def is_added(header: str) -> bool:
    """A column of ours in a file of rejected rows that comes back corrected."""
    return header_key(header) in ADDED_HEADERS


def is_serial(header: str) -> bool:
    """A column that only numbers the rows."""
    return plain_key(header) in _SERIAL or header.strip() == "#"


def guess_field(header: str) -> tuple[Field, int] | None:
    """The field that a header most likely means, and how sure that is (1–3).

    3: the whole header is a known word; 2: its last part is (two-row headers come
    as "upper/lower"); 1: a known word stands somewhere inside.
    """
    key = header_key(header)
    if not key:
        return None
    whole = _BRACKETS.sub("", plain_key(header))  # 所属县（区）
    for exact in (key, whole):
        if exact in EXACT:
            return EXACT[exact], 3
    lower = header_key(header.rpartition("/")[2])
    upper = header_key(header.partition("/")[0])
    if _OTHERS.search(key):
        return None
    if lower in EXACT and upper != lower:
        return EXACT[lower], 2
    for word, field in INSIDE:
        if word in key or word in whole:
            return field, 1
    return None

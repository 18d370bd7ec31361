"""What the words in a roster mean: education, titles, ways of coming, documents.

Every reader takes the text of a cell and gives a code, or ``""`` for an unknown word.
"""

from __future__ import annotations

import re
from functools import cache

from babel import Locale

from apps.talents.identity.kinds import DocumentKind, Gender
from apps.talents.roster.text import plain_key, without_brackets


def _table(entries: dict[str, str]) -> dict[str, str]:
    """{"a b c": code} → {"a": code, "b": code, "c": code}, compared by plain key."""
    return {
        plain_key(word): code
        for words, code in entries.items()
        for word in words.split()
    }


GENDERS = _table(
    {
        "男 男性 男士 先生 M Male 1": Gender.MALE,
        "女 女性 女士 小姐 F Female 2": Gender.FEMALE,
    }
)

DOCUMENT_KINDS = _table(
    {
        "居民身份证 身份证 二代身份证 第二代居民身份证 公民身份证 中国居民身份证 "
        "大陆居民身份证 内地居民身份证 中华人民共和国居民身份证 临时身份证 "
        "居民身份证号 身份证号 身份证号码 公民身份号码 residentid idcard "
        "residentidentitycard": DocumentKind.RESIDENT_ID,
        "港澳台居民居住证 港澳居民居住证 台湾居民居住证 "
        "港澳台居住证": DocumentKind.HMT_RESIDENCE,
        "外国人永久居留身份证 外国人永久居留证 永久居留身份证 永久居留证 "
        "外国人永居证": DocumentKind.FOREIGN_PERMANENT,
        "护照 外国护照 中国护照 普通护照 外籍护照 因私护照 外国人护照 "
        "passport": DocumentKind.PASSPORT,
        "港澳居民来往内地通行证 港澳通行证 回乡证 港澳居民通行证 "
        "港澳来往内地通行证": DocumentKind.HK_MACAU_PERMIT,
        "台湾居民来往大陆通行证 台胞证 台湾通行证 台湾居民通行证 "
        "台湾来往大陆通行证": DocumentKind.TAIWAN_PERMIT,
    }
)

EDUCATION_LEVELS = _table(
    {
        "博士研究生 博士 博士后 博士学位 博士研究生学历 全日制博士 全日制博士研究生 "
        "统招博士 博研 phd doctor doctorate": "doctor",
        "硕士研究生 硕士 研究生 硕士学位 硕士研究生学历 研究生学历 全日制硕士 "
        "全日制硕士研究生 统招硕士 在职研究生 在职硕士 硕研 master": "master",
        "大学本科 本科 大学 学士 学士学位 本科学历 全日制本科 统招本科 在职本科 "
        "大本 大学学历 普通本科 双学士 bachelor": "bachelor",
        "大学专科 大专 专科 高职 高职高专 大学专科学历 全日制大专 全日制专科 "
        "专科学历 统招专科 高等职业教育 college": "college",
        "中专 中等专科 中等专业学校 中等职业教育 中技 技校 技工学校 高中 职高 职业高中 "
        "普通高中 初中 小学 初中及以下 中专及以下 高中及以下 secondary": "secondary",
    }
)

TITLE_LEVELS = _table(
    {
        "正高级 正高 正高职称 正高级职称 教授 研究员 主任医师 教授级高级工程师 教授级高工 "
        "正高级工程师 正高级教师 正高级经济师 正高级会计师 正高级农艺师 农业技术推广研究员 "
        "主任药师 主任护师 编审 译审 senior": "senior",
        "副高级 副高 副高职称 副高级职称 副教授 副研究员 副主任医师 高级工程师 高工 "
        "高级经济师 高级会计师 高级农艺师 高级讲师 高级教师 副主任护师 副主任药师 "
        "高级实验师 副编审 高级统计师 高级兽医师 deputysenior": "deputy_senior",
        "中级 中级职称 工程师 讲师 助理研究员 主治医师 经济师 会计师 农艺师 一级教师 "
        "主管护师 主管药师 实验师 统计师 编辑 兽医师 intermediate": "intermediate",
        "初级 初级职称 助理 助理工程师 助工 助教 研究实习员 住院医师 医师 助理经济师 "
        "助理会计师 助理农艺师 二级教师 三级教师 技术员 员级 助理级 护师 护士 药师 "
        "junior": "junior",
    }
)

INTRODUCTION_MODES = _table(
    {
        "全职引进 全职 刚性引进 全职引才 正式引进 调入 fulltime": "full_time",
        "柔性引进 柔性 柔性引才 兼职 兼职引进 候鸟 候鸟人才 候鸟引才 flexible": "flexible",
        "一事一议 一人一策 一人一议 casebycase": "case_by_case",
        "打捆引才 打捆引进 团队引进 打捆 bundled": "bundled",
        "校园引才 校园招聘 校招 校园引进 高校毕业生引进 campus": "campus",
        "归乡 回乡引才 家乡行 返乡 返乡引才 故乡行 hometown": "hometown_tour",
    }
)

CATEGORIES = _table(
    {
        "党政人才 党政 党政人才队伍": "party",
        "企业经营管理人才 企业经营管理 经营管理人才 企业管理人才 经营管理": "enterprise",
        "专业技术人才 专业技术 专技人才 专技 专业人才": "professional",
        "高技能人才 高技能 技能人才 技能型人才": "skilled",
        "农村实用人才 农村实用 农村人才 农业农村人才 乡村人才": "rural",
        "社会工作人才 社会工作 社工人才 社工 社会工作专业人才": "social",
    }
)

GRADE = re.compile(r"([a-g]\d?)(?:类|级|档|类人才|级人才|层次)?")

# Where babel's name is not the one offices use.
_COUNTRIES = {
    "中华人民共和国": "CN",
    "中国大陆": "CN",
    "中国内地": "CN",
    "汉族": "CN",
    "汉": "CN",
    "香港": "HK",
    "中国香港": "HK",
    "澳门": "MO",
    "中国澳门": "MO",
    "台湾": "TW",
    "中国台湾": "TW",
    "美利坚合众国": "US",
    "俄罗斯联邦": "RU",
    "俄国": "RU",
    "大韩民国": "KR",
    "南韩": "KR",
    "朝鲜民主主义人民共和国": "KP",
    "大不列颠及北爱尔兰联合王国": "GB",
    "联合王国": "GB",
    "德意志联邦共和国": "DE",
    "法兰西共和国": "FR",
    "澳洲": "AU",
    "纽西兰": "NZ",
    "白俄": "BY",
    "乌兹别克": "UZ",
    "哈萨克": "KZ",
    "吉尔吉斯": "KG",
    "塔吉克": "TJ",
    "土库曼": "TM",
    "阿联酋": "AE",
    "沙特": "SA",
    "波黑": "BA",
    "刚果金": "CD",
    "刚果布": "CG",
    "america": "US",
    "usa": "US",
    "uk": "GB",
    "england": "GB",
    "korea": "KR",
    "russia": "RU",
    "prc": "CN",
    "chinese": "CN",
}


@cache
def _countries() -> dict[str, str]:
    """Country names in Chinese and English, ISO codes of two letters."""
    found: dict[str, str] = {}
    for language in ("en", "zh"):
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in {"ZZ", "XA", "XB"}:
                found[plain_key(name)] = code
                found.setdefault(plain_key(without_brackets(name)), code)
                found[code.casefold()] = code
    return found | {plain_key(name): code for name, code in _COUNTRIES.items()}


def read_country(text: str) -> str:
    """The ISO 3166-1 alpha-2 code of a country, or ``""``."""
    key = plain_key(text)
    if key not in _countries():
        key = plain_key(without_brackets(text))
    return _countries().get(key) or _countries().get(key.removesuffix("籍"), "")


def read_gender(text: str) -> str:
    return GENDERS.get(plain_key(text), "")


def read_document_kind(text: str) -> str:
    return DOCUMENT_KINDS.get(plain_key(text)) or DOCUMENT_KINDS.get(
        plain_key(without_brackets(text)), ""
    )


# Somebody who studies for a degree does not hold it.
_NOT_FINISHED = re.compile("在读|在校|肄业|结业|未毕业|研修|进修|candidate")


def read_education(text: str) -> str:
    if _NOT_FINISHED.search(text):
        return ""
    return _read(EDUCATION_LEVELS, text)


def read_title(text: str) -> str:
    return _read(TITLE_LEVELS, text)


def read_introduction_mode(text: str) -> str:
    return _read(INTRODUCTION_MODES, text)


def read_category(text: str) -> str:
    return _read(CATEGORIES, text)


def read_grade(text: str) -> str:
    """The letter of a level, "C类" → "C"; the scheme decides whether it exists."""
    match = GRADE.fullmatch(plain_key(without_brackets(text)).removeprefix("庆"))
    return match.group(1).upper() if match else ""


def _read(table: dict[str, str], text: str) -> str:
    """An exact word, else the longest known word that the text begins or ends with.

    Longest first: 助理工程师 is not 工程师, 副教授 is not 教授.
    """
    key = plain_key(without_brackets(text))
    if key in table:
        return table[key]
    best = ""
    for word in table:
        if (
            len(word) > max(len(best), 1)
            and not word.isascii()
            and (key.startswith(word) or key.endswith(word))
        ):
            best = word
    return table.get(best, "")

"""The demonstration city's employers: who they are and how many work for each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import accumulate, count
from random import Random

from stdnum.cn import uscc

from apps.talents import search
from apps.talents.choices import Category, EmployerKind
from apps.talents.demo import words
from apps.talents.demo.copying import copy_rows, reserve_ids
from apps.talents.models import Employer
from apps.talents.models.employers import employer_key
from apps.talents.pinyin import read_name

# Share of the register's people by region, per thousand: the city proper has most.
REGIONS = {
    "230602": ("萨尔图区", 190),
    "230603": ("龙凤区", 120),
    "230604": ("让胡路区", 220),
    "230605": ("红岗区", 60),
    "230606": ("大同区", 60),
    "230621": ("肇州县", 60),
    "230622": ("肇源县", 70),
    "230623": ("林甸县", 50),
    "230624": ("杜尔伯特蒙古族自治县", 50),
    "230671": ("大庆高新技术产业开发区", 100),
    "230672": ("大庆经济技术开发区", 20),
}
OFFICES = (
    "教育局", "农业农村局", "科学技术局", "财政局", "民政局", "卫生健康局",
    "住房和城乡建设局", "水务局", "文体旅局", "应急管理局",
)  # fmt: skip
PUBLIC = (
    ("示范医院", EmployerKind.HOSPITAL),
    ("示范高级中学", EmployerKind.PUBLIC),
    ("示范职业学院", EmployerKind.UNIVERSITY),
    ("示范研究院", EmployerKind.INSTITUTE),
    ("示范社会工作服务中心", EmployerKind.PUBLIC),
)
# Which employers the people of a category work for, and how often.
GROUPS = {
    Category.PARTY: (("office", 1),),
    Category.ENTERPRISE: (("firm", 1),),
    Category.PROFESSIONAL: (("firm", 55), ("public", 45)),
    Category.SKILLED: (("firm", 1),),
    Category.RURAL: (("farm", 1),),
    Category.SOCIAL: (("public", 1),),
    Category.UNKNOWN: (("firm", 80), ("public", 20)),
}
_SHARE = {"firm": 0.70, "public": 0.12, "office": 0.08, "farm": 0.10}
FIELDS = (
    "id", "name", "name_en", "key", "uscc", "kind", "region", "contact",
    "pinyin", "initials", "sort_key", "terms", "created_at", "updated_at",
)  # fmt: skip
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def made_up_code(number: int) -> str:
    """A credit code whose last character is right and that still nobody can hold.

    The nine characters of its organisation code carry a wrong check of their own.
    """
    organisation = f"YW{number:06d}"
    total = sum(
        weight * _ALPHABET.index(character)
        for weight, character in zip(_ORG_WEIGHTS, organisation, strict=True)
    )
    right = 11 - total % 11
    wrong = (right + 1) % 10
    body = f"91230600{organisation}{wrong}"
    return body + uscc.calc_check_digit(body)


class Employers:
    """All employers, to pick from by region and category."""

    def __init__(self, *, size: int, rng: Random, at: datetime) -> None:
        total = max(88, min(size // 22, 8000))
        self._by_place: dict[tuple[str, str], list[tuple[int, str]]] = {}
        self._weights: dict[tuple[str, str], list[float]] = {}
        rows = list(self._make(total, rng, at))
        copy_rows(Employer, FIELDS, rows)
        self.count = len(rows)
        for place, found in self._by_place.items():
            zipf = (1 / rank**0.85 for rank in range(1, len(found) + 1))
            self._weights[place] = list(accumulate(zipf))

    def pick(self, region: str, category: str, rng: Random) -> int:
        groups = GROUPS[Category(category)]
        group = groups[0][0]
        if len(groups) > 1 and rng.random() * 100 >= groups[0][1]:
            group = groups[1][0]
        place = (region, group)
        chosen = rng.choices(
            self._by_place[place], cum_weights=self._weights[place], k=1
        )
        return chosen[0][0]

    def _make(self, total: int, rng: Random, at: datetime) -> Iterator[tuple]:
        plan = [
            (code, group, max(2, round(total * share * part / 1000)))
            for code, (_name, part) in REGIONS.items()
            for group, share in _SHARE.items()
        ]
        ids = iter(reserve_ids(Employer, sum(number for *_place, number in plan)))
        codes = count(1)
        used: set[str] = set()
        for region, group, number in plan:
            for nth in range(number):
                name, kind = _name(region, group, nth, rng)
                while employer_key(name) in used:
                    name, kind = _name(region, group, nth + len(used), rng)
                used.add(employer_key(name))
                pk = next(ids)
                self._by_place.setdefault((region, group), []).append((pk, name))
                has_code = group != "farm" or rng.random() < 0.6
                reading = read_name(name)
                yield (
                    pk, name, "", employer_key(name),
                    made_up_code(next(codes)) if has_code else None, kind.value,
                    region, "", reading.full[:200], reading.initials[:60],
                    reading.sort_key[:240], search.name_terms(name), at, at,
                )  # fmt: skip


def _name(region: str, group: str, nth: int, rng: Random) -> tuple[str, EmployerKind]:
    place = REGIONS[region][0]
    short = place.removeprefix("大庆").removesuffix("区").removesuffix("县")
    short = short.removesuffix("蒙古族自治").removesuffix("技术产业开发")
    short = short.removesuffix("经济技术开发") or "经开"
    branch = f"第{nth // 10 + 1}" if nth >= 10 else ""
    if group == "office":
        return f"{place}{OFFICES[nth % 10]}{branch and branch + '分局'}", (
            EmployerKind.GOVERNMENT
        )
    if group == "public":
        word, kind = PUBLIC[nth % len(PUBLIC)]
        order = f"第{nth // len(PUBLIC) + 1}"
        return f"大庆市{short}{order}{word}", kind
    word = rng.choice(words.EMPLOYER_WORDS)
    if group == "farm":
        what = rng.choice(words.INDUSTRIES["rural"])
        number = f"第{nth // 40 + 1}" if nth >= 40 else ""
        return f"{short}{word}{what}{number}专业合作社", EmployerKind.OTHER
    what = rng.choice(words.INDUSTRIES["enterprise"])
    shape = rng.random()
    # One employer in five writes full-width brackets, a few write half-width ones.
    if shape < 0.20:
        name = f"大庆{short}{word}{what}（集团）有限公司"
    elif shape < 0.24:
        name = f"大庆{short}{word}{what}(集团)有限公司"
    elif shape < 0.40:
        name = f"黑龙江{short}{word}{what}股份有限公司"
    else:
        name = f"大庆{short}{word}{what}有限公司"
    return name, EmployerKind.ENTERPRISE

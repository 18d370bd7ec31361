"""Schemes, levels and titles of the demonstration; nothing here is a real catalogue."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from apps.talents.choices import Category, EducationLevel, TitleLevel
from apps.talents.demo.people import Person
from apps.talents.models import GradeLevel, GradeScheme

OLD, NEW = "gaocengci-2019", "qing-2023"
SCHEMES = {
    OLD: ("大庆市高层次人才分类目录（2019年示范版）",
          "High-level talent catalogue (2019 sample)",
          date(2019, 7, 1), date(2023, 5, 31)),
    NEW: ("大庆市高层次人才分类认定（示范）",
          "Daqing high-level talent classification (sample)",
          date(2023, 6, 1), None),
}  # fmt: skip
LEVELS = {
    OLD: (("A", "A类", "Class A"), ("B", "B类", "Class B"), ("C", "C类", "Class C")),
    NEW: (
        ("QA", "庆A类", "Qing A"),
        ("QB", "庆B类", "Qing B"),
        ("QC", "庆C类", "Qing C"),
        ("QD", "庆D类", "Qing D"),
        ("QE", "庆E类", "Qing E"),
    ),
}
ISSUER = "大庆市委人才工作领导小组（示范）"
# Of 1,000 graded people: how many stand on each of the five levels.
_SHARES = (4, 16, 90, 300, 590)
GOLD, SKILL, PROVINCE = "金雁", "巧雁", "省级高层次人才"
# domain facts, section 0: 192 in the first batch, about 200 in the second
TITLES_AT_MOST = 196


class Schemes:
    """The schemes in the database, made when missing, and who gets what."""

    def __init__(self, *, size: int) -> None:
        self.level_ids: dict[str, list[int]] = {}
        for code, (name, name_en, start, end) in SCHEMES.items():
            scheme, _made = GradeScheme.objects.get_or_create(
                code=code,
                defaults={
                    "name": name,
                    "name_en": name_en,
                    "issuer": ISSUER,
                    "document_no": f"示范〔{start.year}〕1号",
                    "from_date": start,
                    "until_date": end,
                },
            )
            self.level_ids[code] = [
                GradeLevel.objects.get_or_create(
                    scheme=scheme,
                    code=level,
                    defaults={"name": label, "name_en": label_en, "rank": rank},
                )[0].pk
                for rank, (level, label, label_en) in enumerate(LEVELS[code], 1)
            ]
        at_most = min(TITLES_AT_MOST, size // 60)
        self._gold_chance = at_most / (size * 0.32)
        self._skill_chance = at_most / (size * 0.50)

    def grades(self, person: Person, rng: Random, on: date) -> list[tuple]:
        """(level id, status, issued, valid until, annual check, batch) of each award."""
        if rng.random() >= _grade_chance(person):
            return []
        new = rng.choices(self.level_ids[NEW], weights=_SHARES, k=1)[0]
        issued = date(2023, 9, 1) + timedelta(days=rng.randrange(0, 1100))
        issued = min(issued, on)
        until = issued.replace(year=issued.year + 5, day=min(issued.day, 28))
        chance = rng.random()
        status = "active"
        if chance < 0.02:
            status = "suspended"
        elif chance < 0.03:
            status = "revoked"
        check = date(on.year, 12, 31) if chance < 0.5 else date(on.year + 1, 12, 31)
        found = [(new, status, issued, until, check, f"{issued.year}年第1批")]
        if chance > 0.8 and on.year - person.birth_date.year > 35:
            old = self.level_ids[OLD][rng.randrange(1, 3)]
            start = date(2019, 10, 1) + timedelta(days=rng.randrange(0, 700))
            end = start.replace(year=start.year + 3, day=min(start.day, 28))
            found.append((old, "active", start, end, None, f"{start.year}年第1批"))
        return found

    def titles(self, person: Person, rng: Random) -> list[tuple]:
        """(title, given by, given on) of each programme title."""
        chance = rng.random()
        found = []
        if person.category in {Category.PROFESSIONAL, Category.ENTERPRISE}:
            if chance < self._gold_chance:
                found.append((GOLD, "庆雁支持计划（示范）", date(2025, 11, 20)))
        elif person.category == Category.SKILLED and chance < self._skill_chance:
            found.append((SKILL, "庆雁支持计划（示范）", date(2025, 11, 20)))
        if person.education == EducationLevel.DOCTOR and chance > 0.97:
            found.append((PROVINCE, "黑龙江省（示范）", date(2024, 3, 1)))
        return found


def _grade_chance(person: Person) -> float:
    if person.kind is None or person.category == Category.PARTY:
        return 0.0
    chance = 0.002
    if person.education == EducationLevel.DOCTOR:
        chance = 0.55
    elif person.title == TitleLevel.SENIOR:
        chance = 0.10
    elif person.education == EducationLevel.MASTER:
        chance = 0.08
    return chance

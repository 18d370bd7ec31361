"""The rows that one made-up person has in each table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

from apps.core.crypto import blind_index
from apps.talents import models, search
from apps.talents.choices import (
    Category,
    EducationLevel,
    IntroductionMode,
    TalentStatus,
)
from apps.talents.demo import words
from apps.talents.demo.employers import Employers
from apps.talents.demo.grades import Schemes
from apps.talents.demo.people import GRADUATES_AT, Person
from apps.talents.models.documents import document_index
from apps.talents.pinyin import read_name

STAMPS = ("created_at", "updated_at")
# In the order in which foreign keys allow them to be written.
FIELDS: dict[type, tuple[str, ...]] = {
    models.Talent: (
        "id", "number", "name", "name_en", "gender", "birth_date", "nationality",
        "region", "category", "status", "is_verified", "phone", "phone_index", "email",
        "employer", "education", "title", "field", "remark", "version",
        "pinyin", "initials", "sort_key", "terms", *STAMPS,
    ),
    models.IdentityDocument: (
        "talent", "kind", "number", "number_index", "tail", "country", "valid_until",
        "is_main", "remark", *STAMPS,
    ),
    models.Employment: (
        "talent", "employer", "position", "from_date", "until_date", "contract_years",
        "insured_since", "source", *STAMPS,
    ),
    models.Education: (
        "talent", "level", "mode", "school", "is_world_class", "major",
        "graduated_on", "precision", "verified_on", "source", *STAMPS,
    ),
    models.Introduction: (
        "talent", "mode", "introduced_on", "precision", "employer", "batch",
        "document_no", "source", *STAMPS,
    ),
    models.GradeAward: (
        "talent", "level", "status", "issued_on", "valid_until", "annual_check_due",
        "batch", "document_no", "source", *STAMPS,
    ),
    models.ProgrammeTitle: (
        "talent", "name", "issuer", "given_on", "document_no", *STAMPS,
    ),
    models.BankAccount: (
        "talent", "bank", "branch", "holder", "number", "number_index", "tail",
        "is_current", "confirmed_at", *STAMPS,
    ),
    models.Consent: (
        "talent", "scope", "notice_version", "given_at", "withdrawn_at",
    ),
    models.Household: ("id", *STAMPS),
    models.Membership: (
        "household", "talent", "relation", "name", "document_number",
        "document_index", "birth_date", "from_date", "until_date", *STAMPS,
    ),
}  # fmt: skip
SOURCE = "demonstration"
NOTICE = "2026-1"
_MODES = (
    (IntroductionMode.FULL_TIME, 58), (IntroductionMode.CAMPUS, 27),
    (IntroductionMode.FLEXIBLE, 6), (IntroductionMode.BUNDLED, 5),
    (IntroductionMode.CASE_BY_CASE, 2), (IntroductionMode.HOMETOWN_TOUR, 2),
)  # fmt: skip
_MODE_VALUES = [mode.value for mode, _weight in _MODES]
_MODE_WEIGHTS = [weight for _mode, weight in _MODES]
_SCHOOL_WEIGHTS = [weight for *_school, weight in words.SCHOOLS]
# 5.2 of 49.7 (domain facts, section 0), and some years more
_INTRODUCED = 0.13
_PHONE_STEP, _PHONE_SPACE = 15_485_863, 10**8  # a prime: no number comes twice


class Rows:
    """Collects the rows of people until they are written."""

    def __init__(
        self, *, rng: Random, at: datetime, on: date, employers: Employers,
        schemes: Schemes,
    ) -> None:  # fmt: skip
        self.rng, self.at, self.on = rng, at, on
        self.employers, self.schemes = employers, schemes
        self.tables: dict[type, list[Sequence]] = defaultdict(list)
        self.couples: list[tuple[int, int]] = []
        self.foreign: list[int] = []
        self.graded: list[int] = []
        self._single: dict[str, list[tuple[int, Person]]] = {"male": [], "female": []}
        self._phone = models.Talent._meta.get_field("phone").get_prep_value
        documents = models.IdentityDocument._meta
        self._document = documents.get_field("number").get_prep_value
        self._account = models.BankAccount._meta.get_field("number").get_prep_value
        member = models.Membership._meta
        self._member_name = member.get_field("name").get_prep_value
        self._member_number = member.get_field("document_number").get_prep_value

    def add(self, pk: int, number: str, person: Person) -> None:
        at, rng = self.at, self.rng
        employer = self._employment(pk, person)
        phone = self._phone_number(pk) if rng.random() < 0.97 else ""
        reading = read_name(person.name)
        full_name = f"{person.name} {person.name_en}".strip()
        numbers = [text for text in (person.document, phone, number) if text]
        self.tables[models.Talent].append((
            pk, number, person.name, person.name_en, person.gender, person.birth_date,
            person.nationality, person.region, person.category.value,
            person.status.value, person.kind is not None,
            self._phone(phone), blind_index("phone", phone), "",
            employer, person.education.value, person.title,
            rng.choice(words.FIELDS) if rng.random() < 0.3 else "", "", 1,
            reading.full[:200], reading.initials[:60], reading.sort_key[:240],
            search.person_terms(full_name, numbers), at, at,
        ))  # fmt: skip
        self._identity(pk, person)
        self._education(pk, person)
        self._introduction(pk, person, employer)
        self._honours(pk, person)
        self._privacy(pk, person)
        self._family(pk, person)
        if person.nationality != "CN":
            self.foreign.append(pk)

    def _phone_number(self, pk: int) -> str:
        # The prefix 154 belongs to no operator: nobody's telephone rings.
        return f"+86154{pk * _PHONE_STEP % _PHONE_SPACE:08d}"

    def _identity(self, pk: int, person: Person) -> None:
        if person.kind is None:
            return
        expires = None
        if person.nationality != "CN":
            expires = self.on + timedelta(days=self.rng.randrange(20, 2000))
        self.tables[models.IdentityDocument].append((
            pk, person.kind.value, self._document(person.document),
            document_index(person.kind, person.document), person.document[-4:],
            person.nationality, expires, True, "", self.at, self.at,
        ))  # fmt: skip

    def _employment(self, pk: int, person: Person) -> int | None:
        """Write what he or she worked as; the employer of today."""
        rng, on = self.rng, self.on
        if rng.random() < 0.03:
            return None
        employer = self.employers.pick(person.region, person.category, rng)
        age = on.year - person.birth_date.year
        first = person.birth_date.year + GRADUATES_AT[person.education]
        year = max(first, on.year - int(rng.random() ** 2 * max(age - 20, 1)) - 1)
        start = date(min(year, on.year), rng.choice((3, 7, 7, 8, 9)), 1)
        gone = person.status != TalentStatus.ACTIVE
        end = date(on.year, 1 + int(rng.random() * 10), 1) if gone else None
        if end is not None and end < start:
            end = start
        position = rng.choice(words.POSITIONS[person.category.value])
        years = 3 if start.year > on.year - 6 else None
        insured = start + timedelta(days=31) if start.year > 2000 else None
        rows = self.tables[models.Employment]
        rows.append((
            pk, employer, position, start, end, years, insured, SOURCE,
            self.at, self.at,
        ))  # fmt: skip
        if start.year - first > 4 and rng.random() < 0.15:
            before = self.employers.pick(person.region, person.category, rng)
            if before == employer:
                return None if gone else employer
            rows.append((
                pk, before, position, date(first, 7, 1), start, None, None, SOURCE,
                self.at, self.at,
            ))  # fmt: skip
        return None if gone else employer

    def _education(self, pk: int, person: Person) -> None:
        level = person.education
        self._diploma(pk, person, level)
        if level.rank >= EducationLevel.MASTER.rank:
            self._diploma(pk, person, EducationLevel.BACHELOR)

    def _diploma(self, pk: int, person: Person, level: EducationLevel) -> None:
        rng = self.rng
        chance = rng.random()
        world_class = False
        mode = "full_time" if chance < 0.78 else "part_time"
        if level.rank >= 2:
            school, world_class, _w = rng.choices(
                words.SCHOOLS, weights=_SCHOOL_WEIGHTS, k=1
            )[0]
            if chance > 0.97 or person.nationality != "CN":
                school, world_class, mode = (
                    rng.choice(words.OVERSEAS),
                    False,
                    "overseas",
                )
        else:
            school = rng.choice(words.COLLEGES) if level.rank else ""
            mode = mode if level.rank else "unknown"
        year = person.birth_date.year + GRADUATES_AT[level]
        graduated = min(date(year, 7, 1), self.on)
        precision = "month" if chance < 0.6 else "day"
        checked = date(self.on.year, 5, 6) if level.rank and chance < 0.7 else None
        self.tables[models.Education].append((
            pk, level.value, mode, school, world_class,
            rng.choice(words.MAJORS) if level.rank else "", graduated, precision,
            checked, SOURCE, self.at, self.at,
        ))  # fmt: skip

    def _introduction(self, pk: int, person: Person, employer: int | None) -> None:
        rng = self.rng
        if rng.random() >= (0.9 if person.nationality != "CN" else _INTRODUCED):
            return
        mode = rng.choices(_MODE_VALUES, weights=_MODE_WEIGHTS, k=1)[0]
        day = self.on - timedelta(days=int(rng.random() * 6 * 365))
        batch = f"{day.year}年打捆引才第1批" if mode == "bundled" else ""
        self.tables[models.Introduction].append((
            pk, mode, day, "day", employer, batch, "", SOURCE, self.at, self.at,
        ))  # fmt: skip

    def _honours(self, pk: int, person: Person) -> None:
        awards = self.schemes.grades(person, self.rng, self.on)
        for level, status, issued, until, check, batch in awards:
            self.tables[models.GradeAward].append((
                pk, level, status, issued, until, check, batch, "", SOURCE,
                self.at, self.at,
            ))  # fmt: skip
        if awards:
            self.graded.append(pk)
        for name, issuer, given_on in self.schemes.titles(person, self.rng):
            self.tables[models.ProgrammeTitle].append(
                (pk, name, issuer, given_on, "", self.at, self.at)
            )

    def _privacy(self, pk: int, person: Person) -> None:
        chance = self.rng.random()
        if person.kind is None:
            return
        is_graded = bool(self.graded) and self.graded[-1] == pk
        if chance < 0.03 or is_graded:
            account = f"6222000{pk:011d}0"
            self.tables[models.BankAccount].append((
                pk, self.rng.choice(words.BANKS), "", person.name,
                self._account(account), blind_index("account", account), account[-4:],
                True, self.at if chance < 0.02 else None, self.at, self.at,
            ))  # fmt: skip
        if chance < 0.25 or is_graded:
            self.tables[models.Consent].append(
                (pk, "service", NOTICE, self.at - timedelta(days=90), None)
            )

    def _family(self, pk: int, person: Person) -> None:
        """Two of 100 are married to somebody on the register, some more elsewhere."""
        age = self.on.year - person.birth_date.year
        if person.kind is None or person.status != TalentStatus.ACTIVE or age < 25:
            return
        chance = self.rng.random()
        if chance < 0.025:
            self._marry(pk, person)
        elif chance < 0.05 and person.category == Category.PROFESSIONAL:
            self._elsewhere(pk, person)

    def _marry(self, pk: int, person: Person) -> None:
        others = self._single["female" if person.gender == "male" else "male"]
        for place, (other, spouse) in enumerate(others[-40:]):
            if abs((spouse.birth_date - person.birth_date).days) < 5 * 366:
                del others[len(others) - len(others[-40:]) + place]
                since = _wedding(person, spouse)
                household = self._household()
                self._member(household, other, "head", since=since)
                self._member(household, pk, "spouse", since=since)
                self.couples.append((other, pk))
                return
        self._single[person.gender].append((pk, person))

    def _elsewhere(self, pk: int, person: Person) -> None:
        """A spouse, and now and then a child, who are not on the register."""
        since = _wedding(person, person)
        household = self._household()
        self._member(household, pk, "head", since=since)
        spouse = person.name[0] + self.rng.choice("敏静丽艳伟强磊军")
        self._member(household, None, "spouse", name=spouse, since=since)
        if self.rng.random() < 0.5:
            child = person.name[0] + self.rng.choice("子梓宇欣涵浩") + "乐"
            born = since + timedelta(days=500 + int(self.rng.random() * 900))
            if born < self.on:
                self._member(household, None, "child", name=child, born=born)

    def _household(self) -> int:
        rows = self.tables[models.Household]
        rows.append((len(rows), self.at, self.at))
        return len(rows) - 1

    def _member(
        self, household: int, talent: int | None, relation: str, *,
        name: str = "", since: date | None = None, born: date | None = None,
    ) -> None:  # fmt: skip
        self.tables[models.Membership].append((
            household, talent, relation, self._member_name(name),
            self._member_number(""), "", born, since or born, None, self.at, self.at,
        ))  # fmt: skip


def _wedding(one: Person, other: Person) -> date:
    younger = max(one.birth_date, other.birth_date)
    return date(younger.year + 24, 10, 1)

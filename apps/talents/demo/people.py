"""Who the demonstration city's people are, before they become rows."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from random import Random

from apps.talents.choices import Category, EducationLevel, TalentStatus, TitleLevel
from apps.talents.demo import words
from apps.talents.demo.employers import REGIONS
from apps.talents.identity.kinds import DocumentKind
from apps.talents.identity.resident_id import check_character

# Area codes on the cards; the zones have none of their own, 230601 is the old city's.
AREAS = (
    "230601", "230602", "230603", "230604", "230605", "230606",
    "230621", "230622", "230623", "230624",
)  # fmt: skip
# Only these sequence numbers: the registries hand them out to nobody.
SEQUENCES = (996, 997, 998, 999)
CARDS_A_DAY = len(AREAS) * len(SEQUENCES)
# How many of the register are born so long ago, by age: most are 25 to 50.
AGES = ((22, 24, 6), (25, 34, 11), (35, 44, 12), (45, 54, 10), (55, 64, 6), (65, 71, 2))
# 2021, in units of 100 people (domain facts, section 0), and the unclassified.
CATEGORIES = {
    Category.PARTY: 197,
    Category.ENTERPRISE: 390,
    Category.PROFESSIONAL: 1200,
    Category.SKILLED: 2500,
    Category.RURAL: 540,
    Category.SOCIAL: 70,
    Category.UNKNOWN: 40,
}
FOREIGN_PEOPLE = 110  # domain facts, section 0
# Of 1,000 people of a category: secondary, college, bachelor, master, doctor.
EDUCATION = {
    Category.PARTY: (0, 80, 690, 220, 10),
    Category.ENTERPRISE: (40, 260, 540, 150, 10),
    Category.PROFESSIONAL: (10, 170, 560, 210, 50),
    Category.SKILLED: (380, 480, 135, 5, 0),
    Category.RURAL: (720, 230, 48, 2, 0),
    Category.SOCIAL: (20, 330, 590, 60, 0),
    Category.UNKNOWN: (100, 300, 500, 90, 10),
}
LEVELS = list(EducationLevel)
GRADUATES_AT = {
    EducationLevel.SECONDARY: 18,
    EducationLevel.COLLEGE: 21,
    EducationLevel.BACHELOR: 22,
    EducationLevel.MASTER: 25,
    EducationLevel.DOCTOR: 29,
}


@dataclass(slots=True)
class Person:
    name: str
    gender: str
    birth_date: date
    region: str
    category: Category
    education: EducationLevel
    status: TalentStatus
    title: str = ""
    name_en: str = ""
    nationality: str = "CN"
    kind: DocumentKind | None = DocumentKind.RESIDENT_ID
    document: str = ""


class _Choice:
    """A weighted choice that costs one random number."""

    def __init__(self, weights: dict) -> None:
        self.items = list(weights)
        self.sums = list(accumulate(weights.values()))

    def __call__(self, rng: Random):
        return self.items[bisect(self.sums, rng.random() * self.sums[-1])]


_surname = _Choice(words.SURNAMES)
_region = _Choice({code: part for code, (_name, part) in REGIONS.items()})
_category = _Choice(CATEGORIES)
_education = {
    category: _Choice(dict(zip(LEVELS, weights, strict=True)))
    for category, weights in EDUCATION.items()
}


def people(size: int, *, rng: Random, on: date) -> Iterator[Person]:
    """``size`` people, foreign ones and those without papers spread among them."""
    cards = _cards(size, rng, on)
    foreign = set(rng.sample(range(size), min(FOREIGN_PEOPLE, size // 20)))
    serial = 0
    for number in range(size):
        if number in foreign:
            serial += 1
            yield _foreigner(serial, rng, on)
        else:
            yield _citizen(cards[number], rng, on)


def _citizen(card: int, rng: Random, on: date) -> Person:
    day, place = divmod(card, CARDS_A_DAY)
    area, nth = divmod(place, len(SEQUENCES))
    birth_date = date.fromordinal(day)
    body = f"{AREAS[area]}{birth_date:%Y%m%d}{SEQUENCES[nth]}"
    is_male = SEQUENCES[nth] % 2 == 1
    category = _category(rng)
    level = _possible(_education[category](rng), birth_date, on)
    region = _region(rng)
    chance = rng.random()
    status = TalentStatus.ACTIVE
    if chance < 0.04:
        status = TalentStatus.LEFT
    elif chance < 0.044:
        status = TalentStatus.DECEASED
    person = Person(
        name=_name(is_male, region, rng),
        gender="male" if is_male else "female",
        birth_date=birth_date,
        region=region,
        category=category,
        education=level,
        status=status,
        title=_title(category, level, birth_date, on, rng),
        document=body + check_character(body),
    )
    if chance > 0.99:  # a profile that came without papers
        person.kind, person.document = None, ""
    return person


def _name(is_male: bool, region: str, rng: Random) -> str:
    chance = rng.random()
    if chance < 0.0008:
        return rng.choice(words.UYGHUR)
    if region == "230624" and chance < 0.05:
        return rng.choice(words.MONGOL)
    pool = words.GIVEN_MALE if is_male else words.GIVEN_FEMALE
    first = pool[int(rng.random() * len(pool))]
    second = "" if chance > 0.80 else pool[int(rng.random() * len(pool))]
    if 0.79 < chance < 0.797:
        second = words.GIVEN_RARE[int(rng.random() * len(words.GIVEN_RARE))]
    return _surname(rng) + first + second


def _foreigner(serial: int, rng: Random, on: date) -> Person:
    country = rng.choice(list(words.FOREIGN_GIVEN))
    given, family = words.FOREIGN_GIVEN[country]
    name = f"{rng.choice(given)} {rng.choice(family)}"
    birth_date = date.fromordinal(on.toordinal() - rng.randrange(28 * 365, 62 * 365))
    return Person(
        name=name,
        name_en=name,
        gender=rng.choice(("male", "female")),
        birth_date=birth_date,
        region=_region(rng),
        category=Category.PROFESSIONAL,
        education=_possible(
            rng.choice((EducationLevel.MASTER, EducationLevel.DOCTOR)), birth_date, on
        ),
        status=TalentStatus.ACTIVE,
        nationality=country,
        kind=DocumentKind.PASSPORT,
        document=words.PASSPORT_SHAPES[country].format(serial),
    )


def _possible(level: EducationLevel, birth_date: date, on: date) -> EducationLevel:
    """The highest level up to ``level`` that somebody of that age can have."""
    age = on.year - birth_date.year
    while GRADUATES_AT[level] >= age and level.rank:
        level = LEVELS[level.rank - 1]
    return level


def _title(
    category: Category, level: EducationLevel, birth_date: date, on: date, rng: Random
) -> str:
    if category not in {Category.PROFESSIONAL, Category.SOCIAL} or level.rank < 1:
        return ""
    steps = (on.year - birth_date.year - 22) // 7 + (level.rank > 2)
    steps = min(steps, 4) - int(rng.random() * 2)
    return list(TitleLevel)[steps - 1].value if steps > 0 else ""


def _cards(size: int, rng: Random, on: date) -> list[int]:
    """``size`` different (birth day, area, sequence), shaped by age, in random order.

    There are only 40 such cards a day, so the shape gets flatter as ``size`` grows.
    """
    weights: list[float] = []
    first = date(on.year - AGES[-1][1], on.month, 1).toordinal()
    last = date(on.year - AGES[0][0], on.month, 1).toordinal()
    for day in range(first, last):
        age = (on.toordinal() - day) // 365.25
        weights.append(next((w for low, up, w in AGES if low <= age <= up), 1))
    if size > len(weights) * CARDS_A_DAY:
        raise ValueError(f"at most {len(weights) * CARDS_A_DAY} people can be made up")
    wanted = _shares(weights, size)
    cards: list[int] = []
    for offset, number in enumerate(wanted):
        base = (first + offset) * CARDS_A_DAY
        cards += (base + place for place in rng.sample(range(CARDS_A_DAY), number))
    rng.shuffle(cards)
    return cards


def _shares(weights: list[float], size: int) -> list[int]:
    """Whole numbers that follow ``weights``, none above 40, and add up to ``size``."""
    low, high = 0.0, float(CARDS_A_DAY)
    for _step in range(60):
        scale = (low + high) / 2
        if sum(min(weight * scale, CARDS_A_DAY) for weight in weights) < size:
            low = scale
        else:
            high = scale
    shares, owed = [], 0.0
    for weight in weights:
        owed += min(weight * high, CARDS_A_DAY)
        whole = min(int(owed), CARDS_A_DAY)
        shares.append(whole)
        owed -= whole
    missing = size - sum(shares)
    for place in range(len(shares)):
        if missing <= 0:
            break
        if shares[place] < CARDS_A_DAY:
            shares[place] += 1
            missing -= 1
    return shares

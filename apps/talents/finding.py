"""What to ask of half a million people so that the answer comes in milliseconds.

A list reads the first 26 rows in the order of names.  The planner may walk the index of
that order until 26 rows fit, or gather all that fit and sort them, and it takes every
word to be spread evenly over the alphabet.  A name is not: all the 王 stand together
near the end, and the walk passes 300,000 others first.  So a search comes in parts that
exclude one another, each with the way that suits it; the page merges them.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat

from apps.core.crypto import blind_index
from apps.talents import search
from apps.talents.identity.kinds import DocumentKind
from apps.talents.identity.resident_id import InvalidNumber
from apps.talents.identity.text import compact
from apps.talents.identity.travel import read_hk_macau_permit
from apps.talents.models.employers import Employer
from apps.talents.pinyin import COMPOUND_SURNAMES, read_name
from apps.talents.syllables import cuts

# More employers than these are not listed one by one in the query.
EMPLOYERS_AT_MOST = 300
SHORT = 5
WHOLE = 7
_REGISTER_NUMBER = re.compile(r"[A-Z]{1,3}-\d{4}-\d{4,}")
_BY_NAME = ("sort_key", "pk")


@dataclass(frozen=True)
class Part:
    """One condition.  ``walks``: reading in the order of names meets it soon."""

    condition: Q
    walks: bool = False

    def ordered(self, queryset: QuerySet, *ordering: str) -> QuerySet:
        """``queryset`` narrowed and in the order of names, by the better way."""
        queryset = queryset.filter(self.condition)
        if self.walks:
            return queryset.order_by(*ordering)
        # No index has this expression: what fits is gathered first, then sorted.
        key = Concat("sort_key", Value(""))
        ways = {
            "sort_key": key.asc(),
            "-sort_key": key.desc(),
            "pk": "pk",
            "-pk": "-pk",
        }
        return queryset.order_by(*(ways[name] for name in ordering))


@dataclass(frozen=True)
class Found:
    """Parts of one search.  No row is in two of them."""

    parts: tuple[Part, ...]
    # A whole number was asked for, which one person has or nobody.
    is_exact: bool = False

    @property
    def condition(self) -> Q:
        found = Q()
        for part in self.parts:
            found |= part.condition
        return found

    def first(
        self, queryset: QuerySet, limit: int, ordering: tuple[str, ...] = _BY_NAME
    ) -> list[dict]:
        """The first rows of a ``values`` queryset in the order of names."""
        rows: list[dict] = []
        for part in self.parts:
            rows += part.ordered(queryset, *ordering)[:limit]
        if len(self.parts) > 1:
            rows.sort(
                key=lambda row: (row["sort_key"], row["pk"]),
                reverse=ordering[0].startswith("-"),
            )
        return rows[:limit]

    def some(self, queryset: QuerySet, limit: int) -> list[dict]:
        """Some rows, part by part until there are enough: for suggestions."""
        rows: list[dict] = []
        for part in self.parts:
            if len(rows) < limit:
                rows += part.ordered(queryset, *_BY_NAME)[: limit - len(rows)]
        return rows

    def count(self, queryset: QuerySet, at_most: int) -> int:
        """How many there are, counted no further than ``at_most``."""
        total = 0
        for part in self.parts:
            if total >= at_most:
                break
            few = queryset.filter(part.condition).order_by().values("pk")
            few = few[: at_most - total]
            total += few.count()
        return total


def find_people(query: str) -> Found | None:
    """What ``query`` asks of the register; ``None`` where it asks nothing.

    Each word must fit the name, its spelling, a number or the employer.  At most three
    short queries of its own: employers by name, documents by their blind index.
    """
    words = search.words_of(query)
    if not words:
        return None
    if len(words) == 1:
        parts = _parts(words[0])
        return Found(tuple(parts), is_exact=_is_whole_number(words[0], parts))
    both = Q()
    for word in words:
        both &= Found(tuple(_parts(word))).condition
    return Found((Part(both),))


def _is_whole_number(word: str, parts: list[Part]) -> bool:
    has_digit = any(character.isdigit() for character in word)
    return has_digit and len(word) >= WHOLE and not any(part.walks for part in parts)


def _parts(word: str) -> list[Part]:
    if search.is_han(word):
        alone = len(word) == 1
        names = _by_surname(word) if alone else [Part(search.han_filter(word))]
        return names + _by_employer(word, names)
    letters = search.letters_of(word)
    if letters:
        names = _by_letters(letters)
        return names + _by_employer(letters, names)
    return _by_number(word)


def _by_surname(character: str) -> list[Part]:
    """One character: those whose name begins with it, and those who have it inside."""
    sound = read_name(character + "一").sort_key.partition(" ")[0]
    together = Q(sort_key__gte=sound, sort_key__lt=f"{sound}!")
    begins = Q(name__startswith=character) & together
    # Read otherwise in the name at hand, it stands elsewhere in the order.
    inside = Q(terms__contains=[search.inner_term(character)]) | (
        Q(terms__contains=[character], name__startswith=character) & ~together
        if _sounds_differ(character, sound)
        else Q()
    )
    return [Part(begins, walks=True), Part(inside & ~begins)]


def _sounds_differ(character: str, sound: str) -> bool:
    """Whether a name may begin with the character and not with ``sound``."""
    alone = read_name(f"{character}·一").sort_key.partition(" ")[0]
    begins_compound = any(name[0] == character for name in COMPOUND_SURNAMES)
    return alone != sound or begins_compound


def _by_letters(letters: str) -> list[Part]:
    """Pinyin, initials, words in Latin letters and the other readings of a name.

    Few letters fit tens of thousands who stand together in the order of names.
    """
    also = Q(terms__contains=[letters])
    if len(letters) > SHORT:
        return [Part(Q(pinyin__startswith=letters) | also)]
    together = Q(sort_key__startswith=letters)
    if len(letters) == 1:
        return [Part(together, walks=True)]
    also |= Q(initials__startswith=letters)
    pieces = cuts(letters)
    for piece in pieces:
        also |= Q(sort_key__startswith=piece)
    if not pieces:  # Latin words written as one
        also |= Q(pinyin__startswith=letters)
    return [Part(together, walks=True), Part(also & ~together)]


def _by_employer(word: str, names: list[Part]) -> list[Part]:
    """Those who work for an employer of that name and are not found by their own."""
    if len(word) < 2:
        return []
    employers = list(
        Employer.objects.filter(_employer_named(word))
        .order_by()
        .values_list("pk", flat=True)[: EMPLOYERS_AT_MOST + 1]
    )
    if not employers:
        return []
    if len(employers) > EMPLOYERS_AT_MOST:
        all_of_them = Employer.objects.filter(_employer_named(word)).values("pk")
        works = Q(employer_id__in=all_of_them)
    else:
        works = Q(employer_id__in=employers)
    for part in names:
        works &= ~part.condition
    return [Part(works, walks=True)]


def _employer_named(word: str) -> Q:
    if search.is_han(word):
        return search.han_filter(word)
    named = Q(terms__contains=[word])
    return named | Q(pinyin__contains=word) if len(word) > SHORT else named


def _by_number(word: str) -> list[Part]:
    """A whole register, document or phone number, or the last four of one."""
    number = word.upper()
    if _REGISTER_NUMBER.fullmatch(number):
        return [Part(Q(number=number))]
    if len(number) < WHOLE:
        return [Part(search.tail_filter(word), walks=True)]
    found = Q(pk__in=_holders(compact(number)))
    digits = number.removeprefix("+86")
    if digits.isdecimal() and len(digits) == 11:
        found |= Q(phone_index=blind_index("phone", f"+86{digits}"))
    if len(number) == 18:
        employer = Employer.objects.filter(uscc=number).values_list("pk", flat=True)
        found |= Q(employer_id__in=list(employer))
    return [Part(found)]


def _holders(number: str) -> list[int]:
    """Who holds the document with this whole number, of whatever kind."""
    keys = {(kind, number) for kind in DocumentKind}
    with suppress(InvalidNumber):
        keys.add((DocumentKind.HK_MACAU_PERMIT, read_hk_macau_permit(number)))
    documents = apps.get_model("talents", "IdentityDocument").objects.filter(
        number_index__in=[document_index(kind, value) for kind, value in keys]
    )
    return list(documents.values_list("talent_id", flat=True))


def document_index(kind: str, number: str) -> str:
    """The blind index of a document: its kind and normalised number."""
    return blind_index("document", f"{kind}:{number}")

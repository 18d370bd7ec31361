"""What a name can be found by: one array of terms, one index, one way to ask.

Terms of a row: every Chinese character of the name and every adjacent pair (an index
over characters and pairs answers a two-character name in about a millisecond where
trigrams take hundreds), each Latin word, and ``#`` + the last four of each number.
Pinyin and initials have columns of their own, asked by prefix.
"""

from __future__ import annotations

import re
import unicodedata

from django.db.models import Q, QuerySet

from apps.talents.pinyin import read_name

TAIL = 4
LONGEST_TERM = 40
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]+")
_LATIN = re.compile(r"[a-z]+")


def plain(text: str) -> str:
    """Half-width, lower case, one blank between words."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def han_terms(text: str) -> set[str]:
    """Characters and adjacent pairs of each run of Chinese characters."""
    found: set[str] = set()
    for run in _HAN.findall(text.replace(" ", "")):
        found.update(run)
        found.update(run[i : i + 2] for i in range(len(run) - 1))
    return found


def name_terms(name: str) -> list[str]:
    """Terms for a name: characters, pairs, Latin words and the other readings."""
    text = plain(name)
    found = han_terms(text)
    latin = _LATIN.findall(text)
    found.update(word for word in latin if len(word) > 1)
    reading = read_name(name)
    found.update(reading.search_terms[2:])
    return sorted(term for term in found if 1 <= len(term) <= LONGEST_TERM)


def tail_term(number: str) -> str:
    """``#9975`` of a document, phone or register number."""
    return "#" + number[-TAIL:].upper() if len(number) >= TAIL else ""


def person_terms(name: str, numbers: list[str]) -> list[str]:
    """All terms of a person: the name's and the tails of his or her numbers."""
    tails = {tail_term(number) for number in numbers if number}
    return sorted({*name_terms(name), *tails} - {""})


def words_of(query: str) -> list[str]:
    """The words of a query, at most five; each must be found."""
    return plain(query).split()[:5]


def names_like(query: str, *, name: str = "name") -> Q:
    """Rows with ``terms``, ``pinyin`` and ``initials`` whose name fits every word."""
    found = Q()
    for word in words_of(query):
        found &= word_filter(word, name=name)
    return found


def word_filter(word: str, *, name: str = "name") -> Q:
    """One word: Chinese → pairs, then the name itself; letters → pinyin, initials."""
    if _HAN.search(word):
        terms = sorted(han_terms(word), key=len)
        pairs = [term for term in terms if len(term) == 2] or terms
        fits = Q(terms__contains=pairs)
        # Pairs may stand apart; only a run of three or more needs the second look.
        return fits & Q(**{f"{name}__contains": word}) if len(word) > 2 else fits
    letters = re.sub(r"[^a-z]", "", word)
    if letters and letters == word.replace("'", ""):
        spelled = Q(pinyin__startswith=letters) | Q(terms__contains=[letters])
        return (
            spelled | Q(initials__startswith=letters) if len(letters) <= 5 else spelled
        )
    return Q(terms__contains=[tail_term(word)]) if len(word) >= TAIL else Q(pk__in=[])


def order_by_sound(queryset: QuerySet) -> QuerySet:
    return queryset.order_by("sort_key", "pk")

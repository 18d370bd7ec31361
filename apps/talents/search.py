"""What a name can be found by: one array of terms, one index, one way to ask.

Terms of a row: every Chinese character of the name and every adjacent pair (an index
over characters and pairs answers a two-character name in about a millisecond where
trigrams take hundreds), ``~`` + each character that the name does not begin with, each
Latin word with and without its accents, and ``#`` + the last four of each number.
Pinyin and initials have columns of their own, asked by prefix.
"""

from __future__ import annotations

import re
import unicodedata

from django.db.models import Q

from apps.talents.pinyin import latin_words, read_name, without_accents

TAIL = 4
LONGEST_TERM = 40
WORDS_AT_MOST = 5
# Beyond this nobody types initials, and a prefix of the full spelling is meant.
INITIALS_AT_MOST = 5
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]+")
_TAIL = re.compile(r"[0-9]{3}[0-9x]")
# Register numbers read T-2026-000123.
NUMBER_PREFIX = "T"
_YEARS = range(2020, 2050)
_SERIAL = re.compile(r"[0-9]{5,6}")
# What stands between the parts of one name: 阿依古丽·买买提, Seo-yeon.
_JOINTS = re.compile("[·・•‧∙⋅･．.\\-]+")


def plain(text: str) -> str:
    """Half-width, lower case, one blank between words."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def is_han(word: str) -> bool:
    return _HAN.search(word) is not None


def letters_of(word: str) -> str:
    """``word`` as plain letters, or ``""`` where it is no word of letters."""
    letters = without_accents(word.replace("'", "").replace("’", ""))
    return letters if letters.isascii() and letters.isalpha() else ""


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
    for spellings in latin_words(_HAN.sub(" ", text)):
        found.update(word for word in spellings if len(word) > 1)
    found.update(read_name(name).search_terms[2:])
    return sorted(term for term in found if 1 <= len(term) <= LONGEST_TERM)


def inner_term(character: str) -> str:
    """``~王``: of those with 王 in the name the few whose surname it is not."""
    return "~" + character


def tail_term(number: str) -> str:
    """``#9975`` of a document, phone or register number."""
    return "#" + number[-TAIL:].upper() if len(number) >= TAIL else ""


def person_terms(name: str, numbers: list[str]) -> list[str]:
    """All terms of a person: the name's and the tails of his or her numbers."""
    tails = {tail_term(number) for number in numbers if number}
    inside = {
        inner_term(character) for character in plain(name)[1:] if is_han(character)
    }
    return sorted({*name_terms(name), *inside, *tails} - {""})


def words_of(query: str) -> list[str]:
    """The words of a query, at most five; each must be found.

    The parts of one name count as words of their own; numbers are left whole.
    """
    found: list[str] = []
    for word in plain(query).replace("\x00", "").split():
        has_digit = any(character.isdigit() for character in word)
        found += [word] if has_digit else _JOINTS.split(word)
    return [word for word in found if word][:WORDS_AT_MOST]


def names_like(query: str, *, name: str = "name") -> Q:
    """Rows with ``terms``, ``pinyin`` and ``initials`` whose name fits every word."""
    found = Q()
    for word in words_of(query):
        found &= word_filter(word, name=name)
    return found


def word_filter(word: str, *, name: str = "name") -> Q:
    """One word: Chinese → pairs, then the name itself; letters → pinyin, initials.

    Numbers are not asked for here: only people have them.
    """
    if is_han(word):
        return han_filter(word, name=name)
    letters = letters_of(word)
    if letters:
        spelled = Q(pinyin__startswith=letters) | Q(terms__contains=[letters])
        return (
            spelled | Q(initials__startswith=letters)
            if len(letters) <= INITIALS_AT_MOST
            else spelled
        )
    return nothing()


def han_filter(word: str, *, name: str = "name") -> Q:
    terms = sorted(han_terms(word), key=len)
    pairs = [term for term in terms if len(term) == 2] or terms
    fits = Q(terms__contains=pairs)
    # Pairs may stand apart; only a run of three or more needs the second look.
    return fits & Q(**{f"{name}__contains": word}) if len(word) > 2 else fits


def tail_filter(word: str) -> Q:
    """The last four of a number, or the last five or six of a register number."""
    if _TAIL.fullmatch(word):
        return Q(terms__contains=[tail_term(word)])
    if _SERIAL.fullmatch(word):
        firsts = "0123456789" if len(word) == 5 else [""]
        return Q(
            number__in=[
                f"{NUMBER_PREFIX}-{year}-{first}{word}"
                for year in _YEARS
                for first in firsts
            ]
        )
    return nothing()


def nothing() -> Q:
    return Q(pk__in=[])

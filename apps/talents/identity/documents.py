"""One door for every kind of document: check a number, say what it tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from apps.talents.identity import resident_id, travel
from apps.talents.identity.kinds import BadDocument, DocumentKind, Gender
from apps.talents.identity.resident_id import InvalidNumber
from apps.talents.identity.text import compact

_GB11643 = {
    DocumentKind.RESIDENT_ID,
    DocumentKind.HMT_RESIDENCE,
    DocumentKind.FOREIGN_PERMANENT,
}


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """A checked document: ``kind`` and ``number`` together are a person's key."""

    kind: DocumentKind
    number: str
    birth_date: date | None = None
    gender: Gender | None = None


def read_document(kind: DocumentKind, value: str, *, on: date) -> DocumentFacts:
    """Check ``value`` as a number of ``kind`` on the day ``on``.

    The kind comes back as the number shows it: offices write "ID card" over the
    permits of people from Hong Kong, Macau and Taiwan, whose numbers look alike.
    Raises ``InvalidNumber``.
    """
    if not value.strip():
        raise InvalidNumber(BadDocument.MISSING)
    if kind == DocumentKind.FOREIGN_PERMANENT and compact(value)[:3].isalpha():
        return DocumentFacts(kind, travel.read_old_permanent_residence(value))
    if kind in _GB11643:
        facts = resident_id.read(value, on=on)
        return DocumentFacts(facts.kind, facts.number, facts.birth_date, facts.gender)
    if kind == DocumentKind.PASSPORT:
        return DocumentFacts(kind, travel.read_passport(value))
    if kind == DocumentKind.HK_MACAU_PERMIT:
        return DocumentFacts(kind, travel.read_hk_macau_permit(value))
    if kind == DocumentKind.TAIWAN_PERMIT:
        return DocumentFacts(kind, travel.read_taiwan_permit(value))
    raise ValueError(f"no rule for {kind!r}")


def guess_kind(value: str) -> DocumentKind | None:
    """The kind a number looks like, for files without a column that says so."""
    number = compact(value)
    if len(number) == 18 and number[:17].isdigit():
        return resident_id.kind_of(number)
    if len(number) == 15 and number[:3].isalpha():
        return DocumentKind.FOREIGN_PERMANENT
    if len(number) in {9, 11} and number[:1] in {"H", "M"} and number[1:].isdigit():
        return DocumentKind.HK_MACAU_PERMIT
    if number.isdigit() and len(number) in {15, 16, 17, 19, 20}:
        return DocumentKind.RESIDENT_ID  # miscounted: refused for its length
    if number.isascii() and number.isalnum() and not number.isalpha():
        return DocumentKind.PASSPORT
    return None

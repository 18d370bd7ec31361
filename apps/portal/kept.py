"""What the register keeps about one person, as that person may read it.

One list of sections feeds the page, the readable copy and the copy for machines, so
they cannot differ.  Remarks of the office are notes of its staff and are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Model
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from apps.core.crypto import mask_document, mask_name
from apps.talents.models import (
    BankAccount,
    Education,
    Employment,
    GradeAward,
    IdentityDocument,
    Introduction,
    Membership,
    ProgrammeTitle,
    Talent,
)
from apps.talents.models.career import shown_date


@dataclass(frozen=True)
class Fact:
    """One value.  ``value`` may be shown; ``full`` is the value without its mask."""

    key: str
    label: str | Promise
    value: str
    full: str = ""

    @property
    def is_masked(self) -> bool:
        return bool(self.full) and self.full != self.value

    def text(self, *, unmasked: bool) -> str:
        return self.full if unmasked and self.full else self.value


@dataclass(frozen=True)
class Record:
    """One row of the register; ``source`` says where it came from."""

    facts: list[Fact]
    source: str
    updated_on: date | None = None


@dataclass(frozen=True)
class Section:
    key: str
    title: str | Promise
    icon: str
    records: list[Record] = field(default_factory=list)


def sections_of(talent: Talent) -> list[Section]:
    """Everything kept about ``talent``; one query for each kind of row."""
    return [
        Section("person", _("Person"), "person", [_person(talent)]),
        Section(
            "documents",
            _("Identity documents"),
            "card-heading",
            _rows(_document, IdentityDocument.objects.filter(talent=talent)),
        ),
        Section(
            "employment",
            _("Employment"),
            "briefcase",
            _rows(
                _employment,
                Employment.objects.filter(talent=talent).select_related("employer"),
            ),
        ),
        Section(
            "education",
            _("Education"),
            "mortarboard",
            _rows(_education, Education.objects.filter(talent=talent)),
        ),
        Section(
            "grades",
            _("Grades and titles"),
            "award",
            [
                *_rows(
                    _grade,
                    GradeAward.objects.filter(talent=talent).select_related(
                        "level__scheme"
                    ),
                ),
                *_rows(_title, ProgrammeTitle.objects.filter(talent=talent)),
            ],
        ),
        Section(
            "introduction",
            _("Coming to the city"),
            "signpost",
            _rows(
                _introduction,
                Introduction.objects.filter(talent=talent).select_related("employer"),
            ),
        ),
        Section("household", _("Household"), "people", list(_household(talent))),
        Section(
            "accounts",
            _("Bank accounts"),
            "bank",
            _rows(
                _account,
                BankAccount.objects.filter(talent=talent, is_current=True),
            ),
        ),
    ]


def _rows(read, rows: Iterable[Model]) -> list[Record]:
    return [
        Record(
            [fact for fact in read(row) if fact.value],
            source_words(getattr(row, "source", "")),
            local_day(row.updated_at),
        )
        for row in rows
    ]


def local_day(at: datetime) -> date:
    return timezone.localtime(at).date()


def source_words(source: str) -> str:
    """Where a row came from, for the person it is about: never a file's name."""
    if source.startswith(("import", "roster", "talents.rosterimport")):
        return _("Roster of an office")
    return _("Talent office")


def _label(model: type[Model], name: str) -> str:
    label = str(model._meta.get_field(name).verbose_name)
    return label[:1].upper() + label[1:]


def _fact(row: Model, name: str, value: object, full: str = "") -> Fact:
    if isinstance(value, date):
        value = value.isoformat()
    return Fact(name, _label(type(row), name), str(value or ""), full)


def _person(talent: Talent) -> Record:
    facts = [
        _fact(talent, "number", talent.number),
        Fact("name", _("Full name"), talent.name),
        _fact(talent, "name_en", talent.name_en),
        _fact(talent, "gender", talent.get_gender_display()),
        _fact(talent, "birth_date", talent.birth_date),
        _fact(talent, "nationality", talent.nationality),
        _fact(talent, "phone", talent.masked_phone, talent.phone),
        _fact(talent, "email", talent.email),
        _fact(talent, "region", talent.region),
        _fact(talent, "employer", talent.employer),
        _fact(talent, "category", talent.get_category_display()),
        _fact(talent, "education", talent.get_education_display()),
        _fact(talent, "title", talent.get_title_display()),
        _fact(talent, "field", talent.field),
        _fact(talent, "status", talent.get_status_display()),
        _fact(talent, "is_verified", _("Yes") if talent.is_verified else _("No")),
    ]
    return Record(
        [fact for fact in facts if fact.value],
        source_words(""),
        local_day(talent.updated_at),
    )


def _document(row: IdentityDocument) -> Iterator[Fact]:
    yield _fact(row, "kind", row.get_kind_display())
    yield _fact(row, "number", row.masked, row.number)
    yield _fact(row, "country", row.country)
    yield _fact(row, "valid_until", row.valid_until)


def _employment(row: Employment) -> Iterator[Fact]:
    yield _fact(row, "employer", row.employer)
    yield _fact(row, "position", row.position)
    yield _fact(row, "from_date", row.from_date)
    yield _fact(row, "until_date", row.until_date)
    yield _fact(row, "contract_years", row.contract_years)
    yield _fact(row, "insured_since", row.insured_since)


def _education(row: Education) -> Iterator[Fact]:
    yield _fact(row, "level", row.get_level_display())
    yield _fact(row, "mode", row.get_mode_display())
    yield _fact(row, "school", row.school)
    yield _fact(row, "major", row.major)
    yield _fact(row, "graduated_on", shown_date(row.graduated_on, row.precision))
    yield _fact(row, "verified_on", row.verified_on)


def _grade(row: GradeAward) -> Iterator[Fact]:
    yield _fact(row, "level", f"{row.level.scheme} · {row.level}")
    yield _fact(row, "status", row.get_status_display())
    yield _fact(row, "issued_on", row.issued_on)
    yield _fact(row, "valid_until", row.valid_until)


def _title(row: ProgrammeTitle) -> Iterator[Fact]:
    yield _fact(row, "name", row.name)
    yield _fact(row, "issuer", row.issuer)
    yield _fact(row, "given_on", row.given_on)


def _introduction(row: Introduction) -> Iterator[Fact]:
    yield _fact(row, "mode", row.get_mode_display())
    yield _fact(row, "introduced_on", shown_date(row.introduced_on, row.precision))
    yield _fact(row, "employer", row.employer)


def _account(row: BankAccount) -> Iterator[Fact]:
    yield _fact(row, "bank", row.bank)
    yield _fact(row, "branch", row.branch)
    yield _fact(row, "holder", row.holder)
    yield _fact(row, "number", row.masked, row.number)


def _household(talent: Talent) -> Iterator[Record]:
    """The other members: their data is theirs, so it never comes without its mask."""
    own = Membership.objects.filter(talent=talent, until_date__isnull=True)
    members = (
        Membership.objects.filter(
            household__in=own.values("household"), until_date__isnull=True
        )
        .exclude(talent=talent)
        .select_related("talent")
        .order_by("pk")
    )
    for row in members:
        name = row.talent.name if row.talent else row.name
        facts = [
            _fact(row, "relation", row.get_relation_display()),
            Fact("name", _("Full name"), mask_name(name)),
            _fact(row, "document_number", mask_document(row.document_number)),
        ]
        yield Record(
            [fact for fact in facts if fact.value],
            source_words(""),
            local_day(row.updated_at),
        )

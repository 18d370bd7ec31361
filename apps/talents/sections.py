"""What the register knows of a person, section by section, none of them endless."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.core.crypto import mask_document, mask_name
from apps.talents.models import GradeAward, Membership, Talent
from apps.talents.models.career import shown_date

LIMIT = 5
ALL = 200


@dataclass
class Section:
    """Rows of one kind; ``add_url`` leads to the form that adds one."""

    key: str
    title: str | Promise
    icon: str
    template: str
    rows: list = field(default_factory=list)
    has_more: bool = False
    add_url: str = ""
    add_label: str | Promise = ""


def sections_of(talent: Talent, *, on: date, whole: str = "") -> list[Section]:
    """Every section with its newest rows; of ``whole`` all of them.  A query each."""
    found = []
    for key, (title, icon, add, add_label, read) in _SECTIONS.items():
        limit = ALL if key == whole else LIMIT
        rows = list(read(talent, on)[: limit + 1])
        found.append(
            Section(
                key=key,
                title=title,
                icon=icon,
                template=f"talents/sections/{key}.html",
                rows=rows[:limit],
                has_more=len(rows) > limit,
                add_url=reverse("talents:add", args=[talent.number, add]),
                add_label=add_label,
            )
        )
    return found


def _documents(talent: Talent, on: date) -> QuerySet:
    return talent.documents.defer("number").order_by("-is_main", "pk")


def _employments(talent: Talent, on: date) -> QuerySet:
    return talent.employments.select_related("employer").order_by(
        "until_date", "-from_date", "-pk"
    )


def _educations(talent: Talent, on: date) -> list:
    rows = list(talent.educations.all()[: ALL + 1])
    for row in rows:
        row.graduated_text = shown_date(row.graduated_on, row.precision)
    return rows


def _introductions(talent: Talent, on: date) -> list:
    rows = list(talent.introductions.select_related("employer")[: ALL + 1])
    for row in rows:
        row.day_text = shown_date(row.introduced_on, row.precision)
    return rows


def _grades(talent: Talent, on: date) -> list:
    rows = list(talent.grades.select_related("level__scheme")[: ALL + 1])
    for row in rows:
        row.kind, row.state = grade_state(row, on)
    return rows


def grade_state(award: GradeAward, on: date) -> tuple[str, str | Promise]:
    """(kind, words) of an award on a day; past its last day it has expired."""
    if award.status == GradeAward.Status.REVOKED:
        return "no", award.get_status_display()
    if award.status == GradeAward.Status.SUSPENDED:
        return "wait", award.get_status_display()
    if award.valid_until and award.valid_until < on:
        return "muted", _("Expired")
    if award.issued_on > on:
        return "info", _("Not yet in force")
    return "ok", award.get_status_display()


def _titles(talent: Talent, on: date) -> QuerySet:
    return talent.programme_titles.all()


def _household(talent: Talent, on: date) -> list:
    """Everybody of the households the person is or was in; names masked."""
    homes = talent.memberships.values("household_id")
    rows = list(
        Membership.objects.filter(household__in=homes)
        .select_related("talent")
        .order_by("until_date", "household_id", "from_date", "pk")[: ALL + 1]
    )
    for row in rows:
        row.is_self = row.talent_id == talent.pk
        row.masked_name = mask_name(row.talent.name if row.talent else row.name)
        row.masked_document = mask_document(row.document_number)
    return rows


def _accounts(talent: Talent, on: date) -> QuerySet:
    return talent.bank_accounts.defer("number").order_by("-is_current", "-pk")


def _consents(talent: Talent, on: date) -> QuerySet:
    return talent.consents.order_by("withdrawn_at", "-given_at")


_SECTIONS: dict[str, tuple[Promise, str, str, Promise, Callable]] = {
    "documents": (
        _("Identity documents"), "person-vcard", "document",
        _("Add a document"), _documents,
    ),
    "employments": (
        _("Employment"), "briefcase", "employment", _("Change of job"),
        _employments,
    ),
    "educations": (
        _("Education"), "mortarboard", "education", _("Add education"),
        _educations,
    ),
    "grades": (
        _("Grades"), "award", "grade", _("Award a grade"), _grades,
    ),
    "titles": (
        _("Programme titles"), "stars", "title", _("Add a title"), _titles,
    ),
    "introductions": (
        _("Introduction"), "box-arrow-in-right", "introduction",
        _("Add an introduction"), _introductions,
    ),
    "household": (
        _("Household"), "house-heart", "member", _("Add a member"), _household,
    ),
    "accounts": (
        _("Bank accounts"), "bank", "account", _("New account"), _accounts,
    ),
    "consents": (
        _("Consents"), "file-earmark-check", "consent", _("Record a consent"),
        _consents,
    ),
}  # fmt: skip

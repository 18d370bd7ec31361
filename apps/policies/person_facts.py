"""Facts about a person that the register answers.

The register (``talents``) stands below policies, so its facts are read here.
"""

from __future__ import annotations

import calendar
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from apps.accounts.models.places import region_prefix
from apps.policies.facts import UNKNOWN, FactValue, Span, Subject
from apps.policies.person_sql import EXACTNESS
from apps.policies.years import full_years
from apps.talents.choices import Category, EducationLevel, Precision
from apps.talents.models import Education, Employment, GradeAward, Membership

REGISTER = _("Talent register")
DEGREES = _("Talent register: education")
EMPLOYMENT = _("Talent register: employment")
GRADES = _("Talent register: grades")
HOUSEHOLDS = _("Talent register: household")
PROPERTY = _("Property register")


def _kept(subject: Subject, key: str, read):
    if key not in subject.cache:
        subject.cache[key] = read()
    return subject.cache[key]


def _educations(subject: Subject) -> list[Education]:
    return _kept(subject, "educations", lambda: list(subject.talent.educations.all()))


def _employment(subject: Subject) -> Employment | None:
    """The one that holds on the deciding day."""

    def read() -> Employment | None:
        rows = subject.talent.employments.select_related("employer")
        for row in rows:
            begun = row.from_date is None or row.from_date <= subject.on
            if begun and (row.until_date is None or row.until_date > subject.on):
                return row
        return None

    return _kept(subject, "employment", read)


def age(subject: Subject) -> FactValue:
    born = subject.talent.birth_date
    if born is None:
        return FactValue(UNKNOWN, REGISTER, missing=_("the date of birth"))
    return FactValue(Decimal(full_years(born, subject.on)), REGISTER, subject.on)


def verified(subject: Subject) -> FactValue:
    return FactValue(subject.talent.is_verified, REGISTER)


def title(subject: Subject) -> FactValue:
    if not subject.talent.title:
        return FactValue(
            UNKNOWN, REGISTER, missing=_("whether there is a professional title")
        )
    return FactValue(subject.talent.title, REGISTER)


def _full_time(subject: Subject, level: str) -> tuple[list[Education], FactValue]:
    """Full-time degrees of a level, and whether there is one.

    An overseas degree or one whose mode is not stated leaves it open: whether it counts
    as "full-time, by national enrolment" (统招) is for a person to settle.
    """
    rows = _educations(subject)
    at_level = [row for row in rows if row.level == level]
    found = [row for row in at_level if row.mode == Education.Mode.FULL_TIME]
    if found:
        checked = [row.verified_on for row in found if row.verified_on]
        return found, FactValue(True, DEGREES, max(checked, default=None))
    wanted = EducationLevel(level)
    open_modes = {Education.Mode.OVERSEAS, Education.Mode.UNKNOWN}
    if any(row.mode in open_modes for row in at_level):
        missing = _("whether the degree was taken full-time by national enrolment")
        return [], FactValue(UNKNOWN, DEGREES, missing=missing)
    levels = [EducationLevel(row.level) for row in rows]
    if subject.talent.education:
        levels.append(EducationLevel(subject.talent.education))
    highest = max((each.rank for each in levels), default=None)
    if highest is None:
        return [], FactValue(UNKNOWN, DEGREES, missing=_("any entry on education"))
    if at_level or highest < wanted.rank:
        return [], FactValue(False, DEGREES)
    # A higher degree stands on the register; whether this one was taken does not.
    return [], FactValue(UNKNOWN, DEGREES, missing=_("this degree"))


def degree(level: str):
    return lambda subject: _full_time(subject, level)[1]


def degree_date(level: str):
    """The latest graduation with a full-time degree of the level."""

    def read(subject: Subject) -> FactValue:
        rows, has = _full_time(subject, level)
        if has.value is False:
            return FactValue(UNKNOWN, DEGREES, missing=_("there is no such degree"))
        dated = [row for row in rows if row.graduated_on]
        if not dated:
            return FactValue(UNKNOWN, DEGREES, missing=_("the date of graduation"))
        # Of two on one day the one that is known more exactly.
        latest = max(
            dated, key=lambda row: (row.graduated_on, EXACTNESS[row.precision])
        )
        return FactValue(
            _as_precise(latest.graduated_on, latest.precision),
            DEGREES,
            latest.verified_on,
        )

    return read


def _as_precise(day: date, precision: str) -> date | Span:
    if precision == Precision.YEAR:
        return Span(date(day.year, 1, 1), date(day.year, 12, 31))
    if precision == Precision.MONTH:
        last = calendar.monthrange(day.year, day.month)[1]
        return Span(day.replace(day=1), day.replace(day=last))
    return day


def world_class_master(subject: Subject) -> FactValue:
    rows, has = _full_time(subject, EducationLevel.MASTER)
    if not has.is_known or has.value is False:
        return has
    return FactValue(any(row.is_world_class for row in rows), DEGREES, has.as_of)


def employed(subject: Subject) -> FactValue:
    if _employment(subject) is None:
        return FactValue(UNKNOWN, EMPLOYMENT, missing=_("where the person works"))
    return FactValue(True, EMPLOYMENT)


def works_in_city(subject: Subject) -> FactValue:
    row = _employment(subject)
    if row is None:
        return FactValue(UNKNOWN, EMPLOYMENT, missing=_("where the person works"))
    prefix = region_prefix(settings.TALENT_CITY)
    return FactValue(row.employer.region_id.startswith(prefix), EMPLOYMENT)


def hired_on(subject: Subject) -> FactValue:
    row = _employment(subject)
    if row is None or row.from_date is None:
        return FactValue(UNKNOWN, EMPLOYMENT, missing=_("since when"))
    return FactValue(row.from_date, EMPLOYMENT)


def insured_since(subject: Subject) -> FactValue:
    row = _employment(subject)
    if row is None or row.insured_since is None:
        return FactValue(
            UNKNOWN, EMPLOYMENT, missing=_("since when social insurance is paid")
        )
    return FactValue(row.insured_since, EMPLOYMENT)


def contract_years(subject: Subject) -> FactValue:
    row = _employment(subject)
    if row is None or row.contract_years is None:
        return FactValue(UNKNOWN, EMPLOYMENT, missing=_("the term of the contract"))
    return FactValue(Decimal(row.contract_years), EMPLOYMENT)


def category(subject: Subject) -> FactValue:
    category = subject.talent.category
    if category == Category.UNKNOWN:
        return FactValue(UNKNOWN, REGISTER, missing=_("the category"))
    return FactValue(category, REGISTER)


def nationality(subject: Subject) -> FactValue:
    return FactValue(subject.talent.nationality, REGISTER)


def _grade(subject: Subject) -> GradeAward | None:
    """The highest grade in force on the day, of an edition in force on that day."""

    def read() -> GradeAward | None:
        on = subject.on
        found = [
            award
            for award in subject.talent.grades.select_related("level__scheme")
            if award.is_valid(on) and award.level.scheme.is_in_force(on)
        ]
        return min(found, key=lambda award: (award.level.rank, award.pk), default=None)

    return _kept(subject, "grade", read)


def grade_code(subject: Subject) -> FactValue:
    award = _grade(subject)
    if award is None:
        return FactValue(UNKNOWN, GRADES, missing=_("a grade in force"))
    return FactValue(award.level.code, GRADES, award.issued_on)


def grade_rank(subject: Subject) -> FactValue:
    award = _grade(subject)
    if award is None:
        return FactValue(UNKNOWN, GRADES, missing=_("a grade in force"))
    return FactValue(Decimal(award.level.rank), GRADES, award.issued_on)


COUPLE = (Membership.Relation.HEAD, Membership.Relation.SPOUSE)


def married(subject: Subject) -> FactValue:
    """Whether the household on the register holds a couple on that day."""

    def read() -> bool | None:
        current = Membership.objects.current(subject.on).filter(relation__in=COUPLE)
        own = current.filter(talent=subject.talent).order_by("pk").first()
        if own is None:
            return None
        others = current.filter(household=own.household_id).exclude(pk=own.pk)
        spouse = Membership.Relation.SPOUSE
        return any(spouse in (own.relation, other.relation) for other in others)

    married = _kept(subject, "married", read)
    if married is None:
        return FactValue(UNKNOWN, HOUSEHOLDS, missing=_("the household"))
    return FactValue(married, HOUSEHOLDS)


def from_property_register(_subject: Subject) -> FactValue:
    """Unknown until somebody says it: no property register answers here."""
    missing = _("what the property register says")
    return FactValue(UNKNOWN, PROPERTY, missing=missing)

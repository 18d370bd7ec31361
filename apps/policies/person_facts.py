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
from apps.policies.facts import (
    UNKNOWN,
    Fact,
    FactType,
    FactValue,
    Span,
    Subject,
    register,
)
from apps.policies.years import full_years
from apps.talents.choices import EducationLevel, Precision, TitleLevel
from apps.talents.models import Education, Employment

REGISTER = _("Talent register")
DEGREES = _("Talent register: education")
EMPLOYMENT = _("Talent register: employment")
NO_TITLE = "none"


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


def _age(subject: Subject) -> FactValue:
    born = subject.talent.birth_date
    if born is None:
        return FactValue(UNKNOWN, REGISTER, missing=_("the date of birth"))
    return FactValue(Decimal(full_years(born, subject.on)), REGISTER, subject.on)


def _verified(subject: Subject) -> FactValue:
    return FactValue(subject.talent.is_verified, REGISTER)


def _title(subject: Subject) -> FactValue:
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


def _degree(level: str):
    return lambda subject: _full_time(subject, level)[1]


def _degree_date(level: str):
    """The latest graduation with a full-time degree of the level."""

    def read(subject: Subject) -> FactValue:
        rows, has = _full_time(subject, level)
        if has.value is False:
            return FactValue(UNKNOWN, DEGREES, missing=_("there is no such degree"))
        dated = [row for row in rows if row.graduated_on]
        if not dated:
            return FactValue(UNKNOWN, DEGREES, missing=_("the date of graduation"))
        latest = max(dated, key=lambda row: row.graduated_on)
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


def _world_class_master(subject: Subject) -> FactValue:
    rows, has = _full_time(subject, EducationLevel.MASTER)
    if not has.is_known or has.value is False:
        return has
    return FactValue(any(row.is_world_class for row in rows), DEGREES, has.as_of)


def _employed(subject: Subject) -> FactValue:
    if _employment(subject) is None:
        return FactValue(UNKNOWN, EMPLOYMENT, missing=_("where the person works"))
    return FactValue(True, EMPLOYMENT)


def _works_in_city(subject: Subject) -> FactValue:
    row = _employment(subject)
    if row is None:
        return FactValue(UNKNOWN, EMPLOYMENT, missing=_("where the person works"))
    prefix = region_prefix(settings.TALENT_CITY)
    return FactValue(row.employer.region_id.startswith(prefix), EMPLOYMENT)


def _hired_on(subject: Subject) -> FactValue:
    row = _employment(subject)
    if row is None or row.from_date is None:
        return FactValue(UNKNOWN, EMPLOYMENT, missing=_("since when"))
    return FactValue(row.from_date, EMPLOYMENT)


def _insured_since(subject: Subject) -> FactValue:
    row = _employment(subject)
    if row is None or row.insured_since is None:
        return FactValue(
            UNKNOWN, EMPLOYMENT, missing=_("since when social insurance is paid")
        )
    return FactValue(row.insured_since, EMPLOYMENT)


def _contract_years(subject: Subject) -> FactValue:
    row = _employment(subject)
    if row is None or row.contract_years is None:
        return FactValue(UNKNOWN, EMPLOYMENT, missing=_("the term of the contract"))
    return FactValue(Decimal(row.contract_years), EMPLOYMENT)


def register_all() -> None:
    titles = [*TitleLevel.choices, (NO_TITLE, _("No professional title"))]
    yes_no = {"type": FactType.BOOLEAN, "source": DEGREES, "may_be_stated": True}
    for fact in (
        Fact("person.age", FactType.NUMBER, _("Age"), REGISTER, _age, _("years")),
        Fact(
            "person.verified",
            FactType.BOOLEAN,
            _("Identity verified"),
            REGISTER,
            _verified,
        ),
        Fact(
            "person.title",
            FactType.CHOICE,
            _("Professional title"),
            REGISTER,
            _title,
            choices=titles,
            may_be_stated=True,
            question=_("Which professional title do you hold?"),
        ),
        Fact(
            "education.doctor",
            label=_("Full-time doctorate"),
            read=_degree(EducationLevel.DOCTOR),
            question=_("Do you hold a doctorate, taken full-time?"),
            **yes_no,
        ),
        Fact(
            "education.master",
            label=_("Full-time master's degree"),
            read=_degree(EducationLevel.MASTER),
            question=_("Do you hold a master's degree, taken full-time?"),
            **yes_no,
        ),
        Fact(
            "education.master.world_class",
            label=_("Master's degree of a university under world-class construction"),
            read=_world_class_master,
            question=_(
                "Was your master's university one under world-class construction?"
            ),
            **yes_no,
        ),
        Fact(
            "education.bachelor",
            label=_("Full-time bachelor's degree"),
            read=_degree(EducationLevel.BACHELOR),
            question=_("Do you hold a bachelor's degree, taken full-time?"),
            **yes_no,
        ),
        *(
            Fact(
                f"education.{level}.graduated_on",
                FactType.DATE,
                label,
                DEGREES,
                _degree_date(level),
                may_be_stated=True,
                question=question,
            )
            for level, label, question in (
                (
                    EducationLevel.DOCTOR.value,
                    _("Graduated as doctor"),
                    _("When did you receive your doctorate?"),
                ),
                (
                    EducationLevel.MASTER.value,
                    _("Graduated as master"),
                    _("When did you receive your master's degree?"),
                ),
                (
                    EducationLevel.BACHELOR.value,
                    _("Graduated as bachelor"),
                    _("When did you receive your bachelor's degree?"),
                ),
            )
        ),
        Fact(
            "employment.employed",
            FactType.BOOLEAN,
            _("In employment"),
            EMPLOYMENT,
            _employed,
            may_be_stated=True,
            question=_("Are you employed now?"),
        ),
        Fact(
            "employment.in_city",
            FactType.BOOLEAN,
            _("Works in the city"),
            EMPLOYMENT,
            _works_in_city,
            may_be_stated=True,
            question=_("Is your employer in the city?"),
        ),
        Fact(
            "employment.from_date",
            FactType.DATE,
            _("Employed since"),
            EMPLOYMENT,
            _hired_on,
            may_be_stated=True,
            question=_("Since when have you been employed there?"),
        ),
        Fact(
            "employment.insured_since",
            FactType.DATE,
            _("Social insurance paid since"),
            EMPLOYMENT,
            _insured_since,
            may_be_stated=True,
            question=_("Since when has social insurance been paid?"),
        ),
        Fact(
            "employment.contract_years",
            FactType.NUMBER,
            _("Term of the employment contract"),
            EMPLOYMENT,
            _contract_years,
            _("years"),
            may_be_stated=True,
            question=_("For how many years is your employment contract?"),
        ),
    ):
        register(fact)

"""Which facts about a person there are: name, type, words, and both readings.

``person_facts`` reads one person, ``person_sql`` everybody at once.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.policies import person_facts as read
from apps.policies import person_sql as sql
from apps.policies.facts import Fact, FactType, register
from apps.policies.person_facts import DEGREES, EMPLOYMENT, REGISTER
from apps.talents.choices import Category, EducationLevel, TitleLevel

NO_TITLE = "none"


def register_all() -> None:
    titles = [*TitleLevel.choices, (NO_TITLE, _("No professional title"))]
    yes_no = {"type": FactType.BOOLEAN, "source": DEGREES, "may_be_stated": True}
    for fact in (
        Fact(
            "person.age",
            FactType.NUMBER,
            _("Age"),
            REGISTER,
            read.age,
            _("years"),
            sql=sql.AGE,
        ),
        Fact(
            "person.verified",
            FactType.BOOLEAN,
            _("Identity verified"),
            REGISTER,
            read.verified,
            sql=sql.VERIFIED,
        ),
        Fact(
            "person.title",
            FactType.CHOICE,
            _("Professional title"),
            REGISTER,
            read.title,
            choices=titles,
            may_be_stated=True,
            question=_("Which professional title do you hold?"),
            sql=sql.TITLE,
        ),
        Fact(
            "education.doctor",
            label=_("Full-time doctorate"),
            read=read.degree(EducationLevel.DOCTOR),
            question=_("Do you hold a doctorate, taken full-time?"),
            **yes_no,
            sql=sql.degree(EducationLevel.DOCTOR),
        ),
        Fact(
            "education.master",
            label=_("Full-time master's degree"),
            read=read.degree(EducationLevel.MASTER),
            question=_("Do you hold a master's degree, taken full-time?"),
            **yes_no,
            sql=sql.degree(EducationLevel.MASTER),
        ),
        Fact(
            "education.master.world_class",
            label=_("Master's degree of a university under world-class construction"),
            read=read.world_class_master,
            question=_(
                "Was your master's university one under world-class construction?"
            ),
            **yes_no,
            sql=sql.world_class_master(),
        ),
        Fact(
            "education.bachelor",
            label=_("Full-time bachelor's degree"),
            read=read.degree(EducationLevel.BACHELOR),
            question=_("Do you hold a bachelor's degree, taken full-time?"),
            **yes_no,
            sql=sql.degree(EducationLevel.BACHELOR),
        ),
        *(
            Fact(
                f"education.{level}.graduated_on",
                FactType.DATE,
                label,
                DEGREES,
                read.degree_date(level),
                may_be_stated=True,
                question=question,
                sql=sql.degree_date(EducationLevel(level)),
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
            read.employed,
            may_be_stated=True,
            question=_("Are you employed now?"),
            sql=sql.of_employment(
                "CASE WHEN employment.talent_id IS NOT NULL THEN true END"
            ),
        ),
        Fact(
            "employment.in_city",
            FactType.BOOLEAN,
            _("Works in the city"),
            EMPLOYMENT,
            read.works_in_city,
            may_be_stated=True,
            question=_("Is your employer in the city?"),
            sql=sql.of_employment("employment.in_city"),
        ),
        Fact(
            "employment.from_date",
            FactType.DATE,
            _("Employed since"),
            EMPLOYMENT,
            read.hired_on,
            may_be_stated=True,
            question=_("Since when have you been employed there?"),
            sql=sql.of_employment("employment.from_date"),
        ),
        Fact(
            "employment.insured_since",
            FactType.DATE,
            _("Social insurance paid since"),
            EMPLOYMENT,
            read.insured_since,
            may_be_stated=True,
            question=_("Since when has social insurance been paid?"),
            sql=sql.of_employment("employment.insured_since"),
        ),
        Fact(
            "employment.contract_years",
            FactType.NUMBER,
            _("Term of the employment contract"),
            EMPLOYMENT,
            read.contract_years,
            _("years"),
            may_be_stated=True,
            question=_("For how many years is your employment contract?"),
            sql=sql.of_employment("employment.contract_years"),
        ),
        Fact(
            "person.category",
            FactType.CHOICE,
            _("Statistical category"),
            REGISTER,
            read.category,
            choices=[c for c in Category.choices if c[0] != Category.UNKNOWN],
            sql=sql.CATEGORY,
        ),
        Fact(
            "person.nationality",
            FactType.TEXT,
            _("Nationality (ISO 3166-1 code)"),
            REGISTER,
            read.nationality,
            sql=sql.NATIONALITY,
        ),
        Fact(
            "grade.code",
            FactType.TEXT,
            _("Highest grade in force"),
            read.GRADES,
            read.grade_code,
            sql=sql.GRADE_CODE,
        ),
        Fact(
            "grade.rank",
            FactType.NUMBER,
            _("Rank of the highest grade in force (1 is the highest)"),
            read.GRADES,
            read.grade_rank,
            sql=sql.GRADE_RANK,
        ),
        Fact(
            "household.married",
            FactType.BOOLEAN,
            _("Married"),
            read.HOUSEHOLDS,
            read.married,
            sql=sql.MARRIED,
            may_be_stated=True,
            question=_("Are you married?"),
        ),
        # No property register is connected: stated by the applicant, settled by papers.
        Fact(
            "household.owns_home",
            FactType.BOOLEAN,
            _("The household owns a home in the city"),
            read.PROPERTY,
            read.from_property_register,
            may_be_stated=True,
            question=_(
                "Do you, your spouse or your minor children own a home in the city?"
            ),
        ),
        Fact(
            "household.sold_home_on",
            FactType.DATE,
            _("The household last sold a home in the city on"),
            read.PROPERTY,
            read.from_property_register,
            may_be_stated=True,
            question=_("When did your household last sell a home in the city?"),
        ),
    ):
        register(fact)

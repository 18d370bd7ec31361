"""The dullest valid rows of the register; nobody in them can be a real person."""

from __future__ import annotations

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory
from stdnum.cn import uscc

from apps.talents.choices import (
    Category,
    EducationLevel,
    IntroductionMode,
    TalentStatus,
)
from apps.talents.identity.kinds import DocumentKind, Gender
from apps.talents.models import (
    BankAccount,
    Consent,
    Education,
    Employer,
    Employment,
    GradeAward,
    GradeLevel,
    GradeScheme,
    Household,
    IdentityDocument,
    Introduction,
    Membership,
    ProgrammeTitle,
    Talent,
)
from tests.talents.identity.numbers import resident_number

__all__ = [
    "BankAccountFactory",
    "ConsentFactory",
    "EducationFactory",
    "EmployerFactory",
    "EmploymentFactory",
    "GradeAwardFactory",
    "GradeLevelFactory",
    "GradeSchemeFactory",
    "HouseholdFactory",
    "IdentityDocumentFactory",
    "IntroductionFactory",
    "MembershipFactory",
    "ProgrammeTitleFactory",
    "TalentFactory",
]

SARTU = "230602"
BORN = date(1990, 5, 17)


def employer_code(n: int) -> str:
    """A unified social credit code with a right check character."""
    body = f"91230600MA{n:07d}"
    return body + uscc.calc_check_digit(body)


def nth_document(n: int) -> str:
    """The nth resident number that belongs to nobody: 6,576 days, sequences 996–999."""
    day = date.fromordinal(date(1975, 1, 1).toordinal() + n // 4 % 6576)
    return resident_number(SARTU, day, 996 + n % 4)


class EmployerFactory(DjangoModelFactory):
    class Meta:
        model = Employer

    class Params:
        without_code = factory.Trait(uscc=None)

    name = factory.Sequence(lambda n: f"大庆第{n}测试有限公司")
    uscc = factory.Sequence(employer_code)
    region_id = SARTU


class TalentFactory(DjangoModelFactory):
    """A person of Sartu.

    ``document=True`` gives a valid resident ID of its own, ``document="…"`` that one
    (number, birth date and gender agree only if you make them).  Traits: ``foreign``,
    ``left``, ``deceased``, ``unverified``, ``employed`` (with the employment row).
    """

    class Meta:
        model = Talent

    class Params:
        foreign = factory.Trait(
            name="Anna Müller", name_en="Anna Müller", nationality="DE"
        )
        left = factory.Trait(status=TalentStatus.LEFT)
        deceased = factory.Trait(status=TalentStatus.DECEASED)
        unverified = factory.Trait(is_verified=False)

    number = factory.Sequence(lambda n: f"T-2026-9{n:05d}")
    name = "王小明"
    gender = Gender.MALE
    birth_date = BORN
    region_id = SARTU
    category = Category.PROFESSIONAL

    @classmethod
    def _create(cls, model_class, *args, **fields):
        document = fields.pop("document", None)
        employed = fields.pop("employed", False)
        if employed and not fields.get("employer"):
            fields["employer"] = EmployerFactory()
        talent = model_class(*args, **fields)
        numbers = []
        if document is not None and document is not False:
            if document is True:
                document = nth_document(int(talent.number[-5:]))
            numbers = [document]
        talent.refresh_terms(numbers)
        talent.save()
        for number in numbers:
            IdentityDocumentFactory(talent=talent, number=number)
        if employed:
            EmploymentFactory(talent=talent, employer=talent.employer)
        return talent


class IdentityDocumentFactory(DjangoModelFactory):
    """A resident identity card; ``passport=True`` a passport."""

    class Meta:
        model = IdentityDocument

    class Params:
        passport = factory.Trait(
            kind=DocumentKind.PASSPORT,
            number=factory.Sequence(lambda n: f"C{n:08d}"),
            country="DE",
            valid_until=date(2030, 1, 1),
        )

    talent = factory.SubFactory(TalentFactory)
    kind = DocumentKind.RESIDENT_ID
    number = factory.Sequence(nth_document)


class EmploymentFactory(DjangoModelFactory):
    """Where somebody works now; ``ended`` where he or she did."""

    class Meta:
        model = Employment

    class Params:
        ended = factory.Trait(until_date=date(2023, 9, 1))

    talent = factory.SubFactory(TalentFactory)
    employer = factory.SubFactory(EmployerFactory)
    position = "工程师"
    from_date = date(2020, 9, 1)


class EducationFactory(DjangoModelFactory):
    class Meta:
        model = Education

    talent = factory.SubFactory(TalentFactory)
    level = EducationLevel.MASTER
    mode = Education.Mode.FULL_TIME
    school = "示范大学"
    major = "石油工程"
    graduated_on = date(2015, 7, 1)


class IntroductionFactory(DjangoModelFactory):
    class Meta:
        model = Introduction

    talent = factory.SubFactory(TalentFactory)
    mode = IntroductionMode.FULL_TIME
    introduced_on = date(2020, 9, 1)


class GradeSchemeFactory(DjangoModelFactory):
    class Meta:
        model = GradeScheme

    code = factory.Sequence(lambda n: f"scheme-{n}")
    name = "高层次人才分类（示范）"
    name_en = "High-level talent (sample)"
    from_date = date(2023, 1, 1)


class GradeLevelFactory(DjangoModelFactory):
    class Meta:
        model = GradeLevel

    scheme = factory.SubFactory(GradeSchemeFactory)
    code = factory.Sequence(lambda n: f"L{n}")
    name = factory.Sequence(lambda n: f"第{n}类")
    rank = factory.Sequence(lambda n: n + 1)


class GradeAwardFactory(DjangoModelFactory):
    class Meta:
        model = GradeAward

    talent = factory.SubFactory(TalentFactory)
    level = factory.SubFactory(GradeLevelFactory)
    issued_on = date(2024, 1, 1)
    valid_until = date(2028, 12, 31)


class ProgrammeTitleFactory(DjangoModelFactory):
    class Meta:
        model = ProgrammeTitle

    talent = factory.SubFactory(TalentFactory)
    name = factory.Sequence(lambda n: f"金雁{n}")
    given_on = date(2024, 6, 1)


class HouseholdFactory(DjangoModelFactory):
    class Meta:
        model = Household


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    household = factory.SubFactory(HouseholdFactory)
    talent = factory.SubFactory(TalentFactory)
    relation = Membership.Relation.HEAD
    from_date = date(2020, 1, 1)


class BankAccountFactory(DjangoModelFactory):
    class Meta:
        model = BankAccount

    talent = factory.SubFactory(TalentFactory)
    bank = "示范银行"
    holder = "王小明"
    number = factory.Sequence(lambda n: f"62220000{n:08d}")


class ConsentFactory(DjangoModelFactory):
    class Meta:
        model = Consent

    talent = factory.SubFactory(TalentFactory)
    scope = Consent.Scope.SERVICE
    notice_version = "2026-1"
    given_at = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)

from tests.talents.factories import (
    ConsentFactory,
    EmployerFactory,
    EmploymentFactory,
    GradeAwardFactory,
    MembershipFactory,
    TalentFactory,
)


def samples(people: dict) -> dict[str, dict]:
    """A person of the same district with something to change in every place."""
    talent = TalentFactory(document=True, region_id="230602")
    EmploymentFactory(talent=talent)
    award = GradeAwardFactory(talent=talent)
    member = MembershipFactory(talent=talent)
    consent = ConsentFactory(talent=talent)
    person = {"number": talent.number}
    scheme = {"pk": award.level.scheme_id}
    employer = {"pk": EmployerFactory().pk}
    return {
        "talents:by_id": {"pk": talent.pk},
        "talents:detail": person,
        "talents:edit": person,
        "talents:merge": person,
        "talents:employment_end": person,
        "talents:reveal": person | {"what": "phone"},
        "talents:add": person | {"section": "education"},
        "talents:grade_status": person | {"pk": award.pk},
        "talents:member_end": person | {"pk": member.pk},
        "talents:consent_withdraw": person | {"pk": consent.pk},
        "talents:employer": employer,
        "talents:employer_edit": employer,
        "talents:scheme_edit": scheme,
        "talents:level_new": scheme,
        "talents:level_edit": scheme | {"level": award.level_id},
    }

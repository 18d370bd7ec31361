from apps.commissioners.models import Commissioner, ServiceStandard
from apps.core.roles import Role
from tests.accounts.factories import OfficeFactory
from tests.commissioners.factories import (
    AssignmentFactory,
    BalanceProposalFactory,
    CommissionerFactory,
    ContactLogFactory,
    HandOverItemFactory,
)
from tests.talents.factories import TalentFactory


def commissioner_of(people: dict) -> Commissioner:
    """The caseload of the person with the duty, at the city's office."""
    person = people[Role.COMMISSIONER]
    known = Commissioner.objects.filter(user=person).first()
    return known or CommissionerFactory(user=person, office=OfficeFactory())


def samples(people: dict) -> dict[str, dict]:
    """A caseload and what can be done to it."""
    commissioner = commissioner_of(people)
    talent = TalentFactory(region_id="230602")
    AssignmentFactory(talent=talent, commissioner=commissioner)
    item = HandOverItemFactory(
        handover__from_commissioner=commissioner,
        assignment__talent=TalentFactory(region_id="230602"),
    )
    handover = {"pk": item.handover_id}
    made = BalanceProposalFactory(by=people[Role.CITY_REVIEWER])
    proposal = {"pk": made.pk}
    one, person = {"pk": commissioner.pk}, {"pk": talent.pk}
    return {
        "commissioners:detail": one,
        "commissioners:standard_edit": {"pk": ServiceStandard.objects.first().pk},
        "commissioners:terms": one,
        "commissioners:release": one,
        "commissioners:hand_over": one,
        "commissioners:handover": handover,
        "commissioners:handover_accept": handover,
        "commissioners:handover_decline": handover,
        "commissioners:handover_withdraw": handover,
        "commissioners:proposal": proposal,
        "commissioners:proposal_apply": proposal,
        "commissioners:assign": person,
        "commissioners:end": person,
        "commissioners:contact": person,
        "commissioners:contact_undo": {"pk": ContactLogFactory(talent=talent).pk},
    }

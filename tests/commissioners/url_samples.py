from tests.commissioners.factories import (
    AssignmentFactory,
    BalanceProposalFactory,
    CommissionerFactory,
    ContactLogFactory,
    HandOverItemFactory,
)
from tests.talents.factories import TalentFactory


def samples(people: dict) -> dict[str, dict]:
    """A caseload of the same district and what can be done to it."""
    commissioner = CommissionerFactory()
    AssignmentFactory(commissioner=commissioner)
    talent = TalentFactory(region_id="230602")
    item = HandOverItemFactory(handover__from_commissioner=commissioner)
    handover = {"pk": item.handover_id}
    proposal = {"pk": BalanceProposalFactory().pk}
    one, person = {"pk": commissioner.pk}, {"pk": talent.pk}
    return {
        "commissioners:detail": one,
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

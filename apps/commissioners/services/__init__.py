"""Acts: who serves whom, hand-overs, contacts, the balanced proposal."""

from apps.commissioners.services.assigning import (
    AlreadyAssigned,
    CannotServe,
    CapacityReached,
    assign,
    assign_pairs,
    end_assignment,
    enrol,
    release_caseload,
    set_terms,
)
from apps.commissioners.services.balancing import (
    apply_proposal,
    propose_balance,
    start_applying,
)
from apps.commissioners.services.contacts import log_contact, undo_contact
from apps.commissioners.services.handovers import (
    accept_hand_over,
    decline_hand_over,
    hand_over_now,
    request_hand_over,
    withdraw_hand_over,
)
from apps.commissioners.services.standards import (
    effects_of_standard,
    may_keep_standards,
    remove_standard,
    save_standard,
)

__all__ = [
    "effects_of_standard",
    "may_keep_standards",
    "remove_standard",
    "save_standard",
    "AlreadyAssigned",
    "CannotServe",
    "CapacityReached",
    "accept_hand_over",
    "apply_proposal",
    "assign",
    "assign_pairs",
    "decline_hand_over",
    "end_assignment",
    "enrol",
    "hand_over_now",
    "log_contact",
    "propose_balance",
    "release_caseload",
    "request_hand_over",
    "set_terms",
    "start_applying",
    "undo_contact",
    "withdraw_hand_over",
]

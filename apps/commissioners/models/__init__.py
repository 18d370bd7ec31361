from apps.commissioners.models.contacts import (
    Channel,
    ContactLog,
    NextStep,
    Outcome,
    ServiceStandard,
)
from apps.commissioners.models.handovers import HandOver, HandOverItem
from apps.commissioners.models.people import Assignment, Commissioner
from apps.commissioners.models.proposals import BalanceProposal

__all__ = [
    "Assignment",
    "BalanceProposal",
    "Channel",
    "Commissioner",
    "ContactLog",
    "HandOver",
    "HandOverItem",
    "NextStep",
    "Outcome",
    "ServiceStandard",
]

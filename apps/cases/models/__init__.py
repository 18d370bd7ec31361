from apps.cases.models.answers import Answer, FollowUp, Rating, Score
from apps.cases.models.cases import Case, Priority, Source
from apps.cases.models.departments import DepartmentTask
from apps.cases.models.events import CaseEvent, CasePause, EventKind, Extension
from apps.cases.models.items import ServiceItem

__all__ = [
    "Answer",
    "Case",
    "CaseEvent",
    "CasePause",
    "DepartmentTask",
    "EventKind",
    "Extension",
    "FollowUp",
    "Priority",
    "Rating",
    "Score",
    "ServiceItem",
    "Source",
]

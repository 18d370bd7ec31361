from apps.applications.models.applications import Application
from apps.applications.models.decisions import (
    Correction,
    CorrectionItem,
    Decision,
    Transition,
)
from apps.applications.models.joint import JointCheck
from apps.applications.models.notices import NoticeEntry, Objection, PublicNotice
from apps.applications.models.papers import FactEntry, Paper, PromisedPaper
from apps.applications.models.steps import Pause, Step

__all__ = [
    "Application",
    "Correction",
    "CorrectionItem",
    "Decision",
    "FactEntry",
    "JointCheck",
    "NoticeEntry",
    "Objection",
    "Paper",
    "Pause",
    "PromisedPaper",
    "PublicNotice",
    "Step",
    "Transition",
]

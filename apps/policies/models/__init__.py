from apps.policies.models.conditions import Condition, Tier
from apps.policies.models.guide import Material, StepLimit
from apps.policies.models.matches import Match, OptOut, StaleMark, VersionSweep
from apps.policies.models.policies import Policy, PolicyVersion

__all__ = [
    "Condition",
    "Match",
    "Material",
    "OptOut",
    "Policy",
    "PolicyVersion",
    "StaleMark",
    "StepLimit",
    "Tier",
    "VersionSweep",
]

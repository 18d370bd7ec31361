from apps.policies.models.conditions import Condition, Tier
from apps.policies.models.guide import JointDepartment, Material, StepLimit
from apps.policies.models.matches import (
    Match,
    OptOut,
    StaleMark,
    VersionEffect,
    VersionSweep,
)
from apps.policies.models.policies import Policy, PolicyVersion
from apps.policies.models.terms import Exclusion, FundingShare, Instalment

__all__ = [
    "Condition",
    "Exclusion",
    "FundingShare",
    "Instalment",
    "JointDepartment",
    "Match",
    "Material",
    "OptOut",
    "Policy",
    "PolicyVersion",
    "StaleMark",
    "StepLimit",
    "Tier",
    "VersionEffect",
    "VersionSweep",
]

from apps.policies.models.conditions import Condition, Tier
from apps.policies.models.guide import Material, StepLimit
from apps.policies.models.policies import Policy, PolicyVersion

__all__ = [
    "Condition",
    "Material",
    "Policy",
    "PolicyVersion",
    "StepLimit",
    "Tier",
]

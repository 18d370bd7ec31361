from apps.talents.models.accounts import BankAccount
from apps.talents.models.career import Education, Employment, Introduction
from apps.talents.models.documents import IdentityDocument
from apps.talents.models.employers import Employer
from apps.talents.models.grades import (
    GradeAward,
    GradeLevel,
    GradeScheme,
    ProgrammeTitle,
)
from apps.talents.models.households import Household, Membership
from apps.talents.models.invitations import AccountInvitation
from apps.talents.models.people import RegistryTally, Talent
from apps.talents.models.privacy import Consent
from apps.talents.models.roster import (
    RosterEmployer,
    RosterImport,
    RosterMapping,
    RosterRow,
    RosterStage,
    UnverifiedKey,
)

__all__ = [
    "AccountInvitation",
    "BankAccount",
    "Consent",
    "Education",
    "Employer",
    "Employment",
    "GradeAward",
    "GradeLevel",
    "GradeScheme",
    "Household",
    "IdentityDocument",
    "Introduction",
    "Membership",
    "ProgrammeTitle",
    "RegistryTally",
    "RosterEmployer",
    "RosterImport",
    "RosterMapping",
    "RosterRow",
    "RosterStage",
    "Talent",
    "UnverifiedKey",
]

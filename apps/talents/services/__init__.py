"""Acts on the register.  Each locks the person, asks, writes and leaves a trace."""

from apps.talents.services.career import (
    add_education,
    add_introduction,
    add_title,
    award_grade,
    end_employment,
    set_grade_status,
    start_employment,
)
from apps.talents.services.consents import give_consent, withdraw_consent
from apps.talents.services.employers import save_employer
from apps.talents.services.errors import (
    AlreadyOnRegister,
    BadNumber,
    CannotMerge,
    PossibleDuplicate,
)
from apps.talents.services.households import add_member, end_membership
from apps.talents.services.invitations import BadCode, activate, invite
from apps.talents.services.joining import merge_talents
from apps.talents.services.papers import (
    add_bank_account,
    add_document,
    put_bank_account,
)
from apps.talents.services.people import (
    change_person,
    possible_duplicates,
    register_talent,
    set_status,
)
from apps.talents.services.schemes import save_level, save_scheme

__all__ = [
    "AlreadyOnRegister",
    "BadCode",
    "BadNumber",
    "CannotMerge",
    "PossibleDuplicate",
    "activate",
    "add_bank_account",
    "add_document",
    "add_education",
    "add_introduction",
    "add_member",
    "add_title",
    "award_grade",
    "change_person",
    "end_employment",
    "end_membership",
    "give_consent",
    "invite",
    "merge_talents",
    "possible_duplicates",
    "put_bank_account",
    "register_talent",
    "save_employer",
    "save_level",
    "save_scheme",
    "set_grade_status",
    "set_status",
    "start_employment",
    "withdraw_consent",
]

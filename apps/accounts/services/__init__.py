"""Acts on accounts: who may sign in, what they may do, and where they work."""

from apps.accounts.services.offices import save_office
from apps.accounts.services.people import (
    change_password,
    choose_language,
    create_account,
    end_other_sessions,
    reset_password,
    set_active,
    update_account,
    update_profile,
)
from apps.accounts.services.refusals import (
    IncompatibleDuties,
    NameTaken,
    NotYourself,
    RoleHeldAlready,
)
from apps.accounts.services.roles import end_role, grant_role
from apps.accounts.services.saved import delete_view, plain_query, save_view
from apps.accounts.services.sessions import (
    record_lock_out,
    record_refused_sign_in,
    record_sign_in,
    record_sign_out,
)

__all__ = [
    "IncompatibleDuties",
    "NameTaken",
    "NotYourself",
    "RoleHeldAlready",
    "change_password",
    "choose_language",
    "create_account",
    "delete_view",
    "end_other_sessions",
    "end_role",
    "grant_role",
    "plain_query",
    "record_lock_out",
    "record_refused_sign_in",
    "record_sign_in",
    "record_sign_out",
    "reset_password",
    "save_office",
    "save_view",
    "set_active",
    "update_account",
    "update_profile",
]

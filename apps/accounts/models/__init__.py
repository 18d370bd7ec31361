from apps.accounts.models.places import Office, Region
from apps.accounts.models.roles import RoleGrant
from apps.accounts.models.saved import SavedView
from apps.accounts.models.users import User

__all__ = ["Office", "Region", "RoleGrant", "SavedView", "User"]

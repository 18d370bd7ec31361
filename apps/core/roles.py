"""Who may do what kind of work.  A role counts only within its office's region."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    COMMISSIONER = "commissioner", _("Service commissioner")
    DISTRICT_REVIEWER = "district_reviewer", _("District reviewer")
    CITY_REVIEWER = "city_reviewer", _("City reviewer")
    APPROVER = "approver", _("Approver")
    FINANCE_MAKER = "finance_maker", _("Finance maker")
    FINANCE_CHECKER = "finance_checker", _("Finance checker")
    HOUSING_MANAGER = "housing_manager", _("Housing manager")
    LIAISON = "liaison", _("Expert liaison")
    LEADER = "leader", _("Leading official")
    DEPARTMENT_HANDLER = "department_handler", _("Department handler")
    AUDITOR = "auditor", _("Auditor")
    SYSTEM_ADMIN = "system_admin", _("System administrator")
    SECURITY_ADMIN = "security_admin", _("Security administrator")
    AUDIT_ADMIN = "audit_admin", _("Audit administrator")
    TALENT = "talent", _("Talent")


STAFF_ROLES = frozenset(Role) - {Role.TALENT}

# Duties that one person may not hold at the same time: within a group every two
# roles exclude each other.  Sources: four-eyes rule of the fund procedures and the
# three separate administrators of GB/T 22239-2019 (docs/glossary.md).
DUTY_GROUPS = {
    "money": frozenset({Role.APPROVER, Role.FINANCE_MAKER, Role.FINANCE_CHECKER}),
    "administration": frozenset(
        {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}
    ),
}


def duty_group(role: str) -> str:
    """The group of incompatible duties that ``role`` is in, or an empty string."""
    return next((name for name, roles in DUTY_GROUPS.items() if role in roles), "")

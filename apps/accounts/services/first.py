"""The very first accounts of a city, when nobody is there yet to open them."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import Office, Region, RoleGrant, User
from apps.accounts.services.people import create_account
from apps.accounts.services.roles import grant_role
from apps.core.errors import DomainError
from apps.core.roles import DUTY_GROUPS, Role

ADMINISTRATORS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)


@transaction.atomic
def set_up_administrators(
    *, office_name: str, people: dict[str, tuple[str, str]], at: datetime
) -> list[tuple[User, str, str]]:
    """Make the city's talent office and its three administrators, one person each.

    ``people`` gives user name and name for each role.  Returns (user, role, temporary
    password).  Raises ``DomainError`` when an administrator exists already: from then
    on they open accounts and give duties themselves.
    """
    region = (
        Region.objects.select_for_update().filter(code=settings.TALENT_CITY).first()
    )
    if region is None:
        raise DomainError(_("TALENT_CITY names no region that is on record."))
    if RoleGrant.objects.filter(role__in=DUTY_GROUPS["administration"]).exists():
        raise DomainError(
            _("There are administrators already: they open accounts and give duties.")
        )
    office, _made = Office.objects.get_or_create(
        code="city",
        defaults={"name": office_name, "region": region, "kind": Office.Kind.TALENT},
    )
    made = []
    for role in ADMINISTRATORS:
        username, name = people[role]
        user, password = create_account(
            username=username, name=name, office_id=office.pk, by=None, at=at
        )
        grant_role(
            user_id=user.pk,
            role=role,
            office_id=office.pk,
            from_date=timezone.localtime(at).date(),
            by=None,
            at=at,
        )
        made.append((user, role, password))
    return made

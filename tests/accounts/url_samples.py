from apps.core.roles import Role
from tests.accounts.factories import OfficeFactory, RoleGrantFactory


def samples(people: dict) -> dict[str, dict]:
    """A reviewer with a commissioner's duty."""
    person = people[Role.DISTRICT_REVIEWER]
    office = OfficeFactory()
    grant = RoleGrantFactory(user=person, office=office, role=Role.COMMISSIONER)
    user = {"pk": person.pk}
    return {
        "accounts:user": user,
        "accounts:user_edit": user,
        "accounts:user_state": user,
        "accounts:user_password": user,
        "accounts:grant": user,
        "accounts:grant_end": {"pk": grant.pk},
        "accounts:office_edit": {"pk": office.pk},
    }

from apps.core.roles import Role
from tests.talents.factories import TalentFactory


def samples(people: dict) -> dict[str, dict]:
    """The talent's account belongs to an entry, so that the pages themselves answer."""
    TalentFactory(user=people[Role.TALENT])
    return {}

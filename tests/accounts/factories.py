"""The dullest valid people who sign in, offices and duties."""

from __future__ import annotations

from datetime import date

import factory
from factory.django import DjangoModelFactory

from apps.accounts.models import Office, RoleGrant, User
from apps.core.roles import Role

__all__ = ["OfficeFactory", "RoleGrantFactory", "UserFactory"]

CITY = "230600"
LONG_AGO = date(2020, 1, 1)


class OfficeFactory(DjangoModelFactory):
    """The talent office of a region; the city's unless told otherwise."""

    class Meta:
        model = Office
        django_get_or_create = ("code",)

    region_id = CITY
    kind = Office.Kind.TALENT
    code = factory.LazyAttribute(lambda office: f"{office.kind}-{office.region_id}")
    name = factory.LazyAttribute(lambda office: f"{office.region_id}人才工作中心")


class UserFactory(DjangoModelFactory):
    """Somebody who signs in, in English, without a password.

    ``UserFactory(role=Role.DISTRICT_REVIEWER, region="230602")`` gives a duty since
    long ago at the talent office of that region; ``roles=[…]`` several.
    """

    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"person{n}")
    name = factory.Sequence(lambda n: f"职员{n}")
    language = "en"

    @classmethod
    def _create(cls, model_class, *args, **fields):
        roles = fields.pop("roles", ())
        if role := fields.pop("role", None):
            roles = [*roles, role]
        region = fields.pop("region", CITY)
        user = model_class(*args, **fields)
        user.set_unusable_password()
        user.save()
        for held in roles:
            office = None if held == Role.TALENT else OfficeFactory(region_id=region)
            RoleGrantFactory(user=user, role=held, office=office)
        return user


class RoleGrantFactory(DjangoModelFactory):
    class Meta:
        model = RoleGrant

    user = factory.SubFactory(UserFactory)
    role = Role.COMMISSIONER
    office = factory.SubFactory(OfficeFactory)
    from_date = LONG_AGO

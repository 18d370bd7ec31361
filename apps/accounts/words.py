"""Duties, reach and their effects as sentences that an administrator can check."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.accounts.models import Office, Region, RoleGrant, User
from apps.core.roles import Role

MEANINGS: dict[str, Promise] = {
    Role.COMMISSIONER: gettext_lazy(
        "Serves the talents assigned to him or her: contacts, requests, applications."
    ),
    Role.DISTRICT_REVIEWER: gettext_lazy(
        "Keeps the registry of the district, imports rosters and reviews applications "
        "first."
    ),
    Role.CITY_REVIEWER: gettext_lazy(
        "Reviews applications after the districts and keeps policies."
    ),
    Role.APPROVER: gettext_lazy("Decides on applications that were reviewed."),
    Role.FINANCE_MAKER: gettext_lazy("Prepares payments."),
    Role.FINANCE_CHECKER: gettext_lazy("Checks payments that another prepared."),
    Role.HOUSING_MANAGER: gettext_lazy("Keeps talent housing."),
    Role.LIAISON: gettext_lazy("Arranges the contact between leaders and experts."),
    Role.LEADER: gettext_lazy(
        "Keeps contact with experts and sees the figures of the area."
    ),
    Role.DEPARTMENT_HANDLER: gettext_lazy(
        "Answers what is handed over to the department."
    ),
    Role.AUDITOR: gettext_lazy("Reads everything in the area and the audit trail."),
    Role.SYSTEM_ADMIN: gettext_lazy("Keeps accounts, offices and the calendar."),
    Role.SECURITY_ADMIN: gettext_lazy("Gives duties and ends them."),
    Role.AUDIT_ADMIN: gettext_lazy("Reads and checks the audit trail."),
    Role.TALENT: gettext_lazy("Uses the talents' own pages, for himself or herself."),
}

Effect = Callable[[str, Office | None], Iterable[str]]
_effects: list[Effect] = []


def register_effect(effect: Effect) -> None:
    """``effect(role, office)`` adds sentences: how many people the duty would reach."""
    _effects.append(effect)


def area_of(region: Region) -> str:
    """The region, and how many others are in it."""
    inside = Region.objects.filter(code__startswith=region.prefix).exclude(
        code=region.code
    )
    count = inside.count()
    if not count:
        return str(region)
    return ngettext(
        "{region} and {count} region in it",
        "{region} and {count} regions in it",
        count,
    ).format(region=region, count=count)


def reach_of(role: str, office: Office | None) -> str:
    if office is None:
        return _("Only for the person's own data.")
    return _("Counts in {area}.").format(area=area_of(office.region))


def effects_of_grant(
    person: User,
    role: str,
    office: Office | None,
    start: date,
    end: date | None,
) -> list[str]:
    """What will be true once the duty is given."""
    period = (
        _("From {start} up to and including the day before {end}.")
        if end
        else _("From {start} until it is ended.")
    ).format(start=start.isoformat(), end=end.isoformat() if end else "")
    sentences = [
        _("{name} becomes: {role} at {office}.").format(
            name=person, role=Role(role).label, office=office or "–"
        ),
        str(MEANINGS[role]),
        reach_of(role, office),
        period,
    ]
    for effect in _effects:
        sentences.extend(effect(role, office))
    return sentences


def effects_of_end(grant: RoleGrant, on: date) -> list[str]:
    others = (
        RoleGrant.objects.active(on)
        .filter(user=grant.user, role=grant.role)
        .exclude(pk=grant.pk)
    )
    sentences = [
        _(
            "{name} stops being {role} at {office}; {day} is the first day without it."
        ).format(
            name=grant.user,
            role=Role(grant.role).label,
            office=grant.office or "–",
            day=on.isoformat(),
        ),
        _("Pages that belong to the duty close with the next click."),
    ]
    sentences.extend(
        _("The same duty at {office} stays.").format(office=other.office)
        for other in others.select_related("office")
    )
    return sentences


def reach_in_words(grants: Iterable[RoleGrant]) -> list[tuple[str, str, str]]:
    """(duty, what it may do, where it counts) of each grant."""
    return [
        (
            str(grant.get_role_display()),
            str(MEANINGS[grant.role]),
            reach_of(grant.role, grant.office),
        )
        for grant in grants
    ]
